"""Detectors beside detect-secrets' own plugins, and where any of them can find something at all."""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from detect_secrets.plugins.base import BasePlugin, RegexBasedDetector
from detect_secrets.plugins.high_entropy_strings import HighEntropyStringsPlugin
from detect_secrets.plugins.jwt import JwtTokenDetector
from detect_secrets.plugins.keyword import DENYLIST, KeywordDetector

from scanner.secrets.forms import looks_drawn, whole
from scanner.secrets.own_patterns import (
    CommandSecretDetector,
    NamedSecretDetector,
    UrlPasswordDetector,
)


class OwnDetector(RegexBasedDetector):
    """A known format that detect-secrets has no plugin for."""

    def __init__(
        self, name: str, mark: str, rest: str, *, before: str = "", drawn: bool = False
    ) -> None:
        """A literal `mark` with a pattern behind it, and one before it where that tells more."""
        self._type = name
        self.mark = mark
        self._drawn = drawn
        self._patterns = [re.compile(whole(before, mark, rest))]

    @property
    def secret_type(self) -> str:
        """What it is called."""
        return self._type

    @property
    def denylist(self) -> list[re.Pattern[str]]:
        """Its pattern."""
        return self._patterns

    def analyze_string(self, string: str) -> Generator[str, None, None]:
        """The values; where words can have the form, those that look drawn by chance."""
        for value in super().analyze_string(string):
            if not self._drawn or looks_drawn(value.partition(self.mark)[2]):
                yield value


class Text:
    """The lines that a file gave, to be searched as one."""

    def __init__(self, lines: Sequence[str]) -> None:
        """Index `lines` once."""
        self.lines = lines
        self.joined = "\n".join(lines)
        self._starts = [0]
        for line in lines[:-1]:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._with: dict[str, frozenset[int]] = {}

    def of(self, offset: int) -> int:
        """The number of the line, from 0, that an offset is in."""
        return bisect_right(self._starts, offset) - 1

    @cached_property
    def folded(self) -> str:
        """In lower case, with what Python's IGNORECASE takes for ASCII letters; same offsets."""
        text = self.joined
        if not text.isascii():
            for alike, letter in _ALIKE:
                text = text.replace(alike, letter)
        return text.lower()

    def matched_by(self, pattern: re.Pattern[str]) -> set[int]:
        """The lines on which a match of the pattern begins."""
        return {self.of(match.start()) for match in pattern.finditer(self.joined)}

    def with_any(self, words: Iterable[str]) -> set[int]:
        """The lines that hold one of the words (lower case), in any case."""
        return {number for word in words for number in self._with_word(word)}

    @cached_property
    def with_runs(self) -> set[int]:
        """The lines with a run of 24 letters, digits, `_` or `-`."""
        return self.matched_by(_RUN)

    def _with_word(self, word: str) -> frozenset[int]:
        if word not in self._with:
            found: set[int] = set()
            offset = self.folded.find(word)
            while offset >= 0:
                number = self.of(offset)
                found.add(number)
                following = self._starts[number + 1 : number + 2]
                offset = self.folded.find(word, *following) if following else -1
            self._with[word] = frozenset(found)
        return self._with[word]


_RUN = re.compile(r"(?<![\w-])[\w-]{24}")
_ALIKE = (("\u0130", "i"), ("\u0131", "i"), ("\u017f", "s"), ("\u212a", "k"))
"""Letters that IGNORECASE takes for i, s and k (documentation of `re`)."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A plugin and the lines of a text on which it can find something."""

    plugin: Any
    lines: Callable[[Text], Iterable[int]]


_WORDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "AWS Access Key": ("71a8df27f70e", ("aws", "a3t", "akia", "abia", "acca", "asia")),
    "Artifactory Credentials": (
        "73b07f367f52",
        ("akc", *(f"ap{digit}" for digit in "0123456789abcdef")),
    ),
    "Basic Auth Credentials": ("f8c9e6adef0c", ("://",)),
    "Cloudant Credentials": ("b6a1216beb14", ("key", "pw", "pass", "token", "cloudant")),
    "IBM COS HMAC Credentials": ("59503c343fe8", ("secret",)),
    "IBM Cloud IAM Key": ("fc0bf3786c5e", ("key", "pwd", "pass", "token")),
    "JSON Web Token": ("90f09773dba9", ("eyj",)),
    "Mailchimp Access Key": ("dee1cfb51abb", ("-us",)),
    "NPM tokens": ("98490516304a", (":_authtoken=",)),
    "Slack Token": ("008b349b833e", ("xox", "hooks.slack.com")),
    "SoftLayer Credentials": ("d6802c56a266", ("key", "pwd", "pass", "token", "softlayer")),
    "Stripe Access Key": ("fd51cbb18180", ("k_live_",)),
}
"""The digest of a plugin's patterns, and words of which one is on every line that they match.

Where a release of detect-secrets has other patterns, the words are not trusted: the plugin gets
every line that its patterns match, which is slower and never wrong.
"""


_LONG = frozenset(
    {"Cloudant Credentials", "IBM COS HMAC Credentials", "IBM Cloud IAM Key"}
    | {"SoftLayer Credentials"}
)
"""Of those, the plugins whose secret is a run of 24 letters at least."""


def digest(plugin: RegexBasedDetector) -> str:
    """Of a plugin's patterns and their flags."""
    patterns = "\n".join(f"{one.flags}:{one.pattern}" for one in plugin.denylist)
    return hashlib.sha256(patterns.encode()).hexdigest()[:12]


def words_of(plugin: RegexBasedDetector) -> tuple[str, ...]:
    """Of which one stands on every line that a plugin can match, lower case; empty: not known."""
    if isinstance(plugin, OwnDetector):
        return (plugin.mark.lower(),)
    judged, words = _WORDS.get(plugin.secret_type, ("", ()))
    return words if digest(plugin) == judged else ()


_NAMED = ("token", "key", "secret", "passw", "passphrase", "pwd", "auth", "bearer", "credential")
"""The same for values under a name that means a secret."""
_COMMANDS = (
    *("--", "curl", "login", "sshpass", "redis-cli", "mysql", "mariadb", "mongo"),
    *("password", "identified", "pwd", "securestring"),
)
"""The same for commands."""
_KEYWORDS = tuple(
    sorted({w for word in DENYLIST for w in (word.replace("?", ""), word.replace("_?", ""))})
)


def probe(plugin: Any) -> Probe:
    """A necessary condition of a plugin as a search over the whole text; unknown: every line."""
    if isinstance(plugin, KeywordDetector):
        return Probe(plugin, lambda text: text.with_any(_KEYWORDS))
    if isinstance(plugin, HighEntropyStringsPlugin):
        # n different characters carry at most log2(n) bits each: shorter ones cannot pass.
        least = int(2**plugin.entropy_limit) + 1
        quoted = re.compile(rf"(['\"])[{re.escape(plugin.charset)}]{{{least},}}\1")
        return Probe(
            plugin, lambda text: {text.of(m.start()) for m in quoted.finditer(text.joined)}
        )
    if isinstance(plugin, NamedSecretDetector):
        return Probe(plugin, lambda text: text.with_any(_NAMED))
    if isinstance(plugin, CommandSecretDetector):
        return Probe(plugin, lambda text: text.with_any(_COMMANDS))
    if isinstance(plugin, UrlPasswordDetector):
        return Probe(plugin, lambda text: text.with_any(("://",)))
    if isinstance(plugin, RegexBasedDetector) and _goes_by_patterns(type(plugin)):
        patterns = [re.compile(p.pattern, p.flags | re.MULTILINE) for p in plugin.denylist]
        words = words_of(plugin)
        if words and plugin.secret_type in _LONG:
            return Probe(plugin, lambda text: text.with_any(words) & text.with_runs)
        return Probe(plugin, lambda text: _matching_lines(patterns, words, text))
    return Probe(plugin, lambda text: range(len(text.lines)))


def _goes_by_patterns(plugin: type[RegexBasedDetector]) -> bool:
    """Whether it finds only what its patterns match; two detectors narrow that further."""
    if plugin.analyze_line is not BasePlugin.analyze_line:
        return False
    narrowed = plugin in (JwtTokenDetector, OwnDetector)
    return narrowed or plugin.analyze_string is RegexBasedDetector.analyze_string


def _matching_lines(
    patterns: Sequence[re.Pattern[str]], words: Sequence[str], text: Text
) -> Iterator[int]:
    """The lines with one of the words on which a pattern matches; without words, of all lines."""
    numbers: Iterable[int] = text.with_any(words)
    if not words:  # known formats are rare: the whole text first
        numbers = range(len(text.lines)) if any(p.search(text.joined) for p in patterns) else ()
    for number in numbers:
        if any(pattern.search(text.lines[number]) for pattern in patterns):
            yield number
