"""Says how well the words of advisories tell their severity: `python -m tools.estimate_severity`.

Prints the median of each row of `rulesets/knowledge/severity_words.yml` over the bundled records
with a score, and a table of what was estimated against what is published, ten-fold: the medians of
nine tenths are tried on the tenth.
"""

import statistics
from collections import Counter, defaultdict

from scanner.dependencies import advisories, scores
from scanner.dependencies.advisories import Vulnerability
from scanner.dependencies.estimates import row_of
from scanner.model.rule import Severity

FOLDS = 10


def main() -> None:
    """Print both."""
    known = [
        (one, row_of(one), score)
        for one in advisories.load().vulnerabilities
        if (score := scores.published(one)) is not None
    ]
    by_row: dict[int, list[float]] = defaultdict(list)
    for _, row, score in known:
        by_row[row].append(score)
    for row, found in sorted(by_row.items()):
        print(f"row {row}: {len(found)} records, median {statistics.median(found)}")
    table = Counter(pair for fold in range(FOLDS) for pair in _judged(known, fold))
    print("\npublished as (across), estimated as (down)")
    print(" " * 10 + "".join(f"{band.name.lower():>10}" for band in Severity if band))
    for down in Severity:
        if down:
            row_ = "".join(f"{table[down, across]:>10}" for across in Severity if across)
            print(f"{down.name.lower():>10}{row_}")
    total = sum(table.values())
    near = sum(n for (down, across), n in table.items() if abs(down - across) <= 1)
    critical = sum(n for (_, across), n in table.items() if across is Severity.CRITICAL)
    missed = sum(
        n
        for (down, across), n in table.items()
        if across is Severity.CRITICAL and down < Severity.HIGH
    )
    print(f"\nwithin one band: {near / total:.3f} of {total}")
    print(f"critical ones estimated below high: {missed / critical:.3f} of {critical}")


def _judged(
    known: list[tuple[Vulnerability, int, float]], fold: int
) -> list[tuple[Severity, Severity]]:
    """Estimate and truth of a tenth, by the medians of the rest."""
    rest: dict[int, list[float]] = defaultdict(list)
    for number, (_, row, score) in enumerate(known):
        if number % FOLDS != fold:
            rest[row].append(score)
    medians = {row: statistics.median(found) for row, found in rest.items()}
    return [
        (Severity.of(medians.get(row, scores.UNKNOWN)), Severity.of(score))
        for number, (_, row, score) in enumerate(known)
        if number % FOLDS == fold
    ]


if __name__ == "__main__":
    main()
