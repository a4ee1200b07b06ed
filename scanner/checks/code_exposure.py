"""Which code the server is open to beyond what a flow brings: LF-EXE-003, 007, 009, 013, 014."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner.checks.conditions import (
    entries,
    example_or,
    given,
    is_inside,
    is_multi_user,
    is_off,
    is_on,
    literal,
    published_servers,
    runs_at_least,
    servers,
    uses_langflow,
)
from scanner.checks.databases import ON_A_MACHINE
from scanner.checks.execution import CUSTOM_CODE
from scanner.checks.match import Facts, Match, check, written
from scanner.deployments.model import Deployment, Form, Mount, Setting
from scanner.errors import ReadError
from scanner.flows.components import executes_code
from scanner.flows.read import Component, Flow
from scanner.formats import sections
from scanner.formats.positions import Lines
from scanner.model.finding import Location
from scanner.tree.guards import is_development, is_test
from scanner.tree.source import FileKind, Source

BLOCKED = "LANGFLOW_BLOCK_CODE_INTERPRETER_COMPONENTS"
SANDBOX = "LANGFLOW_SANDBOX_BACKEND"


@check("LF-EXE-003")
def interpreter_without_sandbox(facts: Facts) -> Iterator[Match]:
    """A server that runs the code of the repository's flows in its own process."""
    found = next(_interpreters(facts), None)
    if found is None:
        return
    flow, component = found
    for unit in servers(facts):
        if not runs_at_least(unit, "1.10.3") or not is_off(unit, BLOCKED):
            continue
        sandbox = unit.explicit(SANDBOX)
        if sandbox is not None and literal(sandbox).lower() != "none":
            continue
        effective = unit.effective(BLOCKED)
        place = effective.location if effective else unit.location
        message = (
            f"{unit.name} runs the code of interpreters, such as {component.name} in {flow.uri}, "
        )
        message += "in its own process, beside its keys and its database"
        new = runs_at_least(unit, "1.12.0")
        fix = (SANDBOX, "exec-sandbox") if new else (BLOCKED, "true")
        related = (flow.at(component.anchor, component.id),)
        yield Match(message, place, related=related, fix=written(facts, unit.location, *fix))


def _interpreters(facts: Facts) -> Iterator[tuple[Flow, Component]]:
    for flow in facts.flows:
        if not is_test(flow.uri):
            yield from ((flow, one) for one in flow.components if executes_code(one))


_CODE_FOLDERS = ("LANGFLOW_COMPONENTS_PATH", "LANGFLOW_SEED_DIR")
_SHARED = re.compile(r"^/(?:tmp|var/tmp|dev/shm)(?:/|$)")


@check("LF-EXE-007")
def writable_code_folder(facts: Facts) -> Iterator[Match]:
    """A folder of components that others, or the server itself, can change."""
    for unit in facts.units:
        if not unit.is_langflow or unit.form is Form.WORKFLOW:
            continue
        for name in _CODE_FOLDERS:
            setting = unit.explicit(name)
            if setting is None:
                continue
            for folder in (part for one in entries(literal(setting)) for part in one.split(":")):
                found = _changeable(unit, setting, folder)
                if found and not is_development(found.location):
                    yield found


def _changeable(unit: Deployment, setting: Setting, folder: str) -> Match | None:
    """What may be written there by whom."""
    over = [mount for mount in unit.mounts if is_inside(folder, [mount.target])]
    mount = max(over, key=lambda one: len(one.target), default=None)
    if mount is None:
        if unit.form not in ON_A_MACHINE or not _SHARED.match(folder):
            return None
        message = f"{setting.name} is {folder}, where every account may put code that Langflow runs"
        return Match(message, setting.location, example_or(setting))
    if mount.read_only:
        return None
    if not mount.lasts or (unit.form is Form.KUBERNETES and mount.source.startswith("/")):
        message = (
            f"{unit.name} runs the Python in {folder}, which other containers of its pod or node "
        )
        message += "can change"
        return Match(message, mount.location, related=(setting.location,))
    return _kept_by_itself(unit, setting, folder, mount)


def _kept_by_itself(unit: Deployment, setting: Setting, folder: str, mount: Mount) -> Match | None:
    """A folder of the host that the container may write to: what code leaves there stays."""
    if not mount.source.startswith((".", "/", "~", "$")):
        return None
    message = (
        f"{unit.name} may write to {folder}, from which it loads its components: code that gets "
    )
    message += "in once stays, and changes the checkout"
    fix = f"{mount.source}:{mount.target}:ro"
    return Match(message, mount.location, "bind", related=(setting.location,), fix=fix)


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


ASSISTANT = "LANGFLOW_AGENTIC_EXPERIENCE"


@check("LF-EXE-014")
def assistant_writes_code(facts: Facts) -> Iterator[Match]:
    """A published server of several users whose assistant writes components and runs them."""
    for unit in published_servers(facts):
        effective = unit.effective(ASSISTANT)
        if effective is None or not runs_at_least(unit, "1.11.1"):
            continue
        if not (is_on(unit, ASSISTANT) and is_multi_user(unit) and not is_off(unit, CUSTOM_CODE)):
            continue
        message = (
            f"every account of {unit.name} can have the assistant write Python, which the server "
        )
        message += "runs to try it"
        fix = written(facts, effective.location, ASSISTANT, "false")
        yield Match(message, effective.location, "default" if effective.is_default else "", fix=fix)
