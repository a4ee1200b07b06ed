"""What a configured value is: a reference, a placeholder, a weak password, a secret, a boolean."""

import math
import re
from collections import Counter
from functools import cache
from urllib.parse import unquote, urlsplit

import msgspec

from scanner import rules


class Vocabulary(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`rulesets/knowledge/values.yml`."""

    placeholders: tuple[str, ...]
    published_secret_keys: tuple[str, ...]
    published_secret_key_patterns: tuple[str, ...]
    documented_secret_keys: tuple[str, ...]
    weak_passwords: tuple[str, ...]
    weak_password_patterns: tuple[str, ...]
    secret_names: tuple[str, ...]
    not_secret_names: tuple[str, ...]


@cache
def vocabulary() -> Vocabulary:
    """The lists, read once.

    Raises:
        RuleError: the file is missing or damaged.
    """
    return rules.read_yaml("knowledge/values.yml", Vocabulary)


TRUE = frozenset({"1", "true", "yes", "on", "y", "t"})
FALSE = frozenset({"0", "false", "no", "off", "n", "f"})
"""What pydantic takes for a boolean, any case (checked against Langflow 1.13.0)."""

_REFERENCE = re.compile(
    r"\$\{?[A-Za-z_]|\$\(|\$\{\{|\{\{|^%[A-Za-z_]+%$|^(op|vault|file|ref|secret|ssm|arn|azurekeyvault|"
    r"gcpsecretmanager|awssm|doppler|sops|ENC\[)[:/\[]|^ENC\[|^/run/secrets/|^env:|^os\.environ|^process\.env",
    re.IGNORECASE,
)


def truth(value: str) -> bool | None:
    """The boolean that Langflow reads, or None: the server refuses to start with such a value."""
    folded = value.lower()
    return True if folded in TRUE else False if folded in FALSE else None


def is_reference(value: str) -> bool:
    """Whether the value only points at a secret: `${VAR}`, `{{ }}`, `vault:`, `/run/secrets/`."""
    return bool(_REFERENCE.search(value.strip()))


def is_placeholder(value: str) -> bool:
    """Whether the value asks to be replaced. A weak value that works is none."""
    folded = value.strip().lower()
    return not folded or bool(_any("placeholders").fullmatch(folded))


def is_published_key(value: str) -> bool:
    """Whether a secret key is public, in documentation for one, or asks to be replaced."""
    folded = value.strip().lower()
    if folded in vocabulary().published_secret_keys or is_placeholder(value):
        return True
    form = _any("published_secret_key_patterns").fullmatch(value.strip())
    return bool(form) or is_documented_key(value)


def is_documented_key(value: str) -> bool:
    """Whether it is a secret key of Langflow's own documentation, which LF-KEY-002 knows."""
    return bool(_any("documented_secret_keys").fullmatch(value.strip()))


def is_weak_password(value: str) -> bool:
    """Whether it is among the first that anyone would try."""
    folded = value.strip().lower()
    known = folded in vocabulary().weak_passwords
    return known or bool(folded and _any("weak_password_patterns").fullmatch(folded))


FOR_BROWSERS = "VITE|NEXT_PUBLIC|NUXT_PUBLIC|REACT_APP|PUBLIC|EXPO_PUBLIC|GATSBY|VUE_APP"
"""What the names of variables begin with that bundlers copy into pages, as an alternation."""


def is_secret_name(name: str) -> bool:
    """Whether a setting of this name holds a credential."""
    upper = name.upper()
    return bool(_any("secret_names").fullmatch(upper)) and not _any("not_secret_names").fullmatch(
        upper
    )


def entropy(value: str) -> float:
    """Shannon entropy in bits a character."""
    counts = Counter(value)
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values())


def looks_random(value: str) -> bool:
    """Whether a value is long and mixed enough to be a generated credential."""
    return len(value) >= 16 and entropy(value) >= 3.5 and " " not in value.strip()


def is_plain_http(url: str) -> bool:
    """Whether it is an `http://` address of a host beyond this one and its containers."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        return False
    near = host == "localhost" or "." not in host or host.startswith("127.")
    return parts.scheme == "http" and bool(host) and not near and not host.endswith(".svc")


def credentials(url: str) -> tuple[str, str] | None:
    """User and password of a URL's authority, decoded; None where it has no password."""
    try:
        parts = urlsplit(url.strip())
        user, password = parts.username, parts.password
    except ValueError:
        return None
    return (unquote(user or ""), unquote(password)) if password else None


@cache
def _any(field: str) -> re.Pattern[str]:
    patterns = getattr(vocabulary(), field)
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
