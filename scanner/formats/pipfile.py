"""Pipenv's Pipfile as requirements with offsets.

Format: https://pipenv.pypa.io/en/latest/pipfile.html
"""

import re
from collections.abc import Iterator
from typing import Any

from packaging.utils import canonicalize_name

from scanner.formats import requirements, toml_
from scanner.formats.pyproject import constrained
from scanner.formats.requirements import Direct, Entry, Local

_KEY = re.compile(r"^[ \t]*[\"']?([^\s\"'=#\[\]]+)[\"']?[ \t]*=[^\r\n]*", re.MULTILINE)
_NOT_PACKAGES = frozenset({"source", "requires", "scripts", "pipenv", "pipfile"})


def read(text: str) -> tuple[Entry, ...]:
    """The entries of all categories, by place in the file.

    Raises:
        ReadError: not TOML; with the line where that is known.
    """
    document = toml_.read(text)
    found = [
        entry
        for category, table in document.items()
        if category not in _NOT_PACKAGES and isinstance(table, dict)
        for entry in (requirements.of_group(e, category) for e in _category(category, table, text))
    ]
    return tuple(sorted(found, key=lambda entry: entry.start))


def _category(category: str, table: dict[str, Any], text: str) -> Iterator[Entry]:
    header = re.search(rf"^\[[ \t]*{re.escape(category)}[ \t]*\]", text, re.MULTILINE)
    keys_at: dict[str, re.Match[str]] = {}
    for found in _KEY.finditer(text, header.end() if header else 0):
        keys_at.setdefault(found.group(1), found)
    for name, value in table.items():
        at = keys_at.get(name)
        span = (at.start(1), at.end()) if at else (0, min(1, len(text)))
        keys = value.keys() if isinstance(value, dict) else set()
        versions = value.get("version", "*") if isinstance(value, dict) else value
        if keys & {"git", "hg", "svn", "bzr"}:
            fixed = requirements.is_commit(value.get("ref"))
            yield Direct(canonicalize_name(name), *span, is_fixed=fixed)
        elif keys & {"path", "file", "editable"}:
            yield Local(*span)
        elif not isinstance(versions, str):
            yield requirements.Unparsed(*span)
        else:
            yield constrained(name, "" if versions == "*" else versions, versions, span)
