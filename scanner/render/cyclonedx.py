"""The packages and flows of the tree as a CycloneDX 1.6 bill of materials in JSON.

Written with cyclonedx-python-lib. Vulnerabilities are in it; what the configuration accepts is kept
with an analysis (VEX), so that a reader of the bill knows that it was seen. The same report gives
the same bytes: no time, and a serial number that is made from the content
(https://cyclonedx.org/docs/1.6/json/).
"""

import json
import uuid
from collections.abc import Iterable, Mapping
from decimal import Decimal

from cyclonedx.model import XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.component_evidence import ComponentEvidence, Occurrence
from cyclonedx.model.impact_analysis import (
    ImpactAnalysisJustification,
    ImpactAnalysisResponse,
    ImpactAnalysisState,
)
from cyclonedx.model.vulnerability import (
    BomTarget,
    Vulnerability,
    VulnerabilityAnalysis,
    VulnerabilityRating,
    VulnerabilityReference,
    VulnerabilityScoreSource,
    VulnerabilitySeverity,
    VulnerabilitySource,
)
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from scanner.model.finding import Suppression
from scanner.model.package import KnownVulnerability, Package
from scanner.model.report import Report
from scanner.model.rule import Severity
from scanner.render import cyclonedx_flows

_NAMESPACE = uuid.UUID("6f0f2c2e-6a0b-5a53-9f0c-6e1f6c1c0a55")
"""Of our serial numbers (RFC 9562, version 5); drawn once."""
_SEVERITIES = {
    Severity.CRITICAL: VulnerabilitySeverity.CRITICAL,
    Severity.HIGH: VulnerabilitySeverity.HIGH,
    Severity.MEDIUM: VulnerabilitySeverity.MEDIUM,
    Severity.LOW: VulnerabilitySeverity.LOW,
    Severity.NONE: VulnerabilitySeverity.NONE,
}

_Part = tuple[str, str, str]
"""Type, name and version of a package URL."""


def render(report: Report) -> str:
    """The bill's text."""
    parts: dict[_Part, list[Package]] = {}
    for run in report.runs:
        for one in run.components:
            parts.setdefault((one.type, one.name, one.version), []).append(one)
    accepted = _accepted(report)
    bom = Bom(components=[_component(part, places) for part, places in sorted(parts.items())])
    bom.vulnerabilities.update(_vulnerabilities(parts, accepted))
    by_ref = {component.bom_ref.value: component for component in bom.components}
    for part, places in parts.items():
        below = {_purl(name) for place in places for name in _asked(place, parts)}
        asked = [by_ref[ref] for ref in sorted(below) if ref in by_ref]
        bom.register_dependency(by_ref[_purl(part)], asked)
    cyclonedx_flows.add(bom, report)
    tool = Component(name="langflow-scan", version=report.version, type=ComponentType.APPLICATION)
    bom.metadata.tools.components.add(tool)
    bom.metadata.component = Component(
        name=report.repository or "repository",
        version=report.commit or None,
        type=ComponentType.APPLICATION,
        bom_ref="repository",
    )
    _hang_below(bom, bom.metadata.component)
    return _stable(JsonV1Dot6(bom).output_as_string())


def _hang_below(bom: Bom, root: Component) -> None:
    """Let the repository need whatever nothing else in the bill needs."""
    needed = {below.ref for one in bom.dependencies for below in one.dependencies}
    bom.register_dependency(root, [one for one in bom.components if one.bom_ref not in needed])


def _stable(text: str) -> str:
    """Without the time, and with a serial number that only the content decides."""
    document = json.loads(text)
    del document["metadata"]["timestamp"]
    for component in document.get("components", []):
        component["evidence"]["occurrences"].sort(key=lambda one: (one["location"], one["line"]))
    document["serialNumber"] = ""
    content = json.dumps(document, sort_keys=True)
    document["serialNumber"] = f"urn:uuid:{uuid.uuid5(_NAMESPACE, content)}"
    return json.dumps(document, indent=2, sort_keys=True) + "\n"


def _purl(part: _Part) -> str:
    return _url(part).to_string()


def _url(part: _Part) -> PackageURL:
    """An image's registry and account are the namespace (purl-spec, type `docker`)."""
    kind, name, version = part
    namespace, _, last = name.rpartition("/") if kind == "docker" else ("", "", name)
    return PackageURL(kind, namespace or None, last, version)


def _component(part: _Part, places: Iterable[Package]) -> Component:
    occurrences = [
        Occurrence(location=place.location.uri, line=place.location.region.start_line)
        for place in places
    ]
    return Component(
        name=part[1],
        version=part[2],
        type=ComponentType.CONTAINER if part[0] == "docker" else ComponentType.LIBRARY,
        purl=_url(part),
        bom_ref=_purl(part),
        evidence=ComponentEvidence(occurrences=occurrences),
    )


def _asked(one: Package, parts: Mapping[_Part, list[Package]]) -> Iterable[_Part]:
    """What it asks for, at the versions that the same file locks."""
    wanted = {*one.requires}
    if not wanted:
        return ()
    return (
        part
        for part, places in parts.items()
        if part[1] in wanted and any(p.location.uri == one.location.uri for p in places)
    )


def _accepted(report: Report) -> Mapping[tuple[str, str], Suppression]:
    """The first suppression of a vulnerability of a component, by package URL and id."""
    return {
        (finding.location.logical_name, alias): finding.suppressions[0]
        for finding in report.findings
        if finding.suppressions
        for alias in {finding.rule.id, *finding.aliases}
    }


def _vulnerabilities(
    parts: Mapping[_Part, list[Package]], accepted: Mapping[tuple[str, str], Suppression]
) -> Iterable[Vulnerability]:
    """One for each vulnerability of each component: an analysis is about one component."""
    for part, places in sorted(parts.items()):
        reference = f"pkg:{part[0]}/{part[1]}@{part[2]}"
        for known in {one.id: one for place in places for one in place.vulnerabilities}.values():
            analysis = _analysis(known, accepted.get((reference, known.id)))
            yield _vulnerability(known, _purl(part), analysis)


def _vulnerability(
    known: KnownVulnerability, target: str, analysis: VulnerabilityAnalysis | None
) -> Vulnerability:
    rating = VulnerabilityRating(severity=VulnerabilitySeverity.UNKNOWN)
    if known.score is not None:
        rating = VulnerabilityRating(
            score=Decimal(str(known.score)),
            severity=_SEVERITIES[Severity.of(known.score)],
            method=VulnerabilityScoreSource.OTHER,
        )
    source = VulnerabilitySource(name="OSV", url=XsUri(known.url))
    return Vulnerability(
        bom_ref=f"{known.id} in {target}",
        id=known.id,
        source=source,
        references=[VulnerabilityReference(id=one, source=source) for one in known.aliases],
        ratings=[rating],
        cwes=known.cwe,
        description=known.summary,
        recommendation=f"Upgrade to {known.fixed_in} or later" if known.fixed_in else None,
        affects=[BomTarget(ref=target)],
        analysis=analysis,
    )


def _analysis(
    known: KnownVulnerability, accepted: Suppression | None
) -> VulnerabilityAnalysis | None:
    """What is known of it here: not in the code, or accepted with a reason; else nothing."""
    if known.absent:
        return VulnerabilityAnalysis(
            state=ImpactAnalysisState.NOT_AFFECTED,
            justification=ImpactAnalysisJustification.CODE_NOT_PRESENT,
            detail="the code is in a distribution of its own, which is past it",
        )
    if accepted is None:
        return None
    return VulnerabilityAnalysis(
        state=ImpactAnalysisState.EXPLOITABLE,
        responses=[ImpactAnalysisResponse.WILL_NOT_FIX],
        detail=accepted.justification,
    )
