"""The report as SARIF 2.1.0: one driver, one run for each kind, in the form GitHub takes.

Two profiles. The upload file leaves out suppressed findings, which GitHub would show as open, and
every kind that did not complete, whose alerts an empty run would close. The full file has all.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from scanner.model.finding import Edit, Finding
from scanner.model.note import Notification, Status
from scanner.model.place import Location, Region
from scanner.model.report import EngineRun, Report
from scanner.model.rule import Kind, Level, Rule
from scanner.render.words import clean
from scanner.render.written import written

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
DRIVER = "langflow-scan"
"""Never changes: GitHub's alerts hang on it."""
INFORMATION_URI = "https://github.com/langflow-scan/langflow-scan"
MAX_RESULTS = 25_000
"""GitHub refuses a run with more."""
MAX_TEXT = 1024
"""GitHub cuts descriptions here."""
MAX_TAGS = 10
MAX_RELATED = 100
MAX_STEPS = 1000

Json = dict[str, Any]


def render(report: Report, *, full: bool = False) -> str:
    """The file's text; the same report gives the same bytes."""
    kinds = [k for k in report.kinds if full or k not in report.incomplete_kinds]
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [_run(report, kind, full=full) for kind in kinds],
    }
    return written(log)


def _run(report: Report, kind: Kind, *, full: bool) -> Json:
    """One kind: its rules, its engines, its results."""
    engines = [run for run in report.runs if kind in run.kinds]
    findings = [f for f in (report.findings if full else report.open) if f.rule.kind is kind]
    findings = sorted(findings, key=lambda f: -f.rule.security_severity)[:MAX_RESULTS]
    findings.sort(key=_order)
    declared = [rule for run in engines for rule in run.rules if rule.kind is kind]
    rules = {rule.id: rule for rule in (*declared, *(f.rule for f in findings))}
    ordered = [rules[rule_id] for rule_id in sorted(rules)]
    index = {rule.id: number for number, rule in enumerate(ordered)}
    cwes = sorted({cwe for rule in ordered for cwe in rule.cwe})
    return {
        "automationDetails": {"id": f"{report.category}/{kind}/"},
        "tool": {
            "driver": {
                "name": DRIVER,
                "semanticVersion": report.version,
                "informationUri": INFORMATION_URI,
                "rules": [_rule(rule, cwes) for rule in ordered],
            },
            "extensions": [_extension(run) for run in engines],
        },
        "invocations": [_invocation(report, kind, engines, len(findings))],
        "taxonomies": [_taxonomy(cwes)] if cwes else [],
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, index, full=full) for finding in findings],
    }


def _order(finding: Finding) -> tuple[str, Region, str, str]:
    location = finding.location
    return _uri(location.uri), location.region, finding.rule.id, finding.fingerprint


def _rule(rule: Rule, cwes: Sequence[int]) -> Json:
    """A reportingDescriptor (3.49). GitHub reads `security-severity` here and nowhere else."""
    tags = ["security", *(f"external/cwe/cwe-{cwe:03}" for cwe in rule.cwe), *rule.tags]
    return {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": clean(rule.short_description)[:MAX_TEXT]},
        "fullDescription": {"text": _first_paragraph(rule)[:MAX_TEXT]},
        "help": {"text": _plain(rule.help_markdown), "markdown": clean(rule.help_markdown)},
        **({"helpUri": rule.help_uri} if rule.help_uri else {}),
        "defaultConfiguration": {"level": rule.level},
        "properties": {
            "tags": tags[:MAX_TAGS],
            "precision": rule.precision,
            "security-severity": f"{rule.security_severity:.1f}",
        },
        "relationships": [
            {
                "target": {
                    "id": f"CWE-{cwe}",
                    "index": cwes.index(cwe),
                    "toolComponent": {"name": "CWE", "index": 0},
                },
                "kinds": ["superset"],
            }
            for cwe in rule.cwe
        ],
    }


def _extension(run: EngineRun) -> Json:
    return {"name": run.engine, "version": run.version, "informationUri": run.information_uri}


def _taxonomy(cwes: Iterable[int]) -> Json:
    return {
        "name": "CWE",
        "organization": "MITRE",
        "informationUri": "https://cwe.mitre.org/",
        "isComprehensive": False,
        "shortDescription": {"text": "Common Weakness Enumeration"},
        "taxa": [
            {"id": f"CWE-{cwe}", "helpUri": f"https://cwe.mitre.org/data/definitions/{cwe}.html"}
            for cwe in cwes
        ],
    }


def _invocation(report: Report, kind: Kind, engines: Sequence[EngineRun], results: int) -> Json:
    """What happened (3.20). `executionSuccessful: false` appears in the full file only: GitHub
    takes no results from such a run."""
    failed = [run for run in engines if run.status is Status.FAILED]
    notes = [*report.notifications, *(n for run in engines for n in run.notifications)]
    skipped = [run for run in engines if run.status is Status.SKIPPED]
    notes += [
        Notification(Level.NOTE, "engine-skipped", f"{run.engine} was skipped: {run.reason}")
        for run in skipped
    ]
    if results == MAX_RESULTS:
        words = f"only the {MAX_RESULTS} most severe results are in this file"
        notes.append(Notification(Level.WARNING, "results-cut", words))
    invocation: Json = {
        "executionSuccessful": kind not in report.incomplete_kinds,
        "toolExecutionNotifications": [_notification(note) for note in notes],
    }
    if failed:
        invocation["exitCode"] = 3
        invocation["exitCodeDescription"] = "; ".join(
            clean(f"{run.engine} did not finish: {run.reason}") for run in failed
        )
    return invocation


def _notification(note: Notification) -> Json:
    found: Json = {
        "level": note.level,
        "descriptor": {"id": note.id},
        "message": {"text": _message(note.message)},
    }
    if note.uri:
        place: Json = {"artifactLocation": {"uri": _uri(note.uri)}}
        if note.line:
            place["region"] = {"startLine": note.line}
        found["locations"] = [{"physicalLocation": place}]
    return found


def _result(finding: Finding, index: Mapping[str, int], *, full: bool) -> Json:
    """A result (3.27)."""
    result: Json = {
        "ruleId": finding.rule.id,
        "ruleIndex": index[finding.rule.id],
        "level": finding.rule.level,
        "message": {"text": _message(finding.message)},
        "locations": [_location(finding.location)],
        "partialFingerprints": {
            "langflowScan/v1": finding.fingerprint,
            "langflowScanContent/v1": finding.anchor,
            "primaryLocationLineHash": finding.line_hash,
        },
        "properties": {
            "engines": [
                {"engine": detection.engine, "rule": detection.rule_id}
                for detection in finding.detections
            ]
        },
    }
    if finding.flow_fingerprint:
        result["partialFingerprints"]["langflowScanFlow/v1"] = finding.flow_fingerprint
    if finding.members:
        result["properties"]["members"] = list(finding.members)
    if finding.aliases:
        result["properties"]["aliases"] = sorted(finding.aliases)
    if finding.fix:
        result["properties"]["fix"] = clean(finding.fix)
    if finding.edit:
        result["fixes"] = [_fix(finding.location.uri, finding.edit)]
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, **_location(location, related=True)}
            for number, location in enumerate(finding.related[:MAX_RELATED], 1)
        ]
    if finding.path:
        steps = [{"location": _location(step, related=True)} for step in finding.path[:MAX_STEPS]]
        result["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
    if full:
        result["baselineState"] = finding.baseline_state
        result["suppressions"] = [
            {"kind": s.kind, "status": "accepted", "justification": clean(s.justification)}
            for s in finding.suppressions
        ]
    return result


def _fix(uri: str, edit: Edit) -> Json:
    """What may be written instead (3.55 to 3.57)."""
    replacement = {"deletedRegion": _region(edit.region), "insertedContent": {"text": edit.text}}
    change = {"artifactLocation": {"uri": _uri(uri)}, "replacements": [replacement]}
    return {"artifactChanges": [change]}


def _region(region: Region) -> Json:
    return {
        "startLine": region.start_line,
        "startColumn": region.start_column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
    }


def _location(location: Location, *, related: bool = False) -> Json:
    found: Json = {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(location.uri)},
            "region": _region(location.region),
        }
    }
    if location.logical_name:
        found["logicalLocations"] = [{"fullyQualifiedName": clean(location.logical_name)}]
    if related:
        found["message"] = {"text": _message(location.message or "see also")}
    return found


def _uri(path: str) -> str:
    """A relative URI reference, percent-encoded (RFC 3986)."""
    return quote(path, safe="/-._~!$&'()*+,;=@")


def _message(text: str) -> str:
    """Plain text: brackets would be read as links (3.11.6), so they are escaped."""
    return re.sub(r"([\\\[\]])", r"\\\1", clean(text))


def _first_paragraph(rule: Rule) -> str:
    """What the rule does, without markup; the short description where the help has no text."""
    text = re.sub(r"^#.*\n", "", rule.help_markdown.strip(), flags=re.MULTILINE)
    paragraph = text.strip().partition("\n\n")[0]
    return _plain(paragraph).removeprefix("What it does.").strip() or rule.short_description


def _plain(markdown: str) -> str:
    """Markdown with its emphasis taken off, for clients that show plain text."""
    text = re.sub(r"^```.*$\n?|^#+ ", "", clean(markdown), flags=re.MULTILINE)
    return re.sub(r"\*\*|`", "", text).strip()
