"""Whether the repository's own settings and flows open the way to a vulnerability.

A record of our pack says what its exploit needs (`database_specific.reachability`): settings
(`LANGFLOW_AUTO_LOGIN=true|unset`), component types and public flows. Where deployments or flows
of the tree have that, a finding says so. That nothing matches proves nothing, and is not said.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from scanner.dependencies.advisories import Vulnerability
from scanner.deployments.model import Deployment
from scanner.deployments.read import deployments
from scanner.flows.read import Flow, flows
from scanner.model.place import Location
from scanner.tree.guards import is_template
from scanner.tree.source import Tree
from scanner.tree.text import printable

_NEEDLE = re.compile(r"(?P<name>LANGFLOW_\w+)(?:=(?P<value>[^|]*)(?P<unset>\|unset)?)?")
_SHORT = re.compile(r"len\((?P<name>LANGFLOW_\w+)\)<(?P<length>\d+)")
_PUBLIC = "public-flow"
MAX_SHOWN = 3
"""Vulnerabilities whose ways one message names."""


@dataclass(frozen=True, slots=True)
class Way:
    """What opens the way, where."""

    what: str
    """Without any value but the one that the record names: `LANGFLOW_AUTO_LOGIN=true`."""
    location: Location


@dataclass(frozen=True)
class Surroundings:
    """The deployments and flows of a tree, as far as the needles ask for them."""

    units: tuple[Deployment, ...]
    by_type: Mapping[str, Location]
    """One place of each component type of the flows, and of a public flow."""

    @cached_property
    def asked(self) -> "dict[str, tuple[Way, ...]]":
        """The ways of the vulnerabilities that were asked for, by id."""
        return {}

    def ways(self, vulnerability: Vulnerability) -> tuple[Way, ...]:
        """Everything that a record asks for, or nothing where a part of it is not here."""
        for record in vulnerability.records:
            needs = record.database_specific.get("reachability")
            if isinstance(needs, dict):
                found = self._met(_texts(needs.get("config")), _texts(needs.get("flow")))
                if found:
                    return found
        return ()

    def _met(self, config: Sequence[str], flow: Sequence[str]) -> tuple[Way, ...]:
        components = [Way(f"component {n}", self.by_type[n]) for n in flow if n in self.by_type]
        if flow and not components:
            return ()
        if not config:
            return tuple(components[:1])
        for unit in self.units:
            settings = [_held(unit, needle) for needle in config]
            if all(settings):
                return (*(way for way in settings if way), *components[:1])
        return ()


def surroundings(tree: Tree) -> Surroundings:
    """What the tree deploys, documentation and files to copy from left out.

    Files that cannot be read are named by the engine that judges them.
    """
    units = (unit for unit in deployments(tree).units if not is_template(unit.location))
    return Surroundings(
        tuple(unit for unit in units if not unit.is_frontend),
        dict(_types(flows(tree).flows)),
    )


def _types(found: Sequence[Flow]) -> Iterator[tuple[str, Location]]:
    seen: set[str] = set()
    for flow in found:
        for component in flow.components:
            if component.type and component.type not in seen:
                seen.add(component.type)
                yield component.type, flow.at(component.anchor, component.id)
        access = flow.setting("access_type")
        if access is not None and access.text.upper() == "PUBLIC" and _PUBLIC not in seen:
            seen.add(_PUBLIC)
            yield _PUBLIC, flow.at(access)


def _held(unit: Deployment, needle: str) -> Way | None:
    """Where a deployment has what one needle says; None for a needle that is of another form."""
    if short := _SHORT.fullmatch(needle):
        given = unit.explicit(short["name"])
        if given is None or not given.value or len(given.value) >= int(short["length"]):
            return None
        words = f"{short['name']} of fewer than {short['length']} characters"
        return Way(words, given.location)
    found = _NEEDLE.fullmatch(needle)
    if found is None or found["value"] == "default":
        return None
    effective = unit.effective(found["name"])
    if effective is not None and not effective.is_default:
        if found["value"] is None:
            return Way(f"{found['name']} is set", effective.location)
        is_same = _same(effective.value, found["value"])
        return Way(f"{found['name']}={found['value']}", effective.location) if is_same else None
    if found["unset"] and unit.is_langflow and unit.complete:
        return Way(f"{found['name']} is unset", unit.version_location)
    return None


_TRUE, _FALSE = frozenset({"true", "1", "yes", "on"}), frozenset({"false", "0", "no", "off"})


def _same(value: str | None, wanted: str) -> bool:
    if value is None:
        return False
    bare = value.strip().strip("\"'").lower()
    return any({bare, wanted} <= words for words in (_TRUE, _FALSE)) or bare == wanted


def _texts(value: object) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def opened(
    surrounding: Surroundings, found: Iterable[Vulnerability]
) -> tuple[tuple[Vulnerability, tuple[Way, ...]], ...]:
    """The vulnerabilities to which the tree opens the way, the exploited ones first."""
    ordered = sorted(found, key=lambda one: (not one.kev_date, one.id))
    asked = surrounding.asked
    for one in ordered:
        if one.id not in asked:
            asked[one.id] = surrounding.ways(one)
    return tuple((one, asked[one.id]) for one in ordered if asked[one.id])


def told_all(opened_: Sequence[tuple[Vulnerability, Sequence[Way]]]) -> str:
    """The first of them in words, and how many more; the related places have the others."""
    (one, ways), more = opened_[0], len(opened_) - 1
    others = f", and {more} more" if more else ""
    return f"exploitable here: {one.id} by {told(ways[:1])}{others}"


def related_all(
    opened_: Sequence[tuple[Vulnerability, Sequence[Way]]],
) -> tuple[Location, ...]:
    """The ways of the first of them as related locations, each once."""
    places = (place for _, ways in opened_[:MAX_SHOWN] for place in related(ways))
    return tuple(dict.fromkeys(places))


def told(ways: Sequence[Way]) -> str:
    """The ways in words, each with its place."""
    return ", ".join(
        f"{way.what} ({printable(way.location.uri)}:{way.location.region.start_line})"
        for way in ways
    )


def related(ways: Sequence[Way]) -> tuple[Location, ...]:
    """The ways as related locations."""
    return tuple(replace(way.location, message=f"{way.what} opens the way") for way in ways)
