"""Reports for GitLab: of its security dashboard (SAST) and of merge requests (Code Quality).

SAST: security-report-schemas 15.0.7, sast-report-format.json. Code Quality: the subset of Code
Climate's format that GitLab's documentation of `artifacts:reports:codequality` lists.
"""

import hashlib
import json
import re
from typing import Any

from scanner.model.finding import Finding
from scanner.model.report import Report
from scanner.model.rule import Severity
from scanner.render.words import clean

Json = dict[str, Any]

SCHEMA = "15.0.7"
_NAME = "langflow-scan"
_URL = "https://github.com/langflow-scan/langflow-scan"
_UNKNOWN_TIME = "1970-01-01T00:00:00"
"""The format demands times; the same input gives the same bytes, so that none is taken here."""
_SEVERITIES = {
    Severity.CRITICAL: ("Critical", "blocker"),
    Severity.HIGH: ("High", "critical"),
    Severity.MEDIUM: ("Medium", "major"),
    Severity.LOW: ("Low", "minor"),
    Severity.NONE: ("Info", "info"),
}
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


def sast(report: Report) -> str:
    """The open findings for the dashboard; an incomplete scan has the status `failure`."""
    program = {
        "id": _NAME,
        "name": _NAME,
        "version": report.version or "0",
        "vendor": {"name": _NAME},
        "url": _URL,
    }
    found = _TIME.match(report.started)
    started = found.group() if found else _UNKNOWN_TIME
    scan = {
        "analyzer": program,
        "scanner": program,
        "type": "sast",
        "start_time": started,
        "end_time": started,
        "status": "failure" if report.incomplete_kinds else "success",
        "messages": [{"level": "warn", "value": clean(reason)} for reason in report.reasons],
    }
    listed = [_vulnerability(finding) for finding in report.open]
    return _written({"version": SCHEMA, "scan": scan, "vulnerabilities": listed})


def code_quality(report: Report) -> str:
    """The open findings for the merge request's widget."""
    return _written([_issue(finding) for finding in report.open])


def _written(document: object) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _vulnerability(finding: Finding) -> Json:
    rule, region = finding.rule, finding.location.region
    own = {"type": "langflow_scan_rule", "name": rule.id, "value": rule.id}
    if rule.help_uri:
        own["url"] = rule.help_uri
    weaknesses = [
        {
            "type": "cwe",
            "name": f"CWE-{cwe}",
            "value": str(cwe),
            "url": f"https://cwe.mitre.org/data/definitions/{cwe}.html",
        }
        for cwe in rule.cwe
    ]
    advisories = [
        {"type": "cve", "name": alias, "value": alias}
        for alias in sorted({rule.id, *finding.aliases})
        if alias.startswith("CVE-")
    ]
    made: Json = {
        "id": _digest(finding),
        "name": clean(rule.short_description)[:255],
        "description": clean(finding.message),
        "severity": _SEVERITIES[finding.severity][0],
        "identifiers": [own, *weaknesses, *advisories],
        "location": {
            "file": finding.location.uri,
            "start_line": region.start_line,
            "end_line": region.end_line,
        },
    }
    if finding.fix:
        made["solution"] = f"write: {clean(finding.fix)}"
    return made


def _issue(finding: Finding) -> Json:
    return {
        "description": f"{finding.rule.id}: {clean(finding.message)}",
        "check_name": finding.rule.id,
        "fingerprint": _digest(finding),
        "severity": _SEVERITIES[finding.severity][1],
        "location": {
            "path": finding.location.uri,
            "lines": {"begin": finding.location.region.start_line},
        },
    }


def _digest(finding: Finding) -> str:
    """What a finding is known by from one commit to the next."""
    return hashlib.sha256(f"{finding.rule.id}\n{finding.fingerprint}".encode()).hexdigest()
