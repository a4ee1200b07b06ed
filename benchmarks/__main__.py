"""Measures scans next to the stock tools: `python -m benchmarks [TREE ...]`.

The trees are made from released wheels, which pip fetches. Each round runs every command once, so
that what else the machine does meets all of them; the medians of the rounds are printed as a
table, with `--write` into docs/performance.md. `--before CHECKOUT` measures another checkout too.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.commands import OURS, ours, stock
from benchmarks.measure import Cost, middle, run
from benchmarks.trees import TREES, build

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- benchmarks -->", "<!-- end of benchmarks -->"
BEFORE = "before"
CACHE = Path("~/.cache/langflow-scan-benchmarks").expanduser()
"""Not below a checkout: what git ignores is no file of a scanned tree."""


def main() -> int:
    """Build, measure, print."""
    options = _parser().parse_args()
    folder = options.folder.resolve()
    trees = build(tuple(options.trees), folder)
    tables = []
    for name, tree in trees.items():
        costs = _rounds(tree, options)
        tables.append("\n".join(_table(name, costs)))
        print(tables[-1], end="\n\n", flush=True)
    if options.write:
        _write("\n\n".join(tables))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("trees", nargs="*", default=["S", "M"], choices=sorted(TREES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=CACHE, help=f"for trees (default: {CACHE})")
    parser.add_argument("--before", type=Path, help="another checkout, with its .venv")
    parser.add_argument("--ours-only", action="store_true", help="without the stock tools")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    return parser


def _rounds(tree: Path, options: argparse.Namespace) -> dict[str, Cost]:
    """The median cost of each command, by its name."""
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as name:
        work = Path(name)
        commands = {OURS: ours(tree, work)}
        if options.before:
            commands[BEFORE] = ours(tree, work, options.before.resolve())
        if not options.ours_only:
            commands |= stock(tree, work)
        costs: dict[str, list[Cost]] = {name: [] for name in commands}
        for number in range(options.rounds):
            for command in commands:
                costs[command].append(run(commands[command], work))
            print(f"round {number + 1} of {options.rounds}", file=sys.stderr, flush=True)
    return {command: middle(all_) for command, all_ in costs.items()}


def _table(name: str, costs: Mapping[str, Cost]) -> Iterator[str]:
    """The rows of one tree; ratios are ours over the other."""
    mine = costs[OURS]
    yield f"**{name}**: {TREES[name][0]}"
    yield ""
    yield "| command | CPU s | wall s | largest process MB | all MB | CPU ratio | wall ratio |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for command, cost in costs.items():
        yield _row(command, cost, mine)
    others = [cost for command, cost in costs.items() if command not in (OURS, BEFORE)]
    if others:
        cpu, wall = sum(o.cpu for o in others), sum(o.wall for o in others)
        most = max(o.largest for o in others), max(o.together for o in others)
        yield _row("the four in sequence", Cost(cpu, wall, *most), mine)


def _row(command: str, cost: Cost, mine: Cost) -> str:
    figures = f"{cost.cpu:.1f} | {cost.wall:.1f} | {cost.largest:.0f} | {cost.together:.0f}"
    return f"| {command} | {figures} | {mine.cpu / cost.cpu:.2f} | {mine.wall / cost.wall:.2f} |"


def _write(tables: str) -> None:
    text = PAGE.read_text("utf-8")
    between = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    new = between.sub(lambda _: f"{BEGIN}\n\n{tables}\n\n{END}", text)
    PAGE.write_text(new, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
