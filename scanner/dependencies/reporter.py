"""From judged pins to findings: one a pin, and one for each vulnerability that stands alone."""

import fnmatch
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version

from scanner.dependencies import bill, family, reachability, scores
from scanner.dependencies.advisories import Database, Vulnerability
from scanner.dependencies.paths import Paths
from scanner.dependencies.pins import Origin, Pin, Pins
from scanner.dependencies.reachability import Way
from scanner.dependencies.verdicts import advised, only_vulnerable
from scanner.model.finding import Detection, Finding
from scanner.model.note import Notification
from scanner.model.package import Package
from scanner.model.rule import Level, Rule
from scanner.settings import Settings
from scanner.tree.source import Tree
from scanner.tree.text import printable

RANGE, MUTABLE = "dep-range-allows-vulnerable", "dep-mutable-source"
UNPINNED = "dep-not-pinned"
MAX_NAMES = 20
"""Packages that one message names."""

Found = Sequence[Vulnerability]
Outcome = Finding | Notification | Package


@dataclass(frozen=True)
class Reporter:
    """Writes findings, with what the rest of the tree says about them."""

    tree: Tree
    pins: Pins
    database: Database
    settings: Settings
    rules: Mapping[str, Rule]
    """Those that are about no advisory, by id."""

    def exact(self, judged: Mapping[tuple[str, str], Found]) -> Iterator[Outcome]:
        """Everything about exact pins; Langflow's packages of one file are judged together."""
        pins = [pin for pin in self.pins.pins if _key(pin) in judged]
        settled = family.settle(pins, judged)
        for pin in pins:
            yield from settled.notes.get(pin, ())
            found = settled.found.get(pin, judged[_key(pin)])
            yield from self._report(pin, Version(pin.version or ""), found, settled)
            yield from self._yanked(pin)
            yield self.component(pin, judged[_key(pin)], settled.absent.get(pin, ()))

    def component(self, pin: Pin, found: Found, absent: Found = ()) -> Package:
        """The pin as a part of the bill of materials, with all that it has."""
        package, version = _key(pin)
        graph = self.pins.graphs.get(pin.location.uri)
        known = bill.known(found, package, Version(version), absent)
        requires = graph.requires.get(pin.name, ()) if graph else ()
        return Package(pin.name, version, pin.location, known, requires)

    def ranges(self, pins: Iterable[Pin]) -> Iterator[Outcome]:
        """Everything about ranges: only vulnerable, or vulnerable at the lowest end."""
        for pin in pins:
            package = family.judged_as(pin.name)
            verdict = only_vulnerable(self.database, package, pin.specifier)
            if verdict:
                allowing = " allows only vulnerable releases"
                allowing += (
                    f"; the newest, {verdict.newest}," if verdict.is_published else "; the newest"
                )
                none = family.Settled({}, {}, {}, {})
                yield from self._report(pin, verdict.newest, verdict.found, none, allowing)
            elif not family.is_member(pin.name):
                yield from self._lowest(pin)

    def _lowest(self, pin: Pin) -> Iterator[Finding]:
        low = _lower_bound(pin.specifier)
        found = self.database.of(pin.name, low) if low else ()
        if low is None or not found:
            return
        worst = scores.worst(found)
        clean = advised(self.database, pin.name, low)
        words = f"{pin.asked} allows {low}, which has {_counted(found)}, {_the_worst(found)}"
        words += "; no lock says which version is installed"
        words += f": raise the lower bound to {clean}" if clean else ""
        yield Finding(
            rule=self.rules[RANGE],
            message=words,
            location=pin.location,
            detections=(Detection("pip-audit", worst.id),),
        )

    def mutable(self) -> Iterator[Finding]:
        """Requirements whose content somebody else may change."""
        for name, location in self.pins.mutable:
            words = f"{name or 'This requirement'} comes from a place whose content may change"
            words += " without a trace here: name a full commit or a hash, or use a release"
            rule = self.rules[MUTABLE]
            yield Finding(rule, words, location, (Detection("pip-audit", rule.id),))

    def unpinned(self, pins: Sequence[Pin]) -> Iterator[Finding | Notification]:
        """One word a file on packages that were not judged because they name no version."""
        by_file: dict[str, list[Pin]] = {}
        for pin in pins:
            by_file.setdefault(pin.location.uri, []).append(pin)
        for uri, listed in by_file.items():
            asked = list(dict.fromkeys(pin.asked for pin in listed))
            rest = f" and {len(asked) - MAX_NAMES} more" if len(asked) > MAX_NAMES else ""
            names = printable(", ".join(asked[:MAX_NAMES])) + rest
            words = f"{printable(uri)}: {names} not audited: no exact version; pin or lock it"
            yield Notification(Level.NOTE, "package-not-pinned", words, printable(uri))
            others = [pin for pin in listed if not family.is_member(pin.name)]
            if self.settings.profile == "audit" and others:
                rule = self.rules[UNPINNED]
                words = f"No exact version and no lock: {names}"
                place = others[0].location
                yield Finding(rule, words, place, (Detection("pip-audit", rule.id),))

    def _report(
        self,
        pin: Pin,
        version: Version,
        found: Found,
        settled: "family.Settled",
        allowing: str = "",
    ) -> Iterator[Finding]:
        """All of a pin as one alert, because one update ends it; the ignored ones alone.

        A group must not vanish because its worst member is accepted.
        """
        every = sorted(found, key=lambda one: one.id)
        accepted = [one for one in every if self._is_ignored(one, pin)]
        open_ = [one for one in every if one not in accepted]
        told = f"{pin.asked}{_as_fork(pin)}{allowing}"
        advice = self._advice(pin, version)
        for one in accepted:
            words = f"{told} has {one.id}: {advice}. {scores.summary(one)}"
            yield self._finding(pin, version, (one,), words, settled)
        if open_:
            least = "at least " if settled.is_partial(pin) else ""
            number = f"{least}{_counted(open_, 'more ' if accepted else '')}"
            words = f"{told} has {number}{_exploited(open_)}: {advice}. {_worst_in_words(open_)}"
            yield self._finding(pin, version, open_, words, settled)

    def _advice(self, pin: Pin, version: Version) -> str:
        """What to do, in few words: one version, which is also the one of `fix`."""
        package = family.judged_as(pin.name)
        clean = advised(self.database, package, version)
        if clean is None:
            return "no release without one is known, so replace the package or isolate it"
        major = ", a major change" if clean.release[:1] != version.release[:1] else ""
        return f"upgrade to {clean}{major}"

    def _finding(
        self,
        pin: Pin,
        version: Version,
        group: Found,
        message: str,
        settled: "family.Settled",
    ) -> Finding:
        worst = scores.lead(group)
        clean = advised(self.database, family.judged_as(pin.name), version)
        open_ = self._opened(group)
        direct = self._paths.direct(pin)
        steps = self._paths.of(pin)
        parts = [message]
        if scores.published(worst) is None or scores.is_disputed(worst):
            parts.append(scores.in_words(worst))
        if pin.aside:
            parts.append(f"{pin.aside}, so it is graded lower")
        if len(steps) > 1:
            parts.append(f"required by {' > '.join(steps[:-1])}")
        if open_:
            parts.append(reachability.told_all(open_))
        related = (
            *((direct,) if direct else ()),
            *settled.related(pin, group),
            *reachability.related_all(open_),
        )
        return Finding(
            rule=scores.aside_rule(worst) if pin.aside else scores.rule(worst),
            message="; ".join(parts),
            location=pin.location,
            detections=(Detection("pip-audit", worst.id),),
            related=tuple(dict.fromkeys(related)),
            aliases=frozenset(worst.ids),
            members=tuple(sorted(one.id for one in group if one is not worst)),
            package_file=_FILES.get(pin.origin, ""),
            fix=f"{pin.written}=={clean}" if clean and pin.written else "",
            fixed_in=bill.fixed_in(worst, family.judged_as(pin.name), version),
        )

    def _opened(self, group: Found) -> tuple[tuple[Vulnerability, tuple[Way, ...]], ...]:
        ours = [one for one in group if one.packages & {*family.MEMBERS}]
        return reachability.opened(self._surroundings, ours) if ours else ()

    @cached_property
    def _surroundings(self) -> reachability.Surroundings:
        return reachability.surroundings(self.tree)

    @cached_property
    def _paths(self) -> Paths:
        return Paths(self.pins)

    def _yanked(self, pin: Pin) -> Iterator[Notification]:
        package = family.judged_as(pin.name)
        if Version(pin.version or "") in self.database.yanked.get(package, frozenset()):
            line = pin.location.region.start_line
            words = f"{printable(pin.location.uri)}:{line} {pin.asked} was yanked by its publisher;"
            words += " choose another release"
            uri = printable(pin.location.uri)
            yield Notification(Level.NOTE, "release-yanked", words, uri, line)

    def _is_ignored(self, one: Vulnerability, pin: Pin) -> bool:
        """Whether an entry of the configuration accepts it here; policy then marks the finding."""
        return any(
            entry.id in one.ids
            and (not entry.path or fnmatch.fnmatchcase(pin.location.uri, entry.path))
            and entry.node in pin.location.logical_name
            and (entry.expires is None or entry.expires >= self.settings.today)
            for entry in self.settings.ignore
        )


_FILES: Mapping[Origin, Literal["manifest", "lock"]] = {
    Origin.MANIFEST: "manifest",
    Origin.LOCK: "lock",
}


def _exploited(found: Found) -> str:
    exploited = [one.id for one in found if one.kev_date]
    return f", {len(exploited)} of them exploited in the wild" if exploited else ""


def _worst_in_words(found: Found) -> str:
    """The leading one by its summary, and the ids of the exploited ones."""
    first = scores.lead(found)
    words = f"The worst: {first.id}" if len(found) > 1 else first.id
    words += f": {scores.summary(first)}"
    exploited = sorted(one.id for one in found if one.kev_date and one is not first)
    if first.kev_date:
        words += f" (in CISA's list of exploited ones since {first.kev_date})"
    return f"{words}; also exploited: {', '.join(exploited)}" if exploited else words


def _key(pin: Pin) -> tuple[str, str]:
    return family.judged_as(pin.name), pin.version or ""


def _as_fork(pin: Pin) -> str:
    package = family.judged_as(pin.name)
    return f", judged as {package}, whose code it carries," if package != pin.name else ""


def _counted(found: Found, more: str = "") -> str:
    noun = "vulnerability" if len(found) == 1 else "vulnerabilities"
    return f"{len(found)} {more}known {noun}"


def _the_worst(found: Found) -> str:
    worst = scores.worst(found)
    return worst.id if len(found) == 1 else f"the worst {worst.id}"


def _lower_bound(specifier: str) -> Version | None:
    """The highest of the lower bounds that a range names; None for none."""
    lows = [
        one.version.removesuffix(".*")
        for one in SpecifierSet(specifier)
        if one.operator in {">=", "~="} or (one.operator == "==" and one.version.endswith(".*"))
    ]
    try:
        return max((Version(low) for low in lows), default=None)
    except InvalidVersion:
        return None
