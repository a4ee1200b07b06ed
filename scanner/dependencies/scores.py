"""How bad an advisory is, and the SARIF rule that is made of it."""

import re
from collections.abc import Iterable

from cvss import CVSS2, CVSS3, CVSS4  # type: ignore[import-untyped]
from cvss.exceptions import CVSSError  # type: ignore[import-untyped]

from scanner.dependencies.advisories import Record, Vulnerability
from scanner.model.rule import Kind, Precision, Rule
from scanner.tree.text import printable

UNKNOWN = 6.5
"""Medium: an advisory without a severity is never dropped, and said to have none."""
WORDS = {"critical": 9.5, "high": 8.0, "moderate": 5.5, "medium": 5.5, "low": 2.5}
_CALCULATORS = (("CVSS_V4", CVSS4), ("CVSS_V3", CVSS3), ("CVSS_V2", CVSS2))
_LINKS = 8
_URL = re.compile(r"^https://[!-;=?-~]+$")


def score(vulnerability: Vulnerability) -> float | None:
    """The highest score of its records (CVSS 4 before 3 before 2 in each), or None."""
    scores = [found for record in vulnerability.records if (found := _of(record)) is not None]
    return max(scores, default=None)


def rank(vulnerability: Vulnerability) -> tuple[float, bool]:
    """What sorts vulnerabilities from mild to bad: the score, then being exploited."""
    found = score(vulnerability)
    return (UNKNOWN if found is None else found, bool(vulnerability.kev_date))


def worst(vulnerabilities: Iterable[Vulnerability]) -> Vulnerability:
    """The worst of at least one; of equals the first by id."""
    return min(vulnerabilities, key=lambda v: (-rank(v)[0], -rank(v)[1], v.id))


def lead(vulnerabilities: Iterable[Vulnerability]) -> Vulnerability:
    """The one that a group is reported under: the worst of the exploited, else the worst."""
    listed = list(vulnerabilities)
    return worst([one for one in listed if one.kev_date] or listed)


def rule(vulnerability: Vulnerability) -> Rule:
    """The rule of an advisory: the same text wherever it fires."""
    found = score(vulnerability)
    return Rule(
        id=vulnerability.id,
        name=re.sub(r"[^a-z0-9]+", "-", vulnerability.id.lower()).strip("-"),
        kind=Kind.DEPENDENCIES,
        short_description=summary(vulnerability),
        help_markdown=_help(vulnerability, found),
        security_severity=max(UNKNOWN if found is None else found, 0.1),
        precision=Precision.HIGH,
        cwe=_cwe(vulnerability),
        tags=("known-exploited",) if vulnerability.kev_date else (),
        help_uri=_link(vulnerability.id),
    )


def summary(vulnerability: Vulnerability) -> str:
    """One line of at most 200 characters that says what it is."""
    best = vulnerability.best
    text = best.summary or best.details or f"Known vulnerability {vulnerability.id}"
    words = " ".join(printable(text.replace("\n", " ")).split()).rstrip(".")
    return words if len(words) <= 200 else words[:197].rsplit(" ", 1)[0] + " ..."


def _of(record: Record) -> float | None:
    vectors = {severity.type: severity.score for severity in record.severity}
    for name, calculator in _CALCULATORS:
        if name not in vectors:
            continue
        try:
            return float(calculator(vectors[name]).scores()[0])
        except CVSSError:
            continue
    return WORDS.get(str(record.database_specific.get("severity", "")).lower())


def _help(vulnerability: Vulnerability, found: float | None) -> str:
    best = vulnerability.best
    parts = [f"## What it is\n{_text(best.details or best.summary or vulnerability.id)}"]
    if vulnerability.kev_date:
        parts.append(
            "## Exploited\nCISA lists it among the known exploited vulnerabilities since "
            f"{vulnerability.kev_date}: treat an exposed instance as compromised until checked."
        )
    said = f"CVSS {found}" if found is not None else f"none published; taken as {UNKNOWN}"
    parts.append(f"## Severity\n{said}.")
    parts.append(f"## Fix\n{_fixes(vulnerability)}")
    parts.append(f"## Also known as\n{', '.join(vulnerability.ids)}")
    urls = sorted({r.url for record in vulnerability.records for r in record.references})
    links = [_link(vulnerability.id), *(url for url in urls if url.startswith("https://"))][:_LINKS]
    listed = "\n".join(f"- <{url}>" for url in dict.fromkeys(links) if _URL.match(url))
    return "\n\n".join([*parts, f"## References\n{listed}"]) + "\n"


def _text(words: str) -> str:
    """Advisory text as plain Markdown text: no markup, no control characters, bounded."""
    lines = (printable(line) for line in words[:4000].splitlines())
    return "\n".join(re.sub(r"([<>\[\]`|!\\])", r"\\\1", line) for line in lines)


def _fixes(vulnerability: Vulnerability) -> str:
    fixed = [
        f"- {package}: upgrade to {' or '.join(str(v) for v in versions[-4:])} or later"
        for package in sorted(vulnerability.packages)
        if (versions := vulnerability.fixes(package))
    ]
    return "\n".join(fixed) or "No fixed release is known: remove the package or isolate it."


def _cwe(vulnerability: Vulnerability) -> tuple[int, ...]:
    """CWE numbers of its records; 1395 (vulnerable third-party component) where none is given."""
    listed = (r.database_specific.get("cwe_ids", ()) for r in vulnerability.records)
    found = {int(m.group(1)) for ids in listed for i in ids if (m := re.search(r"(\d+)", str(i)))}
    return tuple(sorted(found)) or (1395,)


def _link(identifier: str) -> str:
    if identifier.startswith("CVE-"):
        return f"https://nvd.nist.gov/vuln/detail/{identifier}"
    if identifier.startswith("GHSA-"):
        return f"https://github.com/advisories/{identifier}"
    return f"https://osv.dev/vulnerability/{identifier}"
