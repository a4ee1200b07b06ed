"""Which packages of a lock are not there where the program runs, and why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from scanner.formats.requirements import DEVELOPMENT, is_development_group
from scanner.formats.toml_lock import Origin, Package

_USED = frozenset({"main", "default"})
"""The groups of Poetry and PDM that are always installed."""


def of(packages: Sequence[Package]) -> Mapping[str, str]:
    """The reason in words by name; what is used on Linux, or may be, is not in it.

    Where the lock holds the project itself (uv), by who asks for what; else by the groups that the
    tool wrote.
    """
    roots = [one for one in packages if one.origin is Origin.LOCAL]
    return dict(_by_ways(packages, roots)) if roots else dict(_by_groups(packages))


def _by_groups(packages: Iterable[Package]) -> Iterator[tuple[str, str]]:
    for one in packages:
        if one.groups and not one.groups & _USED and all(map(is_development_group, one.groups)):
            yield one.name, DEVELOPMENT


def _by_ways(packages: Sequence[Package], roots: Sequence[Package]) -> Iterator[tuple[str, str]]:
    asked: dict[str, set[str]] = {}
    foreign: dict[str, dict[str, str]] = {}
    for one in packages:
        if one.origin is not Origin.LOCAL:
            asked.setdefault(one.name, set()).update(one.requires)
            foreign.setdefault(one.name, {}).update(one.elsewhere)
    for name, without in foreign.items():
        asked[name] -= {*without}
    used = _reached((n for r in roots for n in r.requires if n not in _aside_of(r)), asked)
    developing = _reached((n for r in roots for n in r.develops), asked)
    reasons = {n: w for one in packages for n, w in one.elsewhere.items()}
    for name, why in reasons.items():
        asked.setdefault(name, set())
        for below in _reached([name], asked) - used - developing:
            yield below, why
    yield from ((name, DEVELOPMENT) for name in developing - used)


def _aside_of(root: Package) -> frozenset[str]:
    return root.develops | root.elsewhere.keys()


def _reached(start: Iterable[str], asked: Mapping[str, set[str]]) -> set[str]:
    found = set(start)
    waiting = list(found)
    while waiting:
        for name in asked.get(waiting.pop(), ()):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found
