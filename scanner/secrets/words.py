"""What people write where a secret could stand: placeholders, references, names, words to read.

A weak value that works (`admin123`, `langflow`) is no placeholder: it opens a door.
"""

import re
from pathlib import PurePosixPath

from scanner.secrets.candidates import BASIC_AUTH, COMMAND, KEYWORD, KEYWORDS, NAMED, Candidate
from scanner.secrets.forms import is_wordy
from scanner.secrets.names import PASSWORDS, entropy, names_attribute, word_set, words

_FILLED = re.compile(
    r"[\W_x0]+|(.)\1{5,}|.*(\*{3,}|x{4,}|\.{3,}|…).*|<[^<>]+>.*", re.IGNORECASE | re.DOTALL
)
_PLACEHOLDER = re.compile(
    r"(?:^|[^a-z])(?:your|my)[-_ ]?(?:[a-z0-9]+[-_ ]){0,4}"
    r"(?:key|token|secret|password|pass|value|here|api)"
    r"|(?:^|[^a-z])(?:your[-_ ]|place[-_ ]?holder|change[-_ ]?(?:me|this|it)"
    r"|replace[-_ ]?(?:me|with|this)"
    r"|insert[-_ ]|put[-_ ]your|enter[-_ ]|to[-_ ]?be[-_ ]"
    r"|(?:inject|supply|provide|generate|obtain|paste)[-_ ]"
    r"|(?:set|use|fill|take|load|get|copy)[-_ ]"
    r"(?:me|in|this|it|a|an|the|your|from|via|with|by)(?:[-_ ]|$)|todo|fixme|dummy"
    r"|redacted|masked|hidden"
    r"|not[-_ ]?(?:a[-_ ])?(?:real|used|set|needed|required)|fake|some[-_ ]|goes[-_ ]here)"
    r"|example|_here$|-here$",
    re.IGNORECASE,
)
_WORD_VALUES = word_set(
    "true false none null nil undefined yes no on off auto default optional required disabled "
    "enabled empty unset string str bytes int number boolean bool any object array "
    "secretstr inherit"
)
_ALGORITHMS = word_set(
    "sha1 sha256 sha384 sha512 md5 blake2b bcrypt scrypt argon2 argon2id pbkdf2 pbkdf2_sha256 "
    "hs256 hs384 hs512 rs256 es256 aes128 aes256 x509 utf8 utf-8 oauth1 oauth2 base64"
)
_REFERENCE = re.compile(
    r"""\$\{.*|\$\(.*|\$[A-Za-z_]\w*|\$\$cap_\w+.*|\{\{.*|\{[\w.\-]*\}.*|%\(\w+\)s.*|%\w+%|<%.*
    |!(Ref|Sub|GetAtt|ImportValue|Join|Select|FindInMap|vault|secret|env|reference|encrypted)\b.*
    |(env|vault|op|file|secret|ssm|awssm|gcpsm|keyring|ref\+\w+|sops|aws-sm)://?.*
    |(env|vault|secrets?|inputs|github|matrix|var|local|module|data)[.:][\w.\-/:\[\]"\#]+
    |(secretsmanager|keyvaultref|secretref|azurekeyvault|akv|doppler|bws|infisical)[:/].*
    |@Microsoft\.KeyVault\(.*|ENC\[.*|\$ANSIBLE_VAULT;.*
    |__\w+__|%%\w+%%|@@\w+@@|\#\#\w+\#\#|\#\{\w+\}\#?|<<\w+>>|~~\w+~~
    |arn:aws:(secretsmanager|ssm):.*|projects/[\w-]+/secrets/.*|/run/secrets/.*
    |(os\.|process\.|import\.meta\.|Deno\.|System\.)?(environ|env|getenv)\b.*
    |(self|cls|this|args|settings|config)\.\w.*""",
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


def is_placeholder(candidate: Candidate) -> bool:
    """Asks to be replaced: `<token>`, `your-api-key`, `sk-xxxx`, `changeme`, `AKIA...EXAMPLE`."""
    value = candidate.value.strip()
    if candidate.detector == BASIC_AUTH:
        filled = _FILLED.fullmatch(value) or _PLACEHOLDER.search(value)
        return bool(filled) or _is_documented_address(candidate)
    return bool(_FILLED.fullmatch(value) or _PLACEHOLDER.search(value))


_NO_KEY = re.compile(
    r"(?:sk-|key-)?(?:no|not|none|without|dont|any|some|dummy|fake|test|empty|local|unused|ignored)"
    r"(?:[-_ ](?:a|api|key|token|auth|needed|required|used|set|thing|string|value|real)){0,4}"
    r"|n/?a|anything|whatever|lm-?studio|ollama|vllm|localai|localhost|llama[.-]?cpp|llamafile"
    r"|sk-(?:1234|123|xxx|0000?|ollama|lm-?studio|vllm|anything|whatever)|nokey|notneeded",
    re.IGNORECASE,
)


def is_no_key(candidate: Candidate) -> bool:
    """Says that a server asks for no key: `not-needed`, `EMPTY`, `lm-studio`; no password does."""
    is_key = not PASSWORDS & {*words(candidate.name)}
    return candidate.is_guess and is_key and bool(_NO_KEY.fullmatch(candidate.value.strip()))


def _is_documented_address(candidate: Candidate) -> bool:
    """`https://user:password@host` in code and documents, or a host that RFC 2606 reserves."""
    host = re.match(r"@([\w.-]*)", candidate.after)
    if (
        host
        and candidate.kind != "flow"
        and re.search(r"(^|\.)(example\.(com|org|net)|invalid|example|test)$", host[1])
    ):
        return True
    words = {"password", "pass", "passwd", "pwd", "pw", "secret", "token", "p", "pswd", "api_key"}
    is_shown = candidate.is_code or bool(_SHOWN_USER.search(candidate.before[-20:]))
    return is_shown and candidate.value.lower().strip("<>[]*") in words


_SHOWN_USER = re.compile(r"(?:://|^)(?:user|username|login|name|dbuser|db_user):$")
"""`user:password@host`, the words that manuals write."""


def is_reference(candidate: Candidate) -> bool:
    """Says where the value comes from: `${VAR}`, `{{ x }}`, `os.environ[...]`, `vault:...`."""
    value = candidate.value.strip().strip("`")
    call = _CALL.fullmatch(value)
    return bool(_REFERENCE.fullmatch(value)) or (call is not None and is_wordy(call["name"]))


_CALL = re.compile(
    r"(?:await\s+|new\s+|\()?(?P<name>[A-Za-z_][\w.]*)(?:\((?:.*\)[;,]?|[\w\s.,\"'=:{-]*)"
    r"|\[[\"']?[\w.-]*[\"']?\][\w.\[\]\"'()]*)",
    re.DOTALL,
)
"""A call, maybe with more arguments on the next line, or an item."""


def is_variable_name(candidate: Candidate) -> bool:
    """`OPENAI_API_KEY`: the name of a variable, as Langflow stores with `load_from_db`."""
    value = candidate.value.strip()
    named = _VARIABLE_NAME.fullmatch(value) or _DOTTED.fullmatch(value)
    in_flow = candidate.kind == "flow" and re.search(r"\w[-_. ]\w", value) and is_wordy(value)
    return candidate.is_guess and bool(named or in_flow)


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
    chosen = candidate.detector == KEYWORD or _is_password(candidate)
    if chosen and not in_document:
        return False
    value = candidate.value
    mixed = bool(re.search(r"\d", value) and re.search(r"[A-Za-z]", value))
    mixed = mixed or (len(value) >= MIN_LETTERS and not value.islower() and not is_wordy(value))
    return not mixed or len(value) < 12 or entropy(value) < 3.0 + 0.4 * in_document


MIN_LETTERS = 16
"""Characters of a value without a digit that is no word."""


def _is_password(candidate: Candidate) -> bool:
    of_command = candidate.detector == COMMAND and not candidate.name
    return of_command or bool(PASSWORDS & {*words(candidate.name)})


_DOCUMENTS = (".md", ".mdx", ".markdown", ".rst", ".adoc")


def is_of_a_protocol(candidate: Candidate) -> bool:
    """A token that is no credential: of a page, a tokenizer, a form."""
    return candidate.detector == NAMED and bool(_PROTOCOL & {*words(candidate.name)})


_PROTOCOL = word_set(
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


_OPENED = re.compile(r"(?P<quote>[\"'`])(?:Bearer |Basic |Token )?$")
_FRAGMENT = re.compile(r"[(){}\[\]<>;=|]|\\n|\s[-+*/%&]\s|^[,.:)]|[\"'`]\s*,")
_IN_QUOTES = re.compile(
    r"\s|\)=>|=>[({]|\\n|^[+.].*[+.]$|^[,:)]$|[\"'`]\s*,|\$?\{[A-Za-z_][\w.!:\[\]'\"]*\}|</\w|<[a-z]{1,12}>"
    r"|\w\(\w*\)|%[sd]\b"
)
"""What tells code from a value where both stand between quotes; a password has symbols too."""


def is_code_fragment(candidate: Candidate) -> bool:
    """Syntax that a line-wise detector took for a value: brackets, operators, type annotations."""
    if candidate.detector not in KEYWORDS or not candidate.is_code:
        return False
    if not _FRAGMENT.search(candidate.value):
        return False
    opened = _OPENED.search(candidate.before[-9:])
    is_quoted = opened is not None and candidate.after[:1] == opened["quote"]
    is_whole = is_quoted or candidate.detector in (NAMED, COMMAND)
    return not is_whole or bool(_IN_QUOTES.search(candidate.value))


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


def is_public(candidate: Candidate) -> bool:
    """A public half: `public_key`, `publishable_key`, `anon_key`, the key of a page's search."""
    parts = set(words(candidate.name))
    of_search = _SEARCHED_SITE.search(candidate.uri) and candidate.name == "apiKey"
    is_public = of_search or parts & {"public", "publishable", "anon", "pub"}
    return candidate.is_guess and bool(is_public)


_SEARCHED_SITE = re.compile(r"(?:^|/)docusaurus\.config\.[cm]?[jt]s$")
"""Its `apiKey` is the search-only key of Algolia (https://docusaurus.io/docs/search)."""


def is_storage_name(candidate: Candidate) -> bool:
    """The name under which a page keeps something: `STORAGE_KEY = "app_settings_v1"`."""
    is_name = words(candidate.name)[-2:] in (["storage", "key"], ["session", "key"])
    wordy = bool(_STORED_UNDER.fullmatch(candidate.value)) and is_wordy(candidate.value)
    return candidate.is_guess and candidate.is_code and is_name and wordy


_STORED_UNDER = re.compile(r"@?[A-Za-z][A-Za-z0-9]*(?:[._:/@-][A-Za-z0-9]+)+")


def _plain_words(text: str) -> int:
    return sum(bool(_WORD.fullmatch(part)) for part in text.split())
