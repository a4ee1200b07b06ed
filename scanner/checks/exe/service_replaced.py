"""LF-EXE-009 service-replaced."""

import re
from collections.abc import Iterator

from scanner.checks.conditions import uses_langflow
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.errors import ReadError
from scanner.formats import sections
from scanner.formats.positions import Lines
from scanner.model.place import Location
from scanner.tree.guards import is_test
from scanner.tree.source import FileKind, Source

_TRUST = re.compile(
    r"^[\"']?(auth|authorization|variable|database|connection_resolver)(_service)?[\"']?$"
)


_POLICY = re.compile(r"^[\"']?\w+_policy_service[\"']?$")


@check("LF-EXE-009")
def service_replaced(facts: Facts) -> Iterator[Match]:
    """A file that puts another program in the place of logins, rights or the store of secrets."""
    if not uses_langflow(facts):
        return
    for source in facts.tree.of(FileKind.TEXT, FileKind.PYPROJECT):
        wanted = _WANTED.get(source.name)
        if wanted is None or is_test(source.uri):
            continue
        try:
            found = tuple(sections.read(source.text))
        except ReadError:
            continue  # too long a line for what people write; Langflow's own reader decides
        lines = Lines(source.text)
        for entry in found:
            replaced = entry.section in wanted and (
                _TRUST.match(entry.key) or _POLICY.match(entry.key)
            )
            if replaced:
                value = sections.toml_string(entry.value) or ""
                place = Location(source.uri, lines.region(entry.key_start, entry.end), entry.key)
                module = value.partition(":")[0] or "a plugin"
                message = f"{entry.key} of Langflow is replaced by {module}, which then decides on "
                message += "logins, rights or secrets"
                yield Match(message, place, "own" if _is_own(value, facts) else "")


_WANTED = {
    "lfx.toml": frozenset({"services"}),
    "pyproject.toml": frozenset({"tool.lfx.services", 'project.entry-points."lfx.services'}),
}
"""The sections as the reader names them, which takes a quote at the end away."""


def _is_own(value: str, facts: Facts) -> bool:
    """Whether the program is in this repository, where it is reviewed."""
    module = value.partition(":")[0].replace(".", "/")
    names: tuple[str, ...] = (f"{module}.py", f"{module}/__init__.py")
    return bool(module) and any(_ends_with(source, names) for source in facts.tree.sources)


def _ends_with(source: Source, names: tuple[str, ...]) -> bool:
    return source.uri in names or source.uri.endswith(tuple(f"/{name}" for name in names))
