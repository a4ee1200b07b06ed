"""Command lines that start a server: `langflow run`, `lfx serve`, and their flags as settings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_address
from itertools import pairwise
from pathlib import PurePosixPath

from packaging.version import InvalidVersion, Version

from scanner.deployments.model import Exposure, Setting
from scanner.errors import ReadError
from scanner.formats import shell
from scanner.formats.shell import Word
from scanner.model.place import Location, Region

HOST = "LANGFLOW_HOST"

_FLAGS = {
    "--host": HOST,
    "--port": "LANGFLOW_PORT",
    "--workers": "LANGFLOW_WORKERS",
    "--log-level": "LANGFLOW_LOG_LEVEL",
    "--log-file": "LANGFLOW_LOG_FILE",
    "--components-path": "LANGFLOW_COMPONENTS_PATH",
    "--cache": "LANGFLOW_CACHE_TYPE",
    "--ssl-cert-file-path": "LANGFLOW_SSL_CERT_FILE",
    "--ssl-key-file-path": "LANGFLOW_SSL_KEY_FILE",
    "--max-file-size-upload": "LANGFLOW_MAX_FILE_SIZE_UPLOAD",
    "--deployment-profile": "LANGFLOW_DEPLOYMENT_PROFILE",
}
"""Flags beat the environment (langflow/__main__.py:450-541 of 1.13.0)."""
_SWITCHES = {
    "--dev": ("LANGFLOW_DEV", "true"),
    "--no-dev": ("LANGFLOW_DEV", "false"),
    "--backend-only": ("LANGFLOW_BACKEND_ONLY", "true"),
    "--no-backend-only": ("LANGFLOW_BACKEND_ONLY", "false"),
    "--remove-api-keys": ("LANGFLOW_REMOVE_API_KEYS", "true"),
}
_PROGRAM = re.compile(r"langflow(?:\[[^\]]*\])?(?:(?:@|==)v?(?P<version>[\w.]+))?")
_PINNED = re.compile(r"langflow(?:\[[^\]]*\])?(?:@|==)v?([\w.]+)")
TALKERS = frozenset(
    {
        "alias",
        "cat",
        "command",
        "echo",
        "grep",
        "egrep",
        "logger",
        "man",
        "pgrep",
        "pkill",
        "killall",
        "printf",
        "rg",
        "say",
        "sed",
        "systemctl",
        "test",
        "which",
    }
)
"""They name a server and do not start it."""
_SHELLS = frozenset({"sh", "bash", "zsh", "ash", "dash"})
_CONTAINERS = frozenset({"docker", "docker-compose", "podman", "nerdctl", "kubectl", "helm"})


@dataclass(frozen=True, slots=True)
class Argument:
    """One word of a command line."""

    text: str | None
    """None when part of it is known at run time only."""
    location: Location


@dataclass(frozen=True, slots=True)
class Server:
    """A command that starts a Langflow server."""

    location: Location
    flags: tuple[Setting, ...]
    env_file: str = ""
    version: Version | None = None
    installed: bool = False
    """Whether the same command installs that release, which is judged as a requirement."""


def server(arguments: Sequence[Argument]) -> Server | None:
    """What a command line starts, or None where that is no Langflow server."""
    texts = [argument.text or "" for argument in arguments]
    at = _program_at(texts)
    if at is None:
        return _inside_shell(arguments)
    names = {PurePosixPath(text).name for text in texts[:at]}
    if names & _CONTAINERS or (texts and PurePosixPath(texts[0]).name in TALKERS):
        return None
    behind = arguments[at:]
    env_file = next(
        (value.text or "" for name, value in _pairs(behind) if name == "--env-file"), ""
    )
    pinned = [m.group(1) for text in texts[: at + 1] if (m := _PINNED.fullmatch(text))]
    return Server(
        arguments[at].location,
        tuple(_settings(behind)),
        env_file,
        version(pinned[-1]) if pinned else None,
    )


def _inside_shell(arguments: Sequence[Argument]) -> Server | None:
    """What the script starts that a shell is given: `sh -c "export A=b; langflow run"`."""
    script = _script_of(arguments)
    if script is None or not script.text or "langflow" not in script.text.lower():
        return None
    try:
        commands = shell.read(script.text)
    except ReadError:
        return None
    given: dict[str, Setting] = {}
    installed: Version | None = None
    for command in commands:
        words = list(command.words)
        pinned = is_pin([word.text for word in words])
        installed = pinned[1] if pinned else installed
        assigned = list(command.assignments)
        if words and words[0].text in {"export", "env"}:
            texts = ((word, script.text[word.start : word.end]) for word in words[1:])
            assigned += [one for word, raw in texts if (one := shell.assignment(word, raw))]
        for one in assigned:
            place = _place_inside(script, one.start, one.name)
            given[one.name] = Setting(one.name, _known(one.value), place, "the command's script")
        started = (
            server([Argument(_known(w), _place_inside(script, w.start)) for w in words])
            if words
            else None
        )
        if started is not None:
            flags = (*given.values(), *started.flags)
            if started.version is None and installed is not None:
                started = replace(started, version=installed, installed=True)
            return replace(started, flags=flags)
    return None


def _script_of(arguments: Sequence[Argument]) -> Argument | None:
    """The word behind the `-c` of a shell."""
    for number, argument in enumerate(arguments[:-2]):
        if PurePosixPath(argument.text or "").name in _SHELLS:
            for behind, following in pairwise(arguments[number + 1 :]):
                if re.fullmatch(r"-[a-z]*c", behind.text or ""):
                    return following
    return None


def _known(word: Word) -> str | None:
    """A word that no variable is a part of, or the default of one."""
    if not word.dynamic:
        return word.text
    default = re.fullmatch(r"\$\{\w+:?-([^${}]*)\}", word.text)
    return default[1] if default else None


def _place_inside(script: Argument, start: int, name: str = "") -> Location:
    """The line of a part of a script that takes several lines of its file; else all of it."""
    whole, text = script.location.region, (script.text or "").rstrip("\n")
    lines = whole.end_line - whole.start_line + 1
    written = text.count("\n") + 1
    first = whole.start_line + min(lines - written, 1)  # the mark of a block is on its own line
    region = whole
    if written > 1 and lines - written in {0, 1, 2}:
        number = first + text.count("\n", 0, start)
        region = Region(number, 1, number, 1)
    return Location(script.location.uri, region, name or script.location.logical_name)


def is_pin(texts: Sequence[str]) -> tuple[int, Version] | None:
    """Where a command installs one release of langflow: the word's number and the release."""
    names = {PurePosixPath(text).name for text in texts}
    if not names & {"pip", "pip3", "uv", "pipx", "poetry"} or not names & {"install", "add"}:
        return None
    if texts and PurePosixPath(texts[0]).name in TALKERS:
        return None
    for number, text in enumerate(texts):
        match = _PINNED.fullmatch(text)
        release = version(match.group(1)) if match else None
        if release:
            return number, release
    return None


def exposure(settings: Sequence[Setting]) -> Exposure:
    """Who can reach a server that a command starts on the machine itself.

    Without `--host` both servers bind to this machine (`localhost`; `lfx serve`: 127.0.0.1).
    """
    host = next((s for s in reversed(settings) if s.name == HOST), None)
    if host is None:
        return Exposure.LOOPBACK
    if host.value is None:
        return Exposure.UNKNOWN
    try:
        near = host.value in {"", "localhost"} or ip_address(host.value.strip("[]")).is_loopback
    except ValueError:
        return Exposure.UNKNOWN
    return Exposure.LOOPBACK if near else Exposure.PUBLISHED


def version(text: str) -> Version | None:
    """A release as written, or None for `latest` and the like."""
    try:
        return Version(text)
    except InvalidVersion:
        return None


def _program_at(texts: Sequence[str]) -> int | None:
    """The number of the word that is the program, where its command starts a server."""
    for number, (text, following) in enumerate(zip(texts, [*texts[1:], ""], strict=False)):
        name = PurePosixPath(text.replace("\\", "/")).name.removesuffix(".exe")
        if _PROGRAM.fullmatch(name) and (following == "run" or _is_handed(texts[number + 1 :])):
            return number
        if re.fullmatch(r"lfx(?:(?:@|==)[\w.]+)?", name) and following in {"serve", "run"}:
            return number
        if text.startswith("langflow.main:") and number:
            return number
    return None


def _is_handed(behind: Sequence[str]) -> bool:
    """Whether the arguments of the program follow a `--`, as `pm2 start` has them."""
    return ("--", "run") in pairwise(behind)


def _settings(arguments: Sequence[Argument]) -> Iterator[Setting]:
    for name, value in _pairs(arguments):
        if name in _SWITCHES:
            setting, switched = _SWITCHES[name]
            yield Setting(setting, switched, value.location, f"flag {name}")
        elif name == "--bind":  # gunicorn's: host and port in one
            host = value.text.rpartition(":")[0] if value.text is not None else None
            place = Location(value.location.uri, value.location.region, HOST)
            yield Setting(HOST, host, place, f"flag {name}")
        elif name in _FLAGS:
            place = Location(value.location.uri, value.location.region, _FLAGS[name])
            yield Setting(_FLAGS[name], value.text, place, f"flag {name}")


def _pairs(arguments: Sequence[Argument]) -> Iterator[tuple[str, Argument]]:
    """Each flag with its value (`--flag value`, `--flag=value`), a switch with itself."""
    for number, argument in enumerate(arguments):
        name, equals, value = (argument.text or "").partition("=")
        if not name.startswith("--"):
            continue
        if equals:
            yield name, Argument(value, argument.location)
        elif name in _SWITCHES or number + 1 == len(arguments):
            yield name, argument
        else:
            yield name, arguments[number + 1]
