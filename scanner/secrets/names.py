"""What an identifier says about its value, and how random a value looks."""

import math
import re
from itertools import pairwise

_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def word_set(words: str) -> frozenset[str]:
    """The words of a text, for tables that are read as lists."""
    return frozenset(words.split())


def words(name: str) -> list[str]:
    """The words of an identifier, lower case: `openaiApiKey` gives openai, api, key."""
    return [part.lower() for part in _CAMEL.findall(name)]


_ALWAYS = word_set(
    "password passwd passphrase pwd pass secret token apikey credential credentials bearer "
    "authorization passcode requirepass privatekey secretkey accesskey contrasena"
)
PASSWORDS = word_set("password passwd passphrase pwd pass requirepass passcode")
"""What people choose themselves."""
_KEYS = word_set(
    "api access private secret encryption signing auth master service account client db "
    "fernet jwt storage shared session webhook admin crypt hmac license app subscription "
    "openai azure"
)
_ATTRIBUTES = word_set(
    "url uri endpoint name names id ids type types path file filename dir field fields label "
    "header prefix suffix count limit length len size expiry expires expire expiration ttl "
    "lifetime timeout hint placeholder description title info help text message error status "
    "required enabled policy regex pattern format index min max usage input output parser "
    "provider manager service class algorithm alg hash hashed validator icon display env var "
    "variable mode strategy created date ref stdin "
    "encryption rotation reset budget scope scopes issuer audience permissions engine backend "
    "store version commit digest checksum sha image tag repository registry branch host port "
    "region arn label labels annotation annotations tooltip selector source target "
    "destination script command handler callback hook function method model table column "
    "property attribute param "
    "parameter argument arg flag option options config configuration settings template schema "
    "role group category prompt question answer alias"
)


def names_secret(name: str) -> bool:
    """Whether an identifier means a secret: `api_key`, `SECRET_KEY`, `db_password`, not `keys`."""
    parts = words(name)
    if not parts or names_attribute(name):
        return False
    if _ALWAYS & {*parts} or "".join(parts) in _ALWAYS:
        return True
    pairs = pairwise(parts)
    return any(second == "key" and first in _KEYS for first, second in pairs)


def names_attribute(name: str) -> bool:
    """Whether an identifier ends in what a secret has, not in the secret: `token_url`."""
    parts = words(name)
    return len(parts) > 1 and parts[-1] in _ATTRIBUTES


def entropy(value: str) -> float:
    """Shannon entropy in bits a character."""
    if not value:
        return 0.0
    shares = (value.count(character) / len(value) for character in set(value))
    return -sum(share * math.log2(share) for share in shares)
