"""The options of `docker run` (docs.docker.com/reference/cli/docker/container/run)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

_PROGRAMS = frozenset({"docker", "podman", "nerdctl"})
_BEFORE = frozenset({"sudo", "exec", "nohup", "time", "env", "-E", "-d"})
_SWITCHES = frozenset(
    {
        "--detach",
        "--disable-content-trust",
        "--help",
        "--init",
        "--interactive",
        "--no-healthcheck",
        "--oom-kill-disable",
        "--privileged",
        "--publish-all",
        "--quiet",
        "--read-only",
        "--replace",
        "--rm",
        "--sig-proxy",
        "--tls-verify",
        "--tty",
    }
)
_SHORT_SWITCHES = frozenset("ditPq")
_SHORT = {
    "e": "--env",
    "p": "--publish",
    "v": "--volume",
    "u": "--user",
}
_PORT = re.compile(
    r"^(?:(?P<host>\[[^\]]*\]|[^:]*):(?=[^:]*:))?(?:(?P<published>[^:]*):)?(?P<target>[^:/]+)(?:/\w+)?$"
)


@dataclass(frozen=True, slots=True)
class Published:
    """One `-p`."""

    host: str
    published: str
    target: str


@dataclass(frozen=True, slots=True)
class Options:
    """What stands between `run` and the image."""

    image: int
    """The number of the word that is the image."""
    given: tuple[tuple[int, str, str], ...]
    """Number of the word that holds the value, option by its long name, value."""

    def of(self, *names: str) -> Iterator[tuple[int, str]]:
        """The values of an option with the numbers of their words."""
        return ((number, value) for number, name, value in self.given if name in names)

    def values(self, *names: str) -> list[str]:
        """The values of an option."""
        return [value for _, value in self.of(*names)]


def published(text: str) -> Published | None:
    """The value of one `-p`, its variables put in."""
    match = _PORT.match(text.strip())
    return (
        Published(match["host"] or "", match["published"] or "", match["target"]) if match else None
    )


def options(words: Sequence[str]) -> Options | None:
    """The options of a `docker run` or `create`; None where the words are none."""
    at = _start(words)
    if at is None:
        return None
    given: list[tuple[int, str, str]] = []
    while at < len(words) and words[at].startswith("-") and words[at] != "-":
        word = words[at]
        if word.startswith("--"):
            name, equals, value = word.partition("=")
            if equals or name in _SWITCHES:
                given.append((at, name, value if equals else "true"))
            elif at + 1 < len(words):
                at += 1
                given.append((at, name, words[at]))
        else:
            at = _short(words, at, given)
        at += 1
    return Options(at, tuple(given)) if at < len(words) and words[at] else None


def _start(words: Sequence[str]) -> int | None:
    """The number of the word behind `docker run`."""
    at = 0
    while at < len(words) and (words[at] in _BEFORE or re.match(r"[A-Za-z_]\w*=", words[at])):
        at += 1
    if at >= len(words) or PurePosixPath(words[at]).name not in _PROGRAMS:
        return None
    at += 1
    if at < len(words) and words[at] in {"container", "service"}:
        at += 1
    return at + 1 if at < len(words) and words[at] in {"run", "create"} else None


def _short(words: Sequence[str], at: int, given: list[tuple[int, str, str]]) -> int:
    """A cluster of short options (`-dit`, `-p7860:7860`); the number of its last word."""
    word = words[at]
    for position, letter in enumerate(word[1:], 1):
        if letter in _SHORT_SWITCHES:
            continue
        rest = word[position + 1 :].removeprefix("=")
        if not rest and at + 1 < len(words):
            at += 1
            rest = words[at]
        given.append((at, _SHORT.get(letter, f"-{letter}"), rest))
        break
    return at
