"""What looks drawn by chance and is no secret: digests, identifiers, images, public tokens."""

import binascii
import hashlib
import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from itertools import pairwise
from pathlib import PurePosixPath

from scanner import values
from scanner.secrets.candidates import ENTROPY, JWT, KEYWORDS, NAMED, PRIVATE_KEY, Candidate
from scanner.secrets.forms import holds_drawn
from scanner.secrets.names import entropy, names_secret, word_set, words

_DIGEST_WORD = re.compile(
    r"sha-?\d*|md5|digest|check_?sum|hash|commit|revision|\brev\b|integrity|etag|fingerprint|blob|tree"
    r"|signature|nonce|csrf|cache_?key|content_?id|object_?id|trace_?id|span_?id",
    re.IGNORECASE,
)
_HEX = re.compile(r"[0-9a-fA-F]+")
_IMAGE_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}$")
_DIGEST_LENGTHS = frozenset({12, 16, 32, 40, 48, 56, 64, 96, 128})
_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_LOCK = re.compile(
    r"(^|[._-])lock(file)?([._-]|$)|\.lock$|\.sum$|^(npm-shrinkwrap|package-lock|pnpm-lock)\.|^SHA\d*SUMS|"
    r"(requirements|constraints).*\.(txt|in)$|^RECORD$|\.resolved$",
    re.IGNORECASE,
)
_HASH_PREFIX = re.compile(r"(sha\d+|md5|h1|blake\w{1,20})[-:=]$", re.IGNORECASE)
_IMAGE = re.compile(
    r"data:[\w.+-]+/[\w.+-]+;base64,|^(iVBORw0KGgo|/9j/|R0lGOD|PHN2Zy|UklGR|JVBERi0|AAABAA)"
)
_NODE_ID = re.compile(r"[A-Za-z][\w ]*-[A-Za-z0-9_-]{5}|reactflow__edge-.*|xy-edge__.*")
_KEY_BODY = re.compile(r"[A-Za-z0-9+/]{24,400}+(?!\.\.|\u2026)")
_SEQUENCE = re.compile(r"abcdefgh|01234567|12345678|qwertyu|hgfedcba|87654321", re.IGNORECASE)
_FLOW_METADATA = word_set(
    "code_hash icon display_name description documentation sourceHandle targetHandle source "
    "target id info title output_types input_types base_classes _input_type type module "
    "dynamic helper_text className selected_output tool_mode options prompt template "
    "lf_version legacy_display"
)
_FLOW_CODE = frozenset({"code", "function_code", "python_code", "tool_code", "global_imports"})


def is_key_header_alone(candidate: Candidate) -> bool:
    """`BEGIN PRIVATE KEY` in a help text or a comparison: no key follows it, or `MIIE...`."""
    return candidate.detector == PRIVATE_KEY and not _KEY_BODY.search(candidate.after[:400])


def is_unnamed(candidate: Candidate) -> bool:
    """Randomness alone: it counts only beside a name that means a secret."""
    return candidate.detector in ENTROPY and not names_secret(candidate.name)


def is_for_anybody(candidate: Candidate) -> bool:
    """A token whose claims say that it is no secret: Supabase's `anon`, the tokens of manuals."""
    is_token = candidate.detector == JWT or (
        candidate.is_guess and candidate.value.startswith("eyJ")
    )
    claims = _claims(candidate.value) if is_token else {}
    named = claims.get("role") == "anon" or claims.get("iss") == "supabase-demo"
    return named or (claims.get("sub"), claims.get("name")) == ("1234567890", "John Doe")


def is_broken_token(candidate: Candidate) -> bool:
    """The head of a JSON Web Token with a made-up rest: `eyJ....made_up`."""
    value = candidate.value
    parts = value.split(".")
    begins = value.startswith("eyJ") and len(parts) > 1
    is_token = candidate.is_guess or candidate.detector == JWT
    unsigned = len(parts) < 3 or len(parts[-1]) < MIN_SIGNATURE
    return is_token and begins and unsigned


MIN_SIGNATURE = 20
"""Characters of a signature; the shortest that RFC 7518 knows has 43."""


def _claims(token: str) -> Mapping[str, object]:
    """The payload of a JSON Web Token (RFC 7519); empty for what is none."""
    payload = token.split(".")[1] if token.count(".") == 2 else ""
    try:
        claims = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}


_PUBLISHED = word_set(
    "0011cc25eb4320717494d2703e8cba85743e71b500283c21c8b88147992f9059 "  # Azurite
    "aa6547439583c3a275d4542a0df6c1ad6a863971be9f2a2220f027cc02aef615"  # Cosmos DB's emulator
)
"""SHA-256 of values that everyone may know."""


def is_published(candidate: Candidate) -> bool:
    """A key that its maker publishes: of Langflow's documentation, of the emulators of Azure's
    storage and of Cosmos DB."""
    if candidate.is_guess and values.is_documented_key(candidate.value):
        return True
    value = candidate.value.rpartition("AccountKey=")[2]
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest() in _PUBLISHED


def is_lock_file_hash(candidate: Candidate) -> bool:
    """A hash of a lock or requirements file: it is what makes an installation safe."""
    name = PurePosixPath(candidate.uri).name
    listed = bool(_LOCK.search(name)) and candidate.is_guess
    return candidate.is_guess and (listed or bool(_HASH_PREFIX.search(candidate.before[-20:])))


def is_code_hash(candidate: Candidate) -> bool:
    """Langflow's `metadata.code_hash` and the like: a digest of code."""
    parts = words(candidate.name)
    return candidate.is_guess and bool(parts) and parts[-1] in {"hash", "digest", "checksum", "sha"}


def is_digest(candidate: Candidate) -> bool:
    """Hex of a digest's length beside a word such as sha256, commit, etag."""
    if candidate.is_guess and _IMAGE_DIGEST.search(candidate.value):
        return True
    hexadecimal = _HEX.fullmatch(candidate.value) and len(candidate.value) in _DIGEST_LENGTHS
    near = f"{candidate.name} {candidate.before[-60:]}"
    known = hexadecimal and _DIGEST_WORD.search(near) and not names_secret(candidate.name)
    return candidate.is_guess and bool(known)


def is_uuid(candidate: Candidate) -> bool:
    """An identifier by form. Some issuers' keys are UUIDs: under a secret's name it is one."""
    value = candidate.value.strip()
    is_key = candidate.detector in KEYWORDS and names_secret(candidate.name) and _is_drawn(value)
    return candidate.is_guess and bool(_UUID.fullmatch(value)) and not is_key


def _is_drawn(uuid: str) -> bool:
    """Whether it is of version 4 or without dashes, and its digits not counted or repeated."""
    digits = uuid.replace("-", "")
    is_random = digits == uuid or digits[12:13] == "4"
    return is_random and entropy(digits) > 2.8 and not _SEQUENCE.search(digits)


def is_node_id(candidate: Candidate) -> bool:
    """`ChatInput-aB3dE`: what Langflow calls a node or an edge."""
    in_flow = candidate.kind == "flow"
    return candidate.is_guess and in_flow and bool(_NODE_ID.fullmatch(candidate.value.strip()))


def is_base64_image(candidate: Candidate) -> bool:
    """Part of an embedded image, font or document."""
    return bool(_IMAGE.search(candidate.value[:64]) or _IMAGE.search(candidate.before[-64:]))


def is_langflow_node_metadata(candidate: Candidate) -> bool:
    """A field of a flow that only describes: icon, handle (`\u0153` for quotes), title, prompt."""
    if candidate.kind != "flow" or not candidate.is_guess:
        return False
    keys = {key for key in candidate.path[-2:] if not key.isdigit()}
    if "\u0153" in candidate.value + candidate.before:
        return True
    within = candidate.detector == NAMED and candidate.name not in keys
    return bool(keys & _FLOW_METADATA) and not (within and holds_drawn(candidate.value))


def is_component_code(candidate: Candidate) -> bool:
    """Code inside a flow: a name or randomness there is judged by the engines that read Python."""
    return (
        candidate.is_guess
        and candidate.kind == "flow"
        and bool(_FLOW_CODE & {*candidate.path[-2:]})
    )


MIN_COUNTED = 16
"""Characters from which on counted digits under a name are an example, not a weak password."""


def is_sequence(candidate: Candidate) -> bool:
    """An alphabet, counted digits or a keyboard row, not drawn by chance."""
    if candidate.detector in KEYWORDS and len(candidate.value) < MIN_COUNTED:
        return False
    value = candidate.value.lower()
    following = sum(ord(b) - ord(a) == 1 or a + b in ("90", "z0") for a, b in pairwise(value))
    counted = len(value) > 8 and following > len(value) / 2
    return counted or (candidate.detector in ENTROPY and bool(_SEQUENCE.search(value)))


def is_minified(candidate: Candidate) -> bool:
    """On a line that no person wrote: generated or minified code."""
    long_line = len(candidate.before) + len(candidate.after) > 5000
    return candidate.is_guess and long_line and not candidate.path
