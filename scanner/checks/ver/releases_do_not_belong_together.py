"""LF-VER-005 releases-do-not-belong-together."""

from collections.abc import Iterator, Mapping

from packaging.version import Version

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.checks.ver._releases import pinned_release
from scanner.dependencies import family
from scanner.dependencies.pins import Pin, pins


@check("LF-VER-005")
def releases_do_not_belong_together(facts: Facts) -> Iterator[Match]:
    """Langflow's own parts in releases that were never published for each other."""
    by_file: dict[str, dict[str, Pin]] = {}
    for pin in pins(facts.tree).pins:
        if pin.name in family.MEMBERS and pinned_release(pin.version) is not None:
            by_file.setdefault(pin.location.uri, {}).setdefault(pin.name, pin)
    for found in by_file.values():
        yield from _mismatched(found)


def _mismatched(found: Mapping[str, Pin]) -> Iterator[Match]:
    whole = found.get("langflow")
    lines = {"langflow-base": _base_line, "lfx": _lfx_line}
    for name, line in lines.items():
        part = found.get(name)
        if whole is None or part is None:
            continue
        wanted = line(Version(whole.version or "0"))
        has = Version(part.version or "0").release[:2]
        if wanted is not None and has != wanted:
            message = f"{part.asked} is no part of {whole.asked}, which was published with {name} "
            message += f"{wanted[0]}.{wanted[1]}: the code that runs is that of another release"
            yield Match(message, part.location, related=(whole.location,))


def _base_line(version: Version) -> tuple[int, int] | None:
    """The numbers of langflow-base: 0.m for langflow 1.m up to 1.11, the same from 1.12 on."""
    if version < Version("1.1"):
        return None
    return (
        (0, version.minor) if version < Version("1.12.0.dev0") else (version.major, version.minor)
    )


def _lfx_line(version: Version) -> tuple[int, int] | None:
    """The numbers of lfx: 0.1 to 0.4 for langflow 1.6 to 1.9, the same from 1.10 on."""
    if version < Version("1.6.0.dev0"):
        return None
    return (0, version.minor - 5) if version.minor < 10 else (version.major, version.minor)
