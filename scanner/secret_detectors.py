"""Detectors beside detect-secrets' own plugins, and where any of them can find something at all."""

import re
from bisect import bisect_right
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from detect_secrets.plugins.base import BasePlugin, RegexBasedDetector
from detect_secrets.plugins.high_entropy_strings import HighEntropyStringsPlugin
from detect_secrets.plugins.jwt import JwtTokenDetector
from detect_secrets.plugins.keyword import DENYLIST, KeywordDetector

from scanner.secret_filters import NAMED, names_secret


class OwnDetector(RegexBasedDetector):
    """A known format that detect-secrets has no plugin for."""

    def __init__(self, name: str, prefix: str, rest: str) -> None:
        """A literal `prefix` and a pattern behind it; neither stands inside a longer word."""
        self._type = name
        self.prefix = prefix
        whole = rf"(?<![A-Za-z0-9_-])(?:{re.escape(prefix)}{rest})(?![A-Za-z0-9_-])"
        self._patterns = [re.compile(whole)]

    @property
    def secret_type(self) -> str:
        """What it is called."""
        return self._type

    @property
    def denylist(self) -> list[re.Pattern[str]]:
        """Its pattern."""
        return self._patterns


_NAME = r"(?P<name>[A-Za-z_][\w.-]{0,80})"
_SCHEME = r"(?:(?:Bearer|Basic|Token) )?"
_QUOTED = rf"[rbfuRBFU]{{0,2}}(?P<quote>[\"'`]){_SCHEME}(?P<value>[^\"'`\s]{{12,500}})(?P=quote)"


class NamedSecretDetector(RegexBasedDetector):
    """A value under a name that means a secret, where detect-secrets' keywords do not reach.

    They know no `token`, no header, no default of `getenv` and no `.netrc`. The filters ask for
    more than the name: the value must look drawn by chance.
    """

    secret_type = NAMED
    words = re.compile(r"token|key|secret|passw|passphrase|pwd|auth|bearer|credential", re.I)
    """One of these stands on every line that can match."""
    denylist = (
        # name = "value", "name": "Bearer value"
        re.compile(rf"{_NAME}[\"'\])]{{0,3}}\s{{0,20}}(?::=|=>|=|:)\s{{0,20}}{_QUOTED}"),
        # getenv("NAME", "value")
        re.compile(
            rf"(?:getenv|environ\.get|env)\(\s*[\"']{_NAME}[\"']\s*,\s*(?:default\s*=\s*)?{_QUOTED}"
        ),
        # -H "name: Bearer value"
        re.compile(
            rf"[\"'](?P<name>[A-Za-z][\w-]{{0,40}}):\s*{_SCHEME}(?P<value>[^\"'\s]{{12,500}})[\"']"
        ),
        # .npmrc and .netrc
        re.compile(r"^//\S{1,200}:(?P<name>_authToken|_password|_auth)=(?P<value>\S{12,500})$"),
        re.compile(r"\blogin\s+\S+\s+(?P<name>password)\s+(?P<value>\S{6,200})"),
    )

    def analyze_string(self, string: str) -> Generator[str, None, None]:
        """The values whose name means a secret."""
        for pattern in self.denylist:
            for match in pattern.finditer(string):
                if names_secret(match["name"].rpartition(".")[2]):
                    yield match["value"]


@dataclass(frozen=True, slots=True)
class Probe:
    """A plugin and the lines of a text on which it can find something."""

    plugin: Any
    lines: Callable[[str, "Numbers"], Iterable[int]]


class Numbers:
    """Line numbers of offsets in lines joined by newlines."""

    def __init__(self, lines: list[str]) -> None:
        """Index `lines` once."""
        self.count = len(lines)
        self._starts = [0]
        for line in lines[:-1]:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def of(self, offset: int) -> int:
        """The number of the line, from 0, that an offset is in."""
        return bisect_right(self._starts, offset) - 1


_GATES = {
    # The values of these have 44 and more characters of one run.
    "IBM Cloud IAM Key": (r"[\w\[\]^`\\-]{44}",),
    "IBM COS HMAC Credentials": (r"[\w\[\]^`\\-]{44}",),
    "SoftLayer Credentials": (r"[\w\[\]^`\\-]{44}",),
    "Artifactory Credentials": (r"AKC", r"AP[\dA-F]"),
}
"""Cheap searches of which one must match before a plugin's own patterns can."""


def probe(plugin: Any) -> Probe:
    """A necessary condition of a plugin as a search over the whole text; unknown: every line."""
    if isinstance(plugin, KeywordDetector):
        return Probe(plugin, _keyword_lines)
    if isinstance(plugin, HighEntropyStringsPlugin):
        # n different characters carry at most log2(n) bits each: shorter ones cannot pass.
        least = int(2**plugin.entropy_limit) + 1
        quoted = re.compile(rf"(['\"])[{re.escape(plugin.charset)}]{{{least},}}\1")
        return Probe(plugin, lambda text, at: {at.of(m.start()) for m in quoted.finditer(text)})
    if isinstance(plugin, NamedSecretDetector):
        words = plugin.words
        return Probe(plugin, lambda text, at: {at.of(m.start()) for m in words.finditer(text)})
    if isinstance(plugin, RegexBasedDetector) and _goes_by_patterns(type(plugin)):
        patterns = [re.compile(p.pattern, p.flags | re.MULTILINE) for p in plugin.denylist]
        gates = [re.compile(gate) for gate in _GATES.get(plugin.secret_type, ())]
        if isinstance(plugin, OwnDetector):
            gates = [re.compile(re.escape(plugin.prefix))]
        return Probe(plugin, lambda text, at: _matching_lines(patterns, gates, text))
    return Probe(plugin, lambda text, at: range(at.count))


def _goes_by_patterns(plugin: type[RegexBasedDetector]) -> bool:
    """Whether it finds only what its patterns match; the JWT detector narrows that further."""
    if plugin.analyze_line is not BasePlugin.analyze_line:
        return False
    return plugin.analyze_string is RegexBasedDetector.analyze_string or plugin is JwtTokenDetector


def _matching_lines(
    patterns: list[re.Pattern[str]], gates: list[re.Pattern[str]], text: str
) -> Iterator[int]:
    """Line by line, if any of the patterns is in the text at all: known formats are rare."""
    if gates and not any(gate.search(text) for gate in gates):
        return
    if not any(pattern.search(text) for pattern in patterns):
        return
    for number, line in enumerate(text.split("\n")):
        if any(pattern.search(line) for pattern in patterns):
            yield number


_KEYWORDS = re.compile("|".join(DENYLIST), re.IGNORECASE)
_KEYWORDS_PLAIN = tuple(
    sorted({w for word in DENYLIST for w in (word.replace("?", ""), word.replace("_?", ""))})
)


def _keyword_lines(text: str, at: Numbers) -> set[int]:
    """The lines with a keyword. ASCII text is searched word by word, which is much faster."""
    if not text.isascii():
        return {at.of(found.start()) for found in _KEYWORDS.finditer(text)}
    lower, found = text.lower(), set[int]()
    for word in _KEYWORDS_PLAIN:
        offset = lower.find(word)
        while offset >= 0:
            found.add(at.of(offset))
            offset = lower.find(word, offset + 1)
    return found
