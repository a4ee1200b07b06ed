"""Named reasons why a candidate is no secret. Each is a predicate over one candidate.

They run inside the secrets worker, the only place that holds values; only the names of the
predicates that fired leave it. A weak value that works (`admin123`, `langflow`) is no placeholder:
it opens a door.
"""

import binascii
import hashlib
import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath

from scanner.secret_names import entropy, names_attribute, names_secret, words


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


KEYWORD = "Secret Keyword"
NAMED = "Named Secret"
"""Our own: by a name that detect-secrets' keywords do not reach."""
COMMAND = "Secret in a Command"
"""Our own: an option of a program, a statement of SQL, a connection string."""
KEYWORDS = frozenset({KEYWORD, NAMED, COMMAND})
ENTROPY = frozenset({"Base64 High Entropy String", "Hex High Entropy String"})
BASIC_AUTH = "Basic Auth Credentials"
JWT = "JSON Web Token"
PRIVATE_KEY = "Private Key"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that a detector found, with what stands around it."""

    detector: str
    """detect-secrets' `secret_type`."""
    value: str
    name: str
    """The variable, key or field that holds it; empty where none can be told."""
    before: str
    """The text of its line up to the value, its last 6,000 characters."""
    after: str
    """The text of its line behind the value; for a private key a few lines more."""
    uri: str
    kind: str
    """`FileKind` of the file."""
    path: tuple[str, ...] = ()
    """Keys from the root of a JSON document down to the value."""

    @property
    def is_guess(self) -> bool:
        """Whether the detector judged by a name or by randomness, not by a known format."""
        return self.detector in KEYWORDS or self.detector in ENTROPY

    @property
    def is_code(self) -> bool:
        """Whether the file is code, data or a document, where names and labels stand in quotes too.

        The opposite is configuration: there a word that is given to a password is the password.
        """
        path = PurePosixPath(self.uri.lower())
        named = path.suffix in CONFIG_SUFFIXES or path.name in CONFIG_NAMES
        return self.kind not in CONFIG_KINDS and not named


CONFIG_KINDS = _set("dotenv dockerfile compose")
CONFIG_SUFFIXES = _set(
    ".yaml .yml .ini .cfg .cnf .conf .properties .toml .env .envrc .sh .bash .zsh .service .tf "
    ".tfvars .hcl .npmrc .pypirc .netrc"
)
CONFIG_NAMES = _set(".netrc _netrc .npmrc .pypirc .pgpass kubeconfig .kubeconfig")

_FILLED = re.compile(
    r"[\W_x0]+|(.)\1{5,}|.*(\*{3,}|x{4,}|\.{3,}|…).*|<[^<>]+>.*", re.IGNORECASE | re.DOTALL
)
_PLACEHOLDER = re.compile(
    r"(?:^|[^a-z])(?:your|my)[-_ ]?(?:[a-z0-9]+[-_ ]){0,4}"
    r"(?:key|token|secret|password|pass|value|here|api)"
    r"|(?:^|[^a-z])(?:your[-_ ]|place[-_ ]?holder|change[-_ ]?(?:me|this|it)"
    r"|replace[-_ ]?(?:me|with|this)"
    r"|insert[-_ ]|put[-_ ]your|enter[-_ ]|to[-_ ]?be[-_ ]|todo|fixme|dummy|redacted|masked|hidden"
    r"|not[-_ ]?(?:a[-_ ])?(?:real|used|set|needed|required)|fake|some[-_ ]|goes[-_ ]here)"
    r"|example|_here$|-here$",
    re.IGNORECASE,
)
_WORD_VALUES = _set(
    "true false none null nil undefined yes no on off auto default optional required disabled "
    "enabled empty unset string str bytes int number boolean bool any object array "
    "secretstr"
)
_ALGORITHMS = _set(
    "sha1 sha256 sha384 sha512 md5 blake2b bcrypt scrypt argon2 argon2id pbkdf2 pbkdf2_sha256 "
    "hs256 hs384 hs512 rs256 es256 aes128 aes256 x509 utf8 utf-8 oauth1 oauth2 base64"
)
_REFERENCE = re.compile(
    r"""\$\{.*|\$\(.*|\$[A-Za-z_]\w*|\{\{.*|\{[\w.\-]*\}.*|%\(\w+\)s.*|%\w+%|<%.*
    |!\w+.*|(env|vault|op|file|secret|ssm|awssm|gcpsm|keyring|ref\+\w+|sops|aws-sm)://?.*
    |(env|vault|secrets?|inputs|github|matrix|var|local|module|data)[.:][\w.\-/:\[\]"]+
    |arn:aws:(secretsmanager|ssm):.*|projects/[\w-]+/secrets/.*|/run/secrets/.*
    |(os\.|process\.|import\.meta\.|Deno\.|System\.)?(environ|env|getenv)\b.*
    |(await\s+)?[A-Za-z_][\w.]*\(.*|[A-Za-z_][\w.]*\[.*|(self|cls|this|args|settings|config)\.\w.*""",
    re.VERBOSE | re.DOTALL,
)
_VARIABLE_NAME = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")
_DOTTED = re.compile(r"[A-Za-z_][A-Za-z_]*(\.[A-Za-z_]+)+")
_IDENTIFIER = re.compile(r"[A-Za-z]+(?:[-_ .:/][A-Za-z]+)*[-_:]?")
_SECRET_WORD = re.compile(
    r"pass(?:word|wd|phrase|code)?s?|pwd|secrets?|(?:api|secret|access|auth)keys?|tokens?|keys?"
    r"|api|auth\w*|credentials?|bearer|access|"
    r"private|jwt|oauth|basic|user(?:name)?|login|hash|id",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://[^\s@]*", re.IGNORECASE)
_USERINFO = re.compile(r"://[^/\s]*@|[?&](?:\w*key|\w*token|sig|password|secret)=", re.IGNORECASE)
_PATH = re.compile(r"(?:\.{0,2}/|~/|[A-Za-z]:\\)[\w.@ \\/-]*|[\w-]+(?:/[\w.-]+)*\.[a-z]{2,4}")
_VERSION = re.compile(r"[\^~]?\d+(?:\.(?:\d+|\*))+(?:\.?(?:a|b|rc|post|dev)\d+)?")
_REQUIREMENT = re.compile(
    r"(?<![\w.-])[A-Za-z0-9][\w.-]*\s?(?:\[[\w,\s.-]*\])?\s?(?:===?|~=|!=|[<>]=?)\s?$"
)
_MANIFEST = re.compile(r"(pyproject|cargo)\.toml|pipfile|package\.json|environment[\w.-]*\.ya?ml")
_WORD = re.compile(r"[('\"`]*[^\W\d_][^\W\d_'’/-]*(?:[-'’/][^\W\d_]+)*[.,:;!?)'\"`]*")
_LABEL = re.compile(r"[^\W\d_][^\d<>{}\[\]=|\\@#$%^*~_+]*")
_TRANSLATIONS = frozenset(
    {"i18n", "l10n", "lang", "langs", "languages", "locale", "locales", "translations"}
)
_LANGUAGE_FILE = re.compile(
    r"(?:(?:messages|strings|translations?|locale|common)[._-])?"
    r"(?:ar|bg|ca|cs|da|de|el|en|es|et|fa|fi|fr|he|hi|hr|hu|it|ja|ko|lt|lv|nb|nl|pl|pt|ro|ru|sk|sl|sr|sv"
    r"|th|tr|uk|vi|zh)(?:[-_](?:[A-Z]{2}|[A-Z][a-z]{3}))?\.json|.*\.(?:po|arb|xlf|strings)"
)
"""By a language's code; not `values-eu.yaml`, where a word that is given to a password is one."""
_DIGEST_WORD = re.compile(
    r"sha-?\d*|md5|digest|check_?sum|hash|commit|revision|\brev\b|integrity|etag|fingerprint|blob|tree"
    r"|signature|nonce|csrf|cache_?key|content_?id|object_?id|trace_?id|span_?id",
    re.IGNORECASE,
)
_HEX = re.compile(r"[0-9a-fA-F]+")
_DIGEST_LENGTHS = frozenset({12, 16, 32, 40, 48, 56, 64, 96, 128})
_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_LOCK = re.compile(
    r"(^|[._-])lock(file)?([._-]|$)|\.lock$|\.sum$|^(npm-shrinkwrap|package-lock|pnpm-lock)\.|^SHA\d*SUMS|"
    r"(requirements|constraints).*\.(txt|in)$|^RECORD$|\.resolved$",
    re.IGNORECASE,
)
_HASH_PREFIX = re.compile(r"(sha\d+|md5|h1|blake\w+)[-:=]$", re.IGNORECASE)
_IMAGE = re.compile(
    r"data:[\w.+-]+/[\w.+-]+;base64,|^(iVBORw0KGgo|/9j/|R0lGOD|PHN2Zy|UklGR|JVBERi0|AAABAA)"
)
_NODE_ID = re.compile(r"[A-Za-z][\w ]*-[A-Za-z0-9_-]{5}|reactflow__edge-.*|xy-edge__.*")
_KEY_BODY = re.compile(r"[A-Za-z0-9+/]{24}")
_SEQUENCE = re.compile(r"abcdefgh|01234567|12345678|qwertyu|hgfedcba|87654321", re.IGNORECASE)

_FLOW_METADATA = _set(
    "code_hash icon display_name description documentation sourceHandle targetHandle source "
    "target id info title output_types input_types base_classes _input_type type module "
    "dynamic helper_text className selected_output tool_mode options prompt template "
    "lf_version legacy_display"
)
_FLOW_CODE = frozenset({"code", "function_code", "python_code", "tool_code", "global_imports"})


def is_placeholder(candidate: Candidate) -> bool:
    """Asks to be replaced: `<token>`, `your-api-key`, `sk-xxxx`, `changeme`, `AKIA...EXAMPLE`."""
    value = candidate.value.strip()
    if candidate.detector == BASIC_AUTH:
        return bool(_FILLED.fullmatch(value)) or _is_documented_address(candidate)
    return bool(_FILLED.fullmatch(value) or _PLACEHOLDER.search(value))


def _is_documented_address(candidate: Candidate) -> bool:
    """`https://user:password@host` in code and documents, or a host that RFC 2606 reserves."""
    host = re.match(r"@([\w.-]*)", candidate.after)
    if host and re.search(r"(^|\.)(example\.(com|org|net)|invalid|example|test)$", host.group(1)):
        return True
    words = {"password", "pass", "passwd", "pwd", "pw", "secret", "token", "p", "pswd", "api_key"}
    return candidate.is_code and candidate.value.lower().strip("<>[]*") in words


def is_key_header_alone(candidate: Candidate) -> bool:
    """`BEGIN PRIVATE KEY` in a help text or a comparison: no key follows it."""
    return candidate.detector == PRIVATE_KEY and not _KEY_BODY.search(candidate.after[:400])


def is_reference(candidate: Candidate) -> bool:
    """Says where the value comes from: `${VAR}`, `{{ x }}`, `os.environ[...]`, `vault:...`."""
    value = candidate.value.strip().strip("`")
    return bool(_REFERENCE.fullmatch(value))


def is_variable_name(candidate: Candidate) -> bool:
    """`OPENAI_API_KEY`: the name of a variable, as Langflow stores with `load_from_db`."""
    value = candidate.value.strip()
    return candidate.is_guess and bool(_VARIABLE_NAME.fullmatch(value) or _DOTTED.fullmatch(value))


def is_own_name(candidate: Candidate) -> bool:
    """The value repeats its name, or in code is itself a name (`password="password"`)."""
    value = candidate.value.strip()
    if not candidate.is_guess or not _IDENTIFIER.fullmatch(value):
        return False
    same = "".join(words(value)) == "".join(words(candidate.name))
    if not candidate.is_code:
        return same and "_" in value
    return same or any(_SECRET_WORD.fullmatch(word) for word in words(value))


def is_prose(candidate: Candidate) -> bool:
    """Words to read: a label, a message, a help text."""
    if not candidate.is_guess:
        return False
    return _plain_words(candidate.value) >= (2 if candidate.is_code else 4)


def is_in_sentence(candidate: Candidate) -> bool:
    """Quoted in a sentence: "with the password `langflow`; the key ...". Nothing is assigned."""
    if candidate.detector not in (KEYWORD, NAMED) or not candidate.is_code:
        return False
    assigned = re.search(r"[=:(,]\s*\w{0,2}[\"'`]$|[=:]\s*$", candidate.before[-40:])
    around = _plain_words(candidate.before[-200:]) + _plain_words(candidate.after[:200])
    return not assigned and around >= 5


def is_translation(candidate: Candidate) -> bool:
    """A text of the user interface in a file of translations, such as Passwort."""
    path = PurePosixPath(candidate.uri)
    translated = bool(_TRANSLATIONS & {*path.parts[:-1]}) or _LANGUAGE_FILE.fullmatch(path.name)
    is_keyword = candidate.detector in KEYWORDS
    return is_keyword and bool(translated) and bool(_LABEL.fullmatch(candidate.value.strip()))


def is_requirement(candidate: Candidate) -> bool:
    """A version of a package with a secret's word in its name: `"detect-secrets==1.5.0"`."""
    if candidate.detector not in KEYWORDS or not _VERSION.fullmatch(candidate.value.strip()):
        return False
    in_manifest = _MANIFEST.fullmatch(PurePosixPath(candidate.uri).name.lower())
    return bool(in_manifest or _REQUIREMENT.search(candidate.before[-200:]))


def is_not_random(candidate: Candidate) -> bool:
    """Under a mere name, in a document too: a value that nothing has drawn by chance.

    Passwords are chosen by people, so that under their name such a value counts.
    """
    if candidate.detector not in KEYWORDS:
        return False
    in_document = candidate.kind == "markdown" or candidate.uri.lower().endswith(_DOCUMENTS)
    chosen = candidate.detector == KEYWORD or _is_password_of_command(candidate)
    if chosen and not in_document:
        return False
    value = candidate.value
    mixed = re.search(r"\d", value) and re.search(r"[A-Za-z]", value)
    return not mixed or len(value) < 12 or entropy(value) < 3.0 + 0.4 * in_document


def _is_password_of_command(candidate: Candidate) -> bool:
    return candidate.detector == COMMAND and (
        not candidate.name or bool(_PASSWORDS & {*words(candidate.name)})
    )


_PASSWORDS = _set("password passwd passphrase pwd pass requirepass")
_DOCUMENTS = (".md", ".mdx", ".markdown", ".rst", ".adoc")


def is_of_a_protocol(candidate: Candidate) -> bool:
    """A token that is no credential: of a page, a tokenizer, a form."""
    return candidate.detector == NAMED and bool(_PROTOCOL & {*words(candidate.name)})


_PROTOCOL = _set(
    "next page prev previous continuation cursor sync csrf xsrf eos bos pad sep mask unk cls "
    "special stop start end image audio think tokenizer cache etag idempotency request public site "
    "recaptcha"
)


def is_repetition(candidate: Candidate) -> bool:
    """Up to three characters over and over, in code: `aaa`, `abab`. In configuration it works."""
    value = candidate.value
    few = len(set(value)) <= min(3, len(value) / 2)
    return candidate.is_guess and candidate.is_code and few


def is_literal_word(candidate: Candidate) -> bool:
    """`true`, `null`, a type's or algorithm's name, a small number: a setting, nothing to hide."""
    value = candidate.value.strip().rstrip(",;").lower()
    known = value in _WORD_VALUES or (candidate.is_code and value in _ALGORITHMS)
    return candidate.is_guess and (known or bool(re.fullmatch(r"-?[\d.]{1,4}", value)))


def is_too_short(candidate: Candidate) -> bool:
    """Under three characters, or without a letter and a digit: punctuation around a keyword."""
    return candidate.is_guess and len(re.sub(r"\W", "", candidate.value)) < 3


def is_code_fragment(candidate: Candidate) -> bool:
    """Syntax that a line-wise detector took for a value: brackets, operators, type annotations."""
    if candidate.detector not in KEYWORDS or not candidate.is_code:
        return False
    return bool(
        re.search(r"[(){}\[\]<>;=|]|=>|\\n|\s[-+*/%&]\s|^[,.:)]|[\"'`]\s*,", candidate.value)
    )


def is_address(candidate: Candidate) -> bool:
    """A URL without credentials in it."""
    value = candidate.value.strip()
    return candidate.is_guess and bool(_ADDRESS.fullmatch(value)) and not _USERINFO.search(value)


def is_path(candidate: Candidate) -> bool:
    """A file's path: the secret is in the file, if it is in the repository."""
    return candidate.is_guess and bool(_PATH.fullmatch(candidate.value.strip()))


def is_other_name(candidate: Candidate) -> bool:
    """Held by a name that speaks about a secret but is not one: `token_url`, `existingSecret`."""
    parts = words(candidate.name)
    elsewhere = parts[:1] == ["existing"]  # Helm's word for a Secret that is made by other means
    return candidate.is_guess and (elsewhere or names_attribute(candidate.name))


def is_unnamed(candidate: Candidate) -> bool:
    """Randomness alone: it counts only beside a name that means a secret."""
    return candidate.detector in ENTROPY and not names_secret(candidate.name)


def is_public(candidate: Candidate) -> bool:
    """A public half: `public_key`, `publishable_key`, `anon_key`, `VITE_PUBLIC...` ids."""
    parts = set(words(candidate.name))
    return candidate.is_guess and bool(parts & {"public", "publishable", "anon", "pub"})


def is_for_anybody(candidate: Candidate) -> bool:
    """A token whose claims say that it is no secret: Supabase's `anon`, the tokens of manuals."""
    claims = _claims(candidate.value) if candidate.detector == JWT else {}
    named = claims.get("role") == "anon" or claims.get("iss") == "supabase-demo"
    return named or (claims.get("sub"), claims.get("name")) == ("1234567890", "John Doe")


def _claims(token: str) -> Mapping[str, object]:
    """The payload of a JSON Web Token (RFC 7519); empty for what is none."""
    payload = token.split(".")[1] if token.count(".") == 2 else ""
    try:
        claims = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}


_PUBLISHED = _set(
    "0011cc25eb4320717494d2703e8cba85743e71b500283c21c8b88147992f9059 "  # Azurite
    "aa6547439583c3a275d4542a0df6c1ad6a863971be9f2a2220f027cc02aef615"  # Cosmos DB's emulator
)
"""SHA-256 of values that everybody may know."""


def is_published(candidate: Candidate) -> bool:
    """A key that its maker publishes: of the emulators of Azure's storage and of Cosmos DB."""
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
    return "\u0153" in candidate.value + candidate.before or bool(keys & _FLOW_METADATA)


def is_component_code(candidate: Candidate) -> bool:
    """Code inside a flow: a name or randomness there is judged by the engines that read Python."""
    return (
        candidate.is_guess
        and candidate.kind == "flow"
        and bool(_FLOW_CODE & {*candidate.path[-2:]})
    )


def is_sequence(candidate: Candidate) -> bool:
    """An alphabet, counted digits or a keyboard row, not drawn by chance."""
    if candidate.detector in KEYWORDS:
        return False
    value = candidate.value.lower()
    following = sum(ord(b) - ord(a) == 1 or a + b in ("90", "z0") for a, b in pairwise(value))
    counted = len(value) > 8 and following > len(value) / 2
    return counted or (candidate.detector in ENTROPY and bool(_SEQUENCE.search(value)))


def is_minified(candidate: Candidate) -> bool:
    """On a line that no person wrote: generated or minified code."""
    long_line = len(candidate.before) + len(candidate.after) > 5000
    return candidate.is_guess and long_line and not candidate.path


def is_test_value(candidate: Candidate) -> bool:
    """A password of a test that only its name betrays; random ones and known formats stay."""
    parts = PurePosixPath(candidate.uri.lower()).parts
    folders = {"test", "tests", "testing", "fixtures", "testdata", "__tests__", "spec"}
    in_test = bool(folders & {*parts[:-1]}) or bool(
        re.search(r"(^|[._-])(test|tests|spec|conftest)[._-]", parts[-1])
    )
    return candidate.detector in KEYWORDS and in_test and entropy(candidate.value) < 3.5


PREDICATES: tuple[Callable[[Candidate], bool], ...] = (
    is_lock_file_hash,
    is_base64_image,
    is_component_code,
    is_langflow_node_metadata,
    is_code_hash,
    is_node_id,
    is_uuid,
    is_digest,
    is_unnamed,
    is_placeholder,
    is_key_header_alone,
    is_reference,
    is_variable_name,
    is_literal_word,
    is_too_short,
    is_other_name,
    is_public,
    is_for_anybody,
    is_published,
    is_own_name,
    is_requirement,
    is_translation,
    is_prose,
    is_in_sentence,
    is_address,
    is_path,
    is_code_fragment,
    is_not_random,
    is_of_a_protocol,
    is_sequence,
    is_repetition,
    is_minified,
    is_test_value,
)


def dropped_by(candidate: Candidate, off: frozenset[str] = frozenset()) -> str:
    """The name of the first predicate that says it is no secret, or empty; `off` are not asked."""
    asked = (test for test in PREDICATES if test.__name__ not in off)
    return next((test.__name__ for test in asked if test(candidate)), "")


def _plain_words(text: str) -> int:
    return sum(bool(_WORD.fullmatch(part)) for part in text.split())
