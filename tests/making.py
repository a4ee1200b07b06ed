"""Findings and rules that are easy to make, and a measure of how cost grows."""

import time
from collections.abc import Callable

from scanner.model.finding import Detection, Finding
from scanner.model.place import Location, Region
from scanner.model.rule import Kind, Precision, Rule


def rule(identifier: str = "py-some-defect", **changes: object) -> Rule:
    values: dict[str, object] = {
        "id": identifier,
        "name": "some-defect",
        "kind": Kind.CODE,
        "short_description": "Something is wrong",
        "help_markdown": "**What it does.** Finds something.\n",
        "security_severity": 8.0,
        "precision": Precision.HIGH,
        "cwe": (78,),
    }
    return Rule(**(values | changes))  # type: ignore[arg-type]


def finding(
    made_of: Rule | None = None,
    *,
    uri: str = "app.py",
    region: tuple[int, int, int, int] = (1, 1, 1, 5),
    engine: str = "bandit",
    native: str = "B602",
    **changes: object,
) -> Finding:
    values: dict[str, object] = {
        "rule": made_of or rule(),
        "message": "Something is wrong here.",
        "location": Location(uri, Region(*region)),
        "detections": (Detection(engine, native),),
    }
    return Finding(**(values | changes))  # type: ignore[arg-type]


def assert_cost_grows_with_size(work: Callable[[int], object], size: int) -> None:
    """Four times the input costs less than ten times as much; quadratic work would cost sixteen."""

    def cost(of: int) -> float:
        runs = []
        for _ in range(3):
            began = time.process_time()
            work(of)
            runs.append(time.process_time() - began)
        return min(runs)

    # A busy machine disturbs one comparison; work that is quadratic fails each of them.
    assert any(cost(4 * size) < 10 * cost(size) for _ in range(4))
