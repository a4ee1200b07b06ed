"""The report as JSON for scripts; `docs/report.schema.json` is generated from these types."""

import json
from inspect import cleandoc
from typing import Any

import msgspec

from scanner.model.finding import Comparison, Finding, LineKind
from scanner.model.note import Status, Verdict
from scanner.model.place import Location
from scanner.model.report import Report
from scanner.model.rule import Kind, Level
from scanner.render.json_changes import Change, changes
from scanner.render.json_flows import Flow, flows
from scanner.render.words import clean
from scanner.render.written import written

SCHEMA_VERSION = 1
"""Grows when a field changes its meaning or goes; new fields may come at any time."""


class Place(msgspec.Struct, frozen=True, rename="camel"):
    """A region of a file: 1-based, columns in code points, `endColumn` exclusive."""

    uri: str
    start_line: int
    start_column: int
    end_line: int
    end_column: int
    logical_name: str = ""
    message: str = ""


class Source(msgspec.Struct, frozen=True):
    """Which engine found it, under which rule id of its own."""

    engine: str
    rule: str


class ChangedLine(msgspec.Struct, frozen=True, rename="camel"):
    """A line of a changed component's code, or lines of the official source that it lacks.

    `number` and `last` are 1-based: in the component's code for `same` and `added`, in the official
    source for `missing`, of which no text is shown. `***` stands for what may be a secret.
    """

    kind: LineKind
    number: int
    last: int
    text: str = ""


class Changes(msgspec.Struct, frozen=True, rename="camel"):
    """How a component's code differs from the official source that it is nearest to."""

    source: str
    release: str
    similarity: float
    added: int
    missing: int
    lines: tuple[ChangedLine, ...]
    left_out: int = 0
    """Changed lines that are counted and not shown."""


class Found(msgspec.Struct, frozen=True, rename="camel"):
    """One finding."""

    rule: str
    kind: Kind
    severity: str
    security_severity: float
    precision: str
    message: str
    location: Place
    engines: tuple[Source, ...]
    fingerprint: str
    cwe: tuple[int, ...] = ()
    aliases: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    """The other rules and advisories that the alert stands for."""
    related: tuple[Place, ...] = ()
    path: tuple[Place, ...] = ()
    fix: str = ""
    changes: Changes | None = None
    """For a changed component of Langflow's: what was changed."""
    suppressions: tuple[str, ...] = ()
    """The justifications; empty for a finding that counts."""


class Engine(msgspec.Struct, frozen=True, rename="camel"):
    """What one engine did."""

    name: str
    version: str
    status: Status
    reason: str = ""


class Note(msgspec.Struct, frozen=True, rename="camel"):
    """Something about the scan; `warning` and `error` mean that something was not looked at."""

    level: Level
    id: str
    message: str
    uri: str = ""
    line: int | None = None
    partly: bool = False
    """Whether it was scanned in part, or is not understood: only a strict scan counts it."""
    files: int = 0
    """How many files of the tree nobody looked at, for this reason."""


class Document(msgspec.Struct, frozen=True, rename="camel"):
    """The whole report."""

    schema_version: int
    tool: str
    tool_version: str
    verdict: Verdict
    reasons: tuple[str, ...]
    kinds: tuple[Kind, ...]
    incomplete_kinds: tuple[Kind, ...]
    counts: dict[str, int]
    files: int
    hidden: int
    engines: tuple[Engine, ...]
    findings: tuple[Found, ...]
    notifications: tuple[Note, ...]
    flows: tuple[Flow, ...] = ()
    changes: tuple[Change, ...] = ()
    """The flows that differ from the base's."""
    decided_by: str = ""
    """The rule of the policy that decided the verdict, such as `fail-on: dependencies=critical`."""
    fail_on: dict[str, str] = {}
    """The lowest severity that fails, of each kind."""
    not_looked_at: int = 0
    """How many files no engine looked at; `notifications` says which, and why."""
    read: dict[str, int] = {}
    """How many files each engine read to the end."""


def render(report: Report) -> str:
    """The document's text; the same report gives the same bytes."""
    document = Document(
        schema_version=SCHEMA_VERSION,
        tool="langflow-scan",
        tool_version=report.version,
        verdict=report.verdict,
        reasons=report.reasons,
        kinds=report.kinds,
        incomplete_kinds=tuple(k for k in report.kinds if k in report.incomplete_kinds),
        counts=counts(report),
        files=report.files,
        hidden=report.hidden,
        engines=tuple(Engine(r.engine, r.version, r.status, r.reason) for r in report.runs),
        findings=tuple(_found(finding) for finding in report.findings),
        notifications=tuple(
            Note(n.level, n.id, n.message, n.uri, n.line, n.partly, n.files)
            for n in report.all_notifications
        ),
        flows=flows(report),
        changes=changes(report),
        decided_by=report.decided_by,
        fail_on={kind: report.fail_on.of(kind).name.lower() for kind in report.kinds},
        not_looked_at=report.not_looked_at,
        read={run.engine: len(run.read) for run in report.runs if run.read},
    )
    return written(_cleaned(msgspec.to_builtins(document)))


def _cleaned(value: Any) -> Any:
    """Text of the repository without what UTF-8 cannot hold and what turns a line around; paths are
    left, so that they still lead to their files."""
    if isinstance(value, dict):
        return {key: v if key == "uri" else _cleaned(v) for key, v in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(one) for one in value]
    return clean(value) if isinstance(value, str) else value


def counts(report: Report) -> dict[str, int]:
    """Open findings by severity."""
    words = [finding.severity.name.lower() for finding in report.open]
    return {word: words.count(word) for word in ("critical", "high", "medium", "low")}


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the document, the same from every version of Python."""
    found = msgspec.json.schema(Document)
    title = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "langflow-scan report",
    }
    document: dict[str, Any] = json.loads(
        json.dumps(title | found), object_hook=_with_clean_description
    )  # tuples become arrays
    return document


def _with_clean_description(node: dict[str, Any]) -> dict[str, Any]:
    """A docstring without its indentation, which Python keeps before 3.13 and takes off since."""
    description = node.get("description")
    return node | {"description": cleandoc(description)} if isinstance(description, str) else node


def _found(finding: Finding) -> Found:
    return Found(
        rule=finding.rule.id,
        kind=finding.rule.kind,
        severity=finding.severity.name.lower(),
        security_severity=finding.rule.security_severity,
        precision=finding.rule.precision,
        message=finding.message,
        location=_place(finding.location),
        engines=tuple(Source(d.engine, d.rule_id) for d in finding.detections),
        fingerprint=finding.fingerprint,
        cwe=finding.rule.cwe,
        aliases=tuple(sorted(finding.aliases)),
        members=finding.members,
        related=tuple(_place(location) for location in finding.related),
        path=tuple(_place(location) for location in finding.path),
        fix=finding.fix,
        changes=_changes(finding.changes) if finding.changes else None,
        suppressions=tuple(s.justification for s in finding.suppressions),
    )


def _changes(found: Comparison) -> Changes:
    return Changes(
        found.source,
        found.release,
        round(found.similarity, 4),
        found.added,
        found.missing,
        tuple(ChangedLine(line.kind, line.number, line.last, line.text) for line in found.lines),
        found.left_out,
    )


def _place(location: Location) -> Place:
    region = location.region
    return Place(
        location.uri,
        region.start_line,
        region.start_column,
        region.end_line,
        region.end_column,
        location.logical_name,
        location.message,
    )
