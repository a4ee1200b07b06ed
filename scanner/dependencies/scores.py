"""How bad an advisory is, and the SARIF rule that is made of it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache, lru_cache

import msgspec
from cvss import CVSS2, CVSS3, CVSS4  # type: ignore[import-untyped]
from cvss.exceptions import CVSSError  # type: ignore[import-untyped]

from scanner import rules
from scanner.dependencies.advisories import Record, Vulnerability
from scanner.dependencies.estimates import estimate
from scanner.model.rule import Kind, Precision, Rule, Severity
from scanner.tree.text import printable

UNKNOWN = 6.5
"""Medium: an advisory whose severity is not known is never dropped, and said to have none."""
WORDS = {"critical": 9.5, "high": 8.0, "moderate": 5.5, "medium": 5.5, "low": 2.5}
_NEWEST_FIRST = ("CVSS_V4", "CVSS_V3", "CVSS_V2")
VECTORS = "advisories/nvd-severities.jsonl"
_LINKS = 8
_URL = re.compile(r"^https://[!-;=?-~]+$")


class _Vector(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of `nvd-severities.jsonl`; vectors of CVSS 2 have no prefix."""

    id: str
    vector: str
    source: str
    disputed: bool = False


@cache
def _vectors() -> Mapping[str, _Vector]:
    lines = rules.read_bytes(VECTORS).splitlines()
    return {one.id: one for line in lines if (one := rules.decoded(line, _Vector))}


def published(vulnerability: Vulnerability) -> float | None:
    """The highest score of its records (CVSS 4 before 3 before 2 in each), else NVD's, or None."""
    scores = [found for record in vulnerability.records if (found := _of(record)) is not None]
    vectors = (_vectors().get(one) for one in vulnerability.ids)
    scores = scores or [
        found for one in vectors if one and (found := _by_vector(one.vector)) is not None
    ]
    return max(scores, default=None)


def score(vulnerability: Vulnerability) -> float | None:
    """The published score, else the one that its words suggest; None where they suggest none."""
    found = published(vulnerability)
    return estimate(vulnerability) if found is None else found


def is_disputed(vulnerability: Vulnerability) -> bool:
    """Whether the maintainers contest that it is a vulnerability."""
    return any(one in _vectors() and _vectors()[one].disputed for one in vulnerability.ids)


def rank(vulnerability: Vulnerability) -> tuple[bool, float, bool]:
    """What sorts from mild to bad: contested ones first, then the score, then being exploited."""
    found = score(vulnerability)
    grave = UNKNOWN if found is None else found
    return not is_disputed(vulnerability), grave, bool(vulnerability.kev_date)


def in_words(vulnerability: Vulnerability) -> str:
    """Where the score comes from, for whoever reads it."""
    found = published(vulnerability)
    disputed = "; the maintainers dispute it" if is_disputed(vulnerability) else ""
    if found is not None:
        return f"CVSS {found}{disputed}"
    guessed = estimate(vulnerability)
    if guessed is not None:
        return f"estimated as {guessed} from the record's words: the data has no score{disputed}"
    return f"the data has no score: treated as {UNKNOWN}{disputed}"


def worst(vulnerabilities: Iterable[Vulnerability]) -> Vulnerability:
    """The worst of at least one; of equals the first by id."""
    ranked = sorted(vulnerabilities, key=lambda v: v.id)
    return max(ranked, key=rank)


def lead(vulnerabilities: Iterable[Vulnerability]) -> Vulnerability:
    """The one that a group is reported under: of the exploited the one of the gravest band that
    has been exploited longest, so that most tools for it are about; else the worst."""
    listed = list(vulnerabilities)
    exploited = [one for one in listed if one.kev_date]
    if not exploited:
        return worst(listed)
    return min(exploited, key=lambda v: (-Severity.of(score(v) or UNKNOWN), v.kev_date, v.id))


_LOWER = {Severity.CRITICAL: 8.0, Severity.HIGH: 6.0, Severity.MEDIUM: 3.0}
"""The score of a package that is not there where the program runs: one band below its own."""


def aside_rule(vulnerability: Vulnerability) -> Rule:
    """The rule of an advisory where only development, or another system, has the package."""
    whole = rule(vulnerability)
    return replace(
        whole,
        id=f"{whole.id}-aside",
        name=f"{whole.name}-aside",
        security_severity=_LOWER.get(whole.severity, whole.security_severity),
    )


def rule(vulnerability: Vulnerability) -> Rule:
    """The rule of an advisory: the same text wherever it fires."""
    found = score(vulnerability)
    return Rule(
        id=vulnerability.id,
        name=re.sub(r"[^a-z0-9]+", "-", vulnerability.id.lower()).strip("-"),
        kind=Kind.DEPENDENCIES,
        short_description=summary(vulnerability),
        help_markdown=_help(vulnerability),
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
    for name in _NEWEST_FIRST:
        found = _by_vector(vectors[name]) if name in vectors else None
        if found is not None:
            return found
    return WORDS.get(str(record.database_specific.get("severity", "")).lower())


@lru_cache(maxsize=50_000)
def _by_vector(vector: str) -> float | None:
    """The base score of a vector of any CVSS; None for what is none."""
    prefixes = {"CVSS:4": CVSS4, "CVSS:3": CVSS3}
    calculator = prefixes.get(vector[:6], CVSS2)
    try:
        return float(calculator(vector).scores()[0])
    except CVSSError:
        return None


def _help(vulnerability: Vulnerability) -> str:
    best = vulnerability.best
    parts = [f"## What it is\n{_text(best.details or best.summary or vulnerability.id)}"]
    if vulnerability.kev_date:
        parts.append(
            "## Exploited\nCISA lists it among the known exploited vulnerabilities since "
            f"{vulnerability.kev_date}: treat an exposed instance as compromised until checked."
        )
    parts.append(f"## Severity\n{in_words(vulnerability).capitalize()}.")
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
