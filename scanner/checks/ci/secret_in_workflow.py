"""LF-CI-002 secret-in-workflow."""

import re
from collections.abc import Iterator

from scanner import values
from scanner.checks.credentials import literal
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.checks.setting_names import PASSWORD
from scanner.deployments.model import Form
from scanner.deployments.scripts.script import Assignment, Command, Script
from scanner.model.place import Location
from scanner.tree.source import FileKind

_LANGFLOW_SECRET = re.compile(r"LANGFLOW_(?:\w+_)?(?:KEY|PASSWORD|TOKEN|SECRET)")


@check("LF-CI-002")
def secret_in_workflow(facts: Facts) -> Iterator[Match]:
    """A literal that only a workflow's own syntax holds: a password of its `env`, a step's command.

    Keys and tokens of `env` are reported as they are everywhere: LF-KEY-001 and LF-SEC-001.
    """
    for unit in facts.units:
        setting = unit.explicit(PASSWORD) if unit.form is Form.WORKFLOW else None
        if setting is not None and _is_real(literal(setting)):
            yield _literal(PASSWORD, len(literal(setting)), setting.location)
    for script in facts.scripts:
        if script.source.kind is not FileKind.WORKFLOW or "LANGFLOW_" not in script.text:
            continue
        for command in script.commands:
            for one in _assignments(script, command):
                if _LANGFLOW_SECRET.fullmatch(one.name) and _is_real(one.value.text):
                    place = script.at(one.start, one.end, one.name)
                    yield _literal(one.name, len(one.value.text), place)


def _literal(name: str, length: int, place: Location) -> Match:
    message = f"{name} is written in the workflow ({length} characters)"
    return Match(message, place, fix=f"{name}: ${{{{ secrets.{name} }}}}")


def _is_real(value: str) -> bool:
    """Whether it is no password that a test makes up and throws away."""
    throwaway = values.is_placeholder(value) or values.is_reference(value) or "$" in value
    made_up = re.search(r"test|dummy|fake|example|ci[-_]", value, re.IGNORECASE)
    return values.looks_random(value) and not throwaway and not made_up


def _assignments(script: Script, command: Command) -> Iterator[Assignment]:
    """`NAME=value`, `export NAME=value`, `-e NAME=value`, and what is echoed into GITHUB_ENV."""
    yield from command.assignments
    yield from (found for word in command.words if (found := script.assignment(word)))
