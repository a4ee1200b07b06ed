"""A severity from a record's own words, for what no source has a score of.

The words and their scores are `rulesets/knowledge/severity_words.yml`; docs/dependencies.md says
how often an estimate is right. It is said to be one wherever it is shown.
"""

import re
from functools import cache

import msgspec

from scanner import rules
from scanner.dependencies.osv import Vulnerability

FILE = "knowledge/severity_words.yml"
OTHERS = -1
"""The row of what no pattern knows."""
MAX_TEXT = 4000


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: str
    score: float


@cache
def _rows() -> tuple[tuple[re.Pattern[str], float], ...]:
    listed = rules.read_yaml(FILE, tuple[_Row, ...])
    return tuple((re.compile(row.words), row.score) for row in listed)


def row_of(vulnerability: Vulnerability) -> int:
    """The number of the first row that fits: the summary is asked first, then the details."""
    best = vulnerability.best
    for text in (best.summary, best.details[:MAX_TEXT]):
        lower = text.lower()
        found = next((n for n, (words, _) in enumerate(_rows()) if words.search(lower)), None)
        if found is not None:
            return found
    return OTHERS


def estimate(vulnerability: Vulnerability) -> float | None:
    """The score that such words most often have; None where they say nothing."""
    row = row_of(vulnerability)
    return None if row == OTHERS else _rows()[row][1]
