"""LF-DEP-029 script-from-the-network."""

import re
from collections.abc import Iterator
from itertools import islice

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.tree.guards import is_template

_INTERPRETER = r"(?:/bin/|/usr/bin/)?(?:bash|sh|zsh|dash|python3?|perl|node)\b"


_PIPED = re.compile(
    rf"\|\s{{0,200}}(?:sudo\s+(?:-\S{{1,40}}\s+){{0,5}})?(?:env\s+)?(?:\w+=\S{{0,200}}\s+){{0,5}}{_INTERPRETER}"
)


_DOWNLOAD = re.compile(r"\b(?:curl|wget)\b(?:\"[^\"\n]*\"|'[^'\n]*'|[^|;&\"'\n])*$")


_SUBSTITUTED = re.compile(
    r"\b(?:bash|sh|zsh)\s{1,20}(?:-\w{1,10}\s{1,20}){0,3}(?:<\(|\"?\$\()\s{0,20}(?:curl|wget)\b[^)\n]{0,500}\)"
)


_LONGEST = 1_000
"""Characters in front of a pipe in which its download stands."""


_PIPES = 1_000
"""How many pipes of one RUN are looked at."""


@check("LF-DEP-029")
def script_from_the_network(facts: Facts) -> Iterator[Match]:
    """A RUN of a Langflow image that hands a download to an interpreter."""
    images = {build.uri for build in facts.builds if build.runs_langflow}
    for script in facts.scripts:
        if script.source.uri not in images:
            continue
        for start, end in _handed_over(script.text):
            if is_template(script.at(start, end)):
                continue
            message = "the build runs a script as the network delivers it, without looking at it"
            yield Match(message, script.at(start, end, "RUN"))


def _handed_over(text: str) -> Iterator[tuple[int, int]]:
    """Where a download goes straight into an interpreter."""
    for pipe in islice(_PIPED.finditer(text), _PIPES):
        before = max(pipe.start() - _LONGEST, 0)
        download = _DOWNLOAD.search(text[before : pipe.start()])
        if download:
            yield before + download.start(), pipe.end()
    yield from (match.span() for match in _SUBSTITUTED.finditer(text))
