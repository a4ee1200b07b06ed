"""LF-VER-008 second-package-index."""

import re
from collections.abc import Iterator
from itertools import chain
from urllib.parse import urlsplit

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.checks.ver._installing import installs
from scanner.model.place import Location
from scanner.tree.guards import is_development, is_template
from scanner.tree.source import FileKind

_OPTION = re.compile(r"^[ \t]*--extra-index-url[ =]+(\S{1,2000})", re.MULTILINE)
_ASKED_TOO = re.compile(r"^[ \t]*extra-index-url[ \t]*=[ \t]*(\S{1,2000})", re.MULTILINE)
_VARIABLE = "PIP_EXTRA_INDEX_URL"
_PUBLIC = re.compile(
    r"(?:^|\.)(?:(?:pypi|pythonhosted|pytorch|pyg)\.org|nvidia\.com|vllm\.ai"
    r"|flashinfer\.ai|github\.io|dgl\.ai|googleapis\.com|anaconda\.org|intel\.com|amd\.com"
    r"|piwheels\.org|aliyun\.com|tsinghua\.edu\.cn|ustc\.edu\.cn|tencent\.com|huaweicloud\.com"
    r"|douban\.com|sjtu\.edu\.cn|bfsu\.edu\.cn)$"
)
"""Hosts whose packages are on the public index too, under names of the same owner, and mirrors."""


@check("LF-VER-008")
def second_package_index(facts: Facts) -> Iterator[Match]:
    """A private index next to the public one: whoever takes a name there is installed from it."""
    for url, place in chain(_of_commands(facts), _of_variables(facts), _of_files(facts)):
        host = _host(url)
        if host is None or is_template(place):
            continue
        public = _PUBLIC.search(host)
        if public and host.startswith("test."):
            message = "packages may come from TestPyPI, where anyone can upload any name"
        elif public:
            continue
        else:
            message = (
                "pip takes the highest version that either index has: whoever uploads a private "
                "package's name to the public one has their code installed"
            )
        yield Match(message, place, "dev" if is_development(place) else "")


def _host(url: str) -> str | None:
    """The index's host; a variable names one that only the owner knows."""
    if "$" in url or "%" in url or "{" in url:
        return ""
    try:
        return urlsplit(url.strip("\"'")).hostname
    except ValueError:
        return None


def _of_commands(facts: Facts) -> Iterator[tuple[str, Location]]:
    """Of pip, which asks all indexes at once; uv takes the first one that has a package."""
    for install in installs(facts):
        modes = {mode for mode, _ in install.value("--index-strategy")}
        if install.tool == "uv" and not any(mode.startswith("unsafe") for mode in modes):
            continue
        for url, word in install.value("--extra-index-url"):
            yield url, install.script.at(word.start, word.end, "--extra-index-url")


def _of_variables(facts: Facts) -> Iterator[tuple[str, Location]]:
    steps = (step for build in facts.builds for step in build.steps)
    for one in (variable for step in steps for variable in step.variables):
        if one.name == _VARIABLE and one.value is not None:
            yield one.value, one.location
    for script in facts.scripts:
        for one_command in script.commands if _VARIABLE in script.text else ():
            inline = (script.assignment(word) for word in one_command.words)
            for given in (*one_command.assignments, *(one for one in inline if one)):
                if given.name == _VARIABLE:
                    yield given.value.text, script.at(given.start, given.end, _VARIABLE)


def _of_files(facts: Facts) -> Iterator[tuple[str, Location]]:
    for source in facts.tree.sources:
        pattern = _OPTION if source.kind is FileKind.REQUIREMENTS else None
        if source.name.lower() in {"pip.conf", "pip.ini", ".pip.conf"}:
            pattern = _ASKED_TOO
        for match in pattern.finditer(source.text) if pattern else ():
            yield match.group(1), source.at(match.start(1), match.end(1), "--extra-index-url")
