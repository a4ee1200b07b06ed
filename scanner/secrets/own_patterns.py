"""Our detectors of values that a name or a command betrays, beside detect-secrets' own plugins."""

import re
from collections.abc import Generator, Iterator

from detect_secrets.plugins.base import RegexBasedDetector

from scanner.secrets.candidates import BASIC_AUTH, COMMAND, NAMED
from scanner.secrets.forms import holds_drawn
from scanner.secrets.names import PASSWORDS, names_secret, words

_NAME = r"(?<![A-Za-z0-9_])(?P<name>[A-Za-z_][\w.-]{0,80})"
_SCHEME = r"(?:(?:Bearer|Basic|Token) )?"
_QUOTED = rf"[rbfuRBFU]{{0,2}}(?P<quote>[\"'`]){_SCHEME}(?P<value>[^\"'`\s]{{4,500}})(?P=quote)"
_ENVIRONMENT = r"(?:getenv|environ(?:\.get)?|process\.env|import\.meta\.env|\benv)[\[(.]{1,2}"


_IN_TEXT = re.compile(rf"{_NAME}\s?[=:]\s?(?P<value>[A-Za-z0-9][\w+/.=~-]{{19,500}})")


class OwnPatterns(RegexBasedDetector):
    """A detector of ours that says under which name a value stands."""

    def matches(self, string: str) -> Iterator[re.Match[str]]:
        """The matches that count, with the groups `value` and mostly `name`."""
        raise NotImplementedError

    def analyze_string(self, string: str) -> Generator[str, None, None]:
        """The values."""
        for match in self.matches(string):
            yield match["value"]


class NamedSecretDetector(OwnPatterns):
    """A value under a name that means a secret, where detect-secrets' keywords do not reach.

    They know no `token`, no header, no default of `getenv`, no XML and no `.netrc`. The filters ask
    for more than the name: the value must look drawn by chance, or be a password.
    """

    secret_type = NAMED
    denylist = (
        # name = "value", "name": "Bearer value"
        re.compile(rf"{_NAME}[\"'\])]{{0,3}}\s{{0,20}}(?::=|=>|=|:)\s{{0,20}}{_QUOTED}"),
        # getenv("NAME", "value"), headers.set("NAME", "Bearer value")
        re.compile(rf"\(\s*[\"']{_NAME}[\"']\s*,\s*(?:default\s*=\s*)?{_QUOTED}"),
        # os.environ.get("NAME") or "value", process.env.NAME || "value"
        re.compile(
            rf"{_ENVIRONMENT}\s?[\"']?(?P<name>[A-Za-z_]\w{{1,80}})[\"']?(?:,\s?None)?[\])]{{0,2}}"
            rf"\s{{0,4}}(?:\bor\b|\|\||\?\?)\s{{0,4}}{_QUOTED}"
        ),
        # INSERT INTO variable VALUES ("1", "NAME", "value")
        re.compile(
            rf"\bINSERT\s{{1,4}}INTO\b.{{0,400}}?[\"']{_NAME}[\"']\s{{0,3}},\s{{0,3}}{_QUOTED}",
            re.IGNORECASE,
        ),
        # https://host/path?name=value
        re.compile(r"[?&](?P<name>[A-Za-z][\w-]{0,40})=(?P<value>[\w~+/.%-]{16,500})"),
        # -H "name: Bearer value"
        re.compile(
            rf"[\"'](?P<name>[A-Za-z][\w-]{{0,40}}):\s*{_SCHEME}(?P<value>[^\"'\s]{{12,500}})[\"']"
        ),
        # name=value in the text of a prompt
        _IN_TEXT,
        # <name>value</name>, <add key="name" value="value"/>
        re.compile(r"<(?P<name>[A-Za-z][\w.:-]{0,60})>\s{0,4}(?P<value>[^<\s]{6,500})\s{0,4}</"),
        re.compile(
            r"\b(?:key|name)\s?=\s?\"(?P<name>[A-Za-z][\w.:-]{0,80})\"\s{1,4}"
            r"(?:connectionString|value)\s?=\s?\"(?P<value>[^\"\s]{6,500})\""
        ),
        # set NAME=value and setx NAME "value" of Windows
        re.compile(r"^\s*@?(?i:set)\s+\"?(?P<name>\w{2,80})=(?P<value>[^\"\s%!]{6,500})\"?\s*$"),
        re.compile(r"\b(?i:setx)\s+(?P<name>\w{2,80})\s+\"?(?P<value>[^\"\s%/][^\"\s%]{5,500})"),
        # .npmrc and .netrc
        re.compile(r"^//\S{1,200}:_(?:authToken|password|auth)=(?P<name>)(?P<value>\S{12,500})$"),
        re.compile(r"\blogin\s+\S+\s+(?P<name>password)\s+(?P<value>\S{6,200})"),
    )

    def matches(self, string: str) -> Iterator[re.Match[str]]:
        """Those whose name means a secret; short values only under that of a password."""
        for pattern in self.denylist:
            for match in pattern.finditer(string):
                name = match["name"].rpartition(".")[2]
                is_drawn = pattern is not _IN_TEXT or holds_drawn(match["value"])
                if is_drawn and (not name or _means_secret(name, match["value"])):
                    yield match


_CONSTANT_KEY = re.compile(
    r"(?!(?:.*_)?(?:PRIMARY|FOREIGN|CACHE|STORAGE|PARTITION|SORT|IDEMPOTENCY|QUERY|SITE|PUBLIC|HOST"
    r"|PUBLISHABLE|ANON|HASH|INDEX|ROW|OBJECT|ROUTING|SESSION|DEDUPE|MESSAGE|TRANSLATION)_KEY)"
    r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+){0,6}_KEY"
)
"""`ACME_KEY`, as variables of the environment are called."""


def _means_secret(name: str, value: str) -> bool:
    if names_secret(name):
        return len(value) >= MIN_TOKEN or bool(PASSWORDS & {*words(name)})
    return bool(_CONSTANT_KEY.fullmatch(name)) and holds_drawn(value)


MIN_TOKEN = 12

_WORD = r"[\"']?(?P<value>[^\s\"'`,;|&<>()]{4,200})"


class CommandSecretDetector(OwnPatterns):
    """A password or token that a command line, a statement of SQL or a connection string holds."""

    secret_type = COMMAND
    denylist = (
        # --password value, "--token", "value"
        re.compile(
            rf"(?<![\w-])--(?P<name>[a-z][\w-]{{1,40}})[\"']?(?:\s*=\s*|\s+|\s*,\s*){_WORD}"
        ),
        re.compile(
            rf"\bcurl\b.{{0,300}}?\s(?:-u|--user|--proxy-user)[ =]?[\"']?[^\s\"':$]{{1,80}}:{_WORD}"
        ),
        re.compile(
            r"\b(?:docker|podman|buildah|nerdctl|helm|oras|skopeo|az)\b.{0,200}?\blogin\b"
            rf".{{0,300}}?\s-p\s*{_WORD}"
        ),
        re.compile(rf"\bsshpass\s+-p\s*{_WORD}"),
        re.compile(rf"\bredis-cli\b.{{0,200}}?\s-a\s+{_WORD}"),
        re.compile(
            rf"\b(?:mysql|mysqldump|mysqladmin|mariadb|mariadb-dump)\b.{{0,200}}?\s-p(?![-\s]){_WORD}"
        ),
        re.compile(rf"\bmongo(?:sh|dump|restore|import|export)?\b.{{0,200}}?\s-p\s+{_WORD}"),
        re.compile(
            r"\b(?:CREATE|ALTER)\s+(?:USER|ROLE|LOGIN)\b.{0,200}?\b"
            r"(?:PASSWORD|IDENTIFIED\s+(?:WITH\s+\S{1,60}\s+)?BY)\s*=?\s*'(?P<value>[^'\s]{4,200})'",
            re.IGNORECASE,
        ),
        # "host=db user=flows password=value", "Server=db;Uid=flows;Pwd=value"
        re.compile(
            r"[\"'=][^\"'\n]{0,300}?\b(?:host|server|dbname|database|data source|user|user id|uid)"
            r"\s?=[^\"'\n]{0,300}?[\s;](?:password|pwd)\s?=\s?(?P<value>[^\s;\"',)]{4,200})",
            re.IGNORECASE,
        ),
        # ConvertTo-SecureString "value" -AsPlainText of PowerShell
        re.compile(
            r"\bConvertTo-SecureString\s{1,4}(?:-String\s{1,4})?[\"'](?P<value>[^\"'\s$]{4,200})[\"']",
            re.IGNORECASE,
        ),
    )

    def matches(self, string: str) -> Iterator[re.Match[str]]:
        """All; of an option, those whose name means a secret."""
        for pattern in self.denylist:
            for match in pattern.finditer(string):
                if names_secret(match.groupdict().get("name") or "password"):
                    yield match


class UrlPasswordDetector(OwnPatterns):
    """`scheme://user:password@host` where the password has signs that a URL should escape.

    detect-secrets leaves those out, and people do not escape them.
    """

    secret_type = BASIC_AUTH
    denylist = (
        re.compile(
            r"://[^:/?#\[\]@!$&'()*+,;=\s\"<>{}%]{1,80}"
            r":(?P<value>(?![$%<{(\[])[^\s/?#\"'`<>\\{}]{3,200})@(?=[\w\[])"
        ),
    )

    def matches(self, string: str) -> Iterator[re.Match[str]]:
        """Those that have such a sign."""
        for pattern in self.denylist:
            for match in pattern.finditer(string):
                if _UNESCAPED.search(match["value"]) and "://" not in match["value"]:
                    yield match


_UNESCAPED = re.compile(r"[!$&()*+,;=@:\[\]]")
