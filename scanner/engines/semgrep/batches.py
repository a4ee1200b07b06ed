"""The files dealt out to processes of semgrep, and what these say as one report."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scanner.code.units import CodeUnit
from scanner.engines.semgrep.report import Output, Paths, Result, Times

UNCONDITIONAL = 4
"""What the rules without necessary words cost next to one that has them: semgrep knows most of
their words itself."""
BATCH_COST = 4_000_000
"""Under this cost a second process takes longer to start than it saves: about two seconds."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A unit as semgrep is given it, and the folder that selects its rules."""

    unit: CodeUnit
    folder: str

    @property
    def cost(self) -> int:
        """How long it takes next to others: by its size, and by the rules that may match in it."""
        return len(self.unit.code) * (UNCONDITIONAL + self.folder.count("_"))


def batched(files: Sequence[Staged], jobs: int) -> list[list[Staged]]:
    """The files dealt out by cost, the most expensive first, to the batch that has least."""
    count = max(1, min(jobs, sum(file.cost for file in files) // BATCH_COST, len(files)))
    batches: list[list[Staged]] = [[] for _ in range(count)]
    costs = [0] * count
    for file in sorted(files, key=lambda file: (-file.cost, file.unit.name)):
        least = costs.index(min(costs))
        batches[least].append(file)
        costs[least] += file.cost
    return batches


def joined(outputs: Iterable[Output]) -> Output:
    """Several reports as one, in an order that no batch decides."""
    parts = list(outputs)
    results = [result for part in parts for result in part.results]
    return Output(
        results=tuple(sorted(results, key=Result.order)),
        errors=tuple(problem for part in parts for problem in part.errors),
        paths=Paths(tuple(path for part in parts for path in part.paths.scanned)),
        time=Times(tuple(each for part in parts for each in part.time.fixpoint_timeouts)),
        skipped_rules=tuple(rule for part in parts for rule in part.skipped_rules),
    )
