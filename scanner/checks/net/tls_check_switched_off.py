"""LF-NET-033 tls-check-switched-off."""

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import PurePosixPath

from scanner import values
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.scripts.script import Command, Script
from scanner.model.place import Location
from scanner.tree.guards import is_development, is_documentation, is_template
from scanner.tree.source import FileKind

_OFF: Mapping[str, bool | None] = {
    "NODE_TLS_REJECT_UNAUTHORIZED": False,
    "PYTHONHTTPSVERIFY": False,
    "NPM_CONFIG_STRICT_SSL": False,
    "YARN_ENABLE_STRICT_SSL": False,
    "CONDA_SSL_VERIFY": False,
    "GIT_SSL_NO_VERIFY": True,
    "HF_HUB_DISABLE_SSL_VERIFICATION": True,
    "REQUESTS_CA_BUNDLE": None,
    "CURL_CA_BUNDLE": None,
}
"""Variables that switch the check of certificates off, by the value that does; None: empty."""
_HOSTS = frozenset({"PIP_TRUSTED_HOST", "UV_INSECURE_HOST"})
"""Variables that name hosts whose certificates are not checked."""
_COMMANDS = re.compile(
    r"^git config (?:.*\s)?http\.sslverify[ =](?:false|0)\b"
    r"|^npm (?:config set|set) strict-ssl[ =]false\b"
    r"|^yarn config set (?:-g )?(?:strict-ssl|enableStrictSsl)[ =]false\b"
    r"|^conda config (?:.*\s)?--set ssl_verify (?:false|no)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https://([^\s/:\"'@]+@)?([\w.-]+)")
_NEAR = re.compile(
    r"^(?:localhost|127\.|10\.|192\.168\.|[^.]+$)|\.(?:local|internal|test|localhost)$"
)
_MENTIONED = re.compile(
    "|".join((*_OFF, *_HOSTS, "insecure", "-k", "no-check-certificate", "ssl", "trusted-host")),
    re.IGNORECASE,
)
_EXPORTS = frozenset({"export", "set", "setx", "declare"})


@check("LF-NET-033")
def tls_check_switched_off(facts: Facts) -> Iterator[Match]:
    """A variable or a command after which nobody checks who answers at the other end."""
    if not facts.deploys_langflow:
        return
    seen: set[tuple[str, int]] = set()
    for what, place in chain(_of_units(facts), _of_builds(facts), _of_scripts(facts)):
        key = (place.uri, place.region.start_line if place.region else 0)
        if key in seen or is_template(place) or is_documentation(place):
            continue
        seen.add(key)
        message = f"{what}: whoever is in between reads and changes what is sent, keys included"
        yield Match(message, place, "dev" if is_development(place) else "")


def _reason(name: str, value: str | None) -> str:
    """Why a variable switches the check off; empty where it does not."""
    if name in _HOSTS:
        return f"{name} leaves the certificates of hosts unchecked" if value else ""
    if name not in _OFF or value is None:
        return ""
    wanted = _OFF[name]
    off = value == "" if wanted is None else values.truth(value) is wanted
    return f"{name} switches the check of certificates off" if off else ""


def _of_units(facts: Facts) -> Iterator[tuple[str, Location]]:
    for unit in facts.units:
        for name in (*_OFF, *_HOSTS) if unit.is_langflow or unit.in_stack else ():
            setting = unit.explicit(name)
            reason = _reason(name, setting.value) if setting is not None else ""
            if setting is not None and reason:
                yield reason, setting.location


def _of_builds(facts: Facts) -> Iterator[tuple[str, Location]]:
    for build in facts.builds:
        for one in (variable for step in build.steps for variable in step.variables):
            reason = _reason(one.name, one.value)
            if reason:
                yield reason, one.location


def _of_scripts(facts: Facts) -> Iterator[tuple[str, Location]]:
    for script in facts.scripts:
        if script.source.kind is FileKind.MARKDOWN or not _MENTIONED.search(script.text):
            continue
        for command in script.commands:
            yield from _of_command(script, command)


def _of_command(script: Script, command: Command) -> Iterator[tuple[str, Location]]:
    exported = command.words and command.words[0].text.lower() in _EXPORTS
    inline = (script.assignment(word) for word in command.words[1:]) if exported else ()
    for given in (*command.assignments, *(one for one in inline if one)):
        reason = "" if given.value.dynamic else _reason(given.name, given.value.text)
        if reason:
            yield reason, script.at(given.start, given.end, given.name)
    if not command.words:
        return
    head, *rest = (word.text for word in command.words)
    program = PurePosixPath(head).name
    if _COMMANDS.search(" ".join((program, *rest))):
        yield f"{program} no longer checks certificates", script.place(command, program)
    elif _fetches_blindly(program, rest):
        yield f"{program} takes what it is given without a check", script.place(command, program)


def _fetches_blindly(program: str, words: list[str]) -> bool:
    """Whether curl or wget talks to another host without checking who that is."""
    if program == "curl":
        off = any(re.fullmatch(r"-[a-zA-Z]*k[a-zA-Z]*|--insecure", word) for word in words)
    else:
        off = program == "wget" and "--no-check-certificate" in words
    hosts = [match[2] for word in words for match in _ADDRESS.finditer(word)] if off else []
    return any(not _NEAR.search(host) for host in hosts)
