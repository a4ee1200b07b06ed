"""Findings and rules that are easy to make."""

from scanner.model import Detection, Finding, Kind, Location, Precision, Region, Rule


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
