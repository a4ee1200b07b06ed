"""LF-GOV-001 flows-without-owners."""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.checks.repository import FIRST_PLACE
from scanner.model.place import Location
from scanner.tree.guards import is_test

_OWNERS = ("CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")


@check("LF-GOV-001")
def flows_without_owners(facts: Facts) -> Iterator[Match]:
    """Flows that no entry of CODEOWNERS covers."""
    flows = sorted(flow.uri for flow in facts.flows if not is_test(flow.uri))
    if not flows:
        return
    owned = [_bare(pattern) for name in _OWNERS for pattern in _patterns(facts, name)]
    names, globs = {*owned}, [one for one in owned if re.search(r"[*?\[]", one)][:_MAX_GLOBS]
    open_ = [uri for uri in flows if not _is_covered(uri, names, globs)]
    if open_:
        message = (
            f"no entry of CODEOWNERS covers {open_[0]}: a flow is Python that the server runs, "
        )
        message += "and nobody in particular has to review a change to it"
        yield Match(message, Location(open_[0], FIRST_PLACE))


def _patterns(facts: Facts, name: str) -> Iterator[str]:
    source = facts.tree.get(name)
    for line in source.text.splitlines() if source else ():
        words = line.split("#")[0].split()
        if len(words) > 1 and not words[0].startswith("["):
            yield words[0]


_MAX_GLOBS = 500


def _bare(pattern: str) -> str:
    return pattern.strip("/").removesuffix("/**").removesuffix("/*").removeprefix("**/")


def _is_covered(uri: str, names: set[str], globs: Sequence[str]) -> bool:
    """Whether a pattern of CODEOWNERS, read generously, names a file or a folder above it."""
    path = PurePosixPath(uri)
    own = {"", "*", "**", uri, *path.parts, *map(str, path.parents)}
    return bool(names & own) or any(path.match(one) for one in globs)
