"""LF-CI-005 token-may-write-everything."""

from collections.abc import Iterator

from scanner.checks.ci._actions import is_foreign
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check


@check("LF-CI-005")
def token_may_write_everything(facts: Facts) -> Iterator[Match]:
    """`permissions: write-all`, which every step and action of the job works with."""
    for workflow in facts.workflows:
        steps = [step for job in workflow.jobs for step in job.steps]
        foreign = next((step for step in steps if is_foreign(step)), None)
        for place in workflow.write_all:
            if foreign is None:
                message = "every step may change code, releases and settings of this repository"
                yield Match(message, place, "own")
                continue
            message = (
                f"{foreign.uses} may change code, releases and settings of this repository, and "
                "whoever moves its tag decides what it does"
            )
            yield Match(message, place, related=(foreign.location,))
