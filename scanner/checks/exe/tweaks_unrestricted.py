"""LF-EXE-013 tweaks-unrestricted."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner.checks.conditions import given, published_servers, runs_at_least
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check
from scanner.tree.guards import is_test

TWEAKS = "LANGFLOW_TWEAKS_POLICY"


@check("LF-EXE-013")
def tweaks_unrestricted(facts: Facts) -> Iterator[Match]:
    """A published API whose callers may set every field of the flows that the repository serves."""
    for unit in published_servers(facts):
        effective = unit.effective(TWEAKS)
        if not runs_at_least(unit, "1.12.0") or effective is None:
            continue
        if (effective.value or "").lower() != "permissive":
            continue
        found = next(_steerable(facts), None) if given(unit, _LOADED) else None
        if effective.is_default and found is None:
            continue
        message = f"callers of {unit.name} may set any field of a flow by tweaks"
        message += f", such as {found[1]} in {found[0]}" if found else ""
        fix = written(facts, effective.location, TWEAKS, "declared")
        yield Match(message, effective.location, fix=fix)


_LOADED = "LANGFLOW_LOAD_FLOWS_PATH"


_FIELDS = frozenset(
    {
        "url_input",
        "urls",
        "database_url",
        "path",
        "file_path",
        "system_prompt",
        "system_message",
        "base_url",
    }
)


def _steerable(facts: Facts) -> Iterator[tuple[str, str]]:
    """Fields that decide where a flow goes or what it obeys."""
    for flow in facts.flows:
        if is_test(flow.uri):
            continue
        for component in flow.components:
            for name in sorted(_FIELDS & {*component.fields}):
                yield PurePosixPath(flow.uri).name, f"{name} of {component.name}"
