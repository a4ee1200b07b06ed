"""What a command line installs: pip, uv, pipx, Poetry, PDM, Pipenv and Conda, as requirements.

Options are those of each tool's own `--help`; a word that is no option and no requirement of a
known form is given back as unparsed, so that nothing is passed over.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from scanner.formats import conda, requirements
from scanner.formats.requirements import Entry, Include, Local
from scanner.formats.shell import Word

MENTIONED = re.compile(
    r"\b(?:pip[\d.]*|uv|pdm|poetry|pipenv|pipx|conda|mamba|micromamba)\b[^\n]{0,500}?\b"
    r"(?:install|add|run|create|update)\b|\buvx\b"
)
"""Whether a text whose continued lines are joined may hold such a command."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word that is known at run time only: a variable names what is installed."""

    start: int
    end: int


Installed = Entry | Unknown
Expand = Callable[[Word], str | None]


@dataclass(frozen=True, slots=True)
class _Tool:
    """How the words behind a program are read."""

    only_first: bool = False
    """Whether the words behind the first one belong to the installed program."""
    conda: bool = False
    positional: bool = True


_SHARED = re.compile(
    r"-i|-f|-p|-t|-P|-s|-O|-C|-G|-dG"
    r"|--(?:extra-|default-)?index(?:-url|-strategy)?|--find-links|--python(?:-version|-platform)?"
    r"|--target|--prefix|--root|--cache-dir|--trusted-host|--timeout|--retries|--proxy|--cert|--log"
    r"|--platform|--implementation|--abi|--(?:only|no)-binary(?:-package)?|--no-build-package"
    r"|--no-build-isolation-package|--progress-bar|--upgrade-strategy|--src|--report|--source"
    r"|--config-(?:settings?|file)|--exists-action|--(?:upgrade|reinstall|refresh)-package"
    r"|--resolution|--prerelease|--keyring-provider|--allow-insecure-host|--exclude-newer"
    r"|--link-mode|--build-constraint|--torch-backend|--group|--dev-group|--extra|--optional"
    r"|--project|--directory|--package|--env-file|--overrides?|--with-editable|--pip-args"
    r"|--suffix|--color|-m|--module"
)
"""Options whose value is the next word, of pip, uv, pipx, Poetry, PDM and Pipenv together."""
_CONDA = re.compile(r"-n|--name|-p|--prefix|-c|--channel|-f|--file|--solver")
_PIP = _Tool()
_RUN = _Tool(positional=False)
_ONE = _Tool(only_first=True)
_TOOLS: tuple[tuple[tuple[str, ...], _Tool], ...] = (
    (("pip", "install"), _PIP),
    (("uv", "pip", "install"), _PIP),
    (("uv", "add"), _PIP),
    (("uv", "tool", "install"), _ONE),
    (("uv", "tool", "run"), _ONE),
    (("uv", "run"), _RUN),
    (("uvx",), _ONE),
    (("pipx", "install"), _PIP),
    (("pipx", "run"), _ONE),
    (("poetry", "add"), _PIP),
    (("pdm", "add"), _PIP),
    (("pipenv", "install"), _PIP),
    *(
        ((name, verb), _Tool(conda=True))
        for name in ("conda", "mamba", "micromamba")
        for verb in ("install", "create", "update")
    ),
)
_REQUIREMENT_OPTIONS = frozenset({"--with", "-w", "--from", "--spec"})
_INCLUDES = frozenset({"-r", "--requirement", "--requirements", "--with-requirements"})
_CONSTRAINTS = frozenset({"-c", "--constraint", "--constraints"})
_EDITABLE = frozenset({"-e", "--editable"})
_READ = _REQUIREMENT_OPTIONS | _INCLUDES | _CONSTRAINTS | _EDITABLE
_TALKERS = frozenset({"echo", "printf", "grep", "rg", "sed", "cat", "logger", "alias", "man"})
_PIP_NAME = re.compile(r"pip(?:\d[\d.]*)?(?:\.exe)?")
_AT_VERSION = re.compile(r"([A-Za-z0-9][\w.-]*(?:\[[^\]]*\])?)@v?(\d[\w.!+]*|latest)")
_UNKNOWN_VERSION = re.compile(
    r"([A-Za-z0-9][\w.-]*(?:\[[\w,\s.-]*\])?)\s*(?:[=<>~!]=?=?|@)\s*\S*[$`%{]"
)


def read(words: Sequence[Word], expand: Expand) -> tuple[Installed, ...]:
    """What one simple command installs, in the order of its words.

    `expand` gives a word's text with variables replaced, or None where one is not known.
    """
    found = _tool(words)
    if found is None:
        return ()
    tool, at = found
    return tuple(_installed(tool, words[at:], expand))


def _tool(words: Sequence[Word]) -> tuple[_Tool, int] | None:
    """The tool, and the number of the first word behind its verb."""
    texts = [_program(word.text) for word in words]
    if texts and texts[0] in _TALKERS:
        return None
    for number, text in enumerate(texts):
        for names, tool in _TOOLS:
            if text != names[0]:
                continue
            verb = _verb(texts, number + 1, names[1:])
            if verb is not None:
                return tool, verb
    return None


def _program(text: str) -> str:
    name = PurePosixPath(text.lstrip("%!")).name
    return "pip" if _PIP_NAME.fullmatch(name) else name


def _verb(texts: Sequence[str], at: int, names: Sequence[str]) -> int | None:
    """The number of the word behind the verb; options of the program may stand before it."""
    for name in names:
        while at < len(texts) and texts[at].startswith("-"):
            at += 2 if texts[at] in {"--directory", "--project", "--python", "-C"} else 1
        if at >= len(texts) or texts[at] != name:
            return None
        at += 1
    return at


def _installed(tool: _Tool, words: Sequence[Word], expand: Expand) -> Iterator[Installed]:
    number, said = 0, False
    while number < len(words):
        word = words[number]
        number += 1
        name, equals, value = word.text.partition("=")
        if re.match(r"-[rc][^-=]", word.text) and not tool.conda:  # `-rrequirements.txt`
            yield Include(word.text[2:], word.text[1] == "c", word.start, word.end)
            continue
        if word.text == "--" and not tool.only_first:
            continue
        if word.text.startswith("-"):
            following = words[number] if number < len(words) else None
            given = replace(word, text=value) if equals and name.startswith("--") else following
            takes = bool((_CONDA if tool.conda else _SHARED).fullmatch(name)) or name in _READ
            if takes and not equals:
                number += 1
            if given is not None and takes:
                entries = tuple(_of_option(name, given, tool, expand))
                said = said or (name in {"--from", "--spec"})
                yield from entries
            continue
        if not tool.positional:
            return
        if not (tool.only_first and said):
            yield from _of_word(word, tool, expand)
        if tool.only_first:
            return


def _of_option(name: str, given: Word, tool: _Tool, expand: Expand) -> Iterator[Installed]:
    if tool.conda:
        return
    if name in _REQUIREMENT_OPTIONS:
        yield from _of_word(given, tool, expand)
    elif name in _INCLUDES or name in _CONSTRAINTS:
        text = expand(given)
        if text is None:
            yield Unknown(given.start, given.end)
        else:
            yield Include(text, name in _CONSTRAINTS, given.start, given.end)
    elif name in _EDITABLE:
        yield from _moved(requirements.read(f"-e {given.text}"), given)


def _of_word(word: Word, tool: _Tool, expand: Expand) -> Iterator[Installed]:
    text = expand(word)
    if text is None:
        known = _UNKNOWN_VERSION.match(word.text)
        if not known:
            yield Unknown(word.start, word.end)
            return
        text = known.group(1)
    if tool.conda:
        yield from conda.spec(text, (word.start, word.end))
        return
    at = _AT_VERSION.fullmatch(text)
    if at:
        text = at.group(1) if at.group(2) == "latest" else f"{at.group(1)}=={at.group(2)}"
    if text in {"", "."} or (tool.only_first and not text[:1].isalnum()):
        yield Local(word.start, word.end)
        return
    yield from _moved(requirements.read(text), word)


def _moved(entries: Sequence[Entry], word: Word) -> Iterator[Entry]:
    """The entries at the word, whatever quotes and variables it is written with."""
    for entry in entries:
        yield replace(entry, start=word.start, end=word.end)
