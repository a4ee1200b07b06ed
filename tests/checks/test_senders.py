"""Conditions of workflows: which of them let only known senders pass."""

import pytest

from scanner.checks.ci._senders import MAX_LENGTH, lets_only_some_pass

OWN = "github.event.pull_request.head.repo.full_name == github.repository"


@pytest.mark.parametrize(
    "condition",
    [
        OWN,
        f"${{{{ {OWN} }}}}",
        f"github.event_name == 'push' && ({OWN})",
        "github.actor == 'renovate[bot]'",
        "'me' == github.triggering_actor",
        "github.event.comment.author_association == 'OWNER'",
        'contains(fromJSON(\'["OWNER", "MEMBER"]\'), github.event.comment.author_association)',
        "github.event.pull_request.head.repo.fork == false",
        "!github.event.pull_request.head.repo.fork",
        "! github.event.pull_request.head.repo.fork",
        "${{ !(github.event.pull_request.head.repo.fork) }}",
        "github.event.pull_request.head.repo.fork == 'false' && always()",
        "github.event.comment.user.login == 'me' || github.event.comment.user.login == 'you'",
        "contains(github.event.comment.author_association, 'OWNER')",
        "github.event.pull_request.head.repo.id == github.event.pull_request.base.repo.id",
        "github.actor == vars.DEPLOYER",
        "((github.event.sender.login == 'a(b' && true))",
    ],
)
def test_a_known_sender_is_asked_for(condition: str) -> None:
    assert lets_only_some_pass(condition)


@pytest.mark.parametrize(
    "condition",
    [
        "",
        "github.actor != 'dependabot[bot]'",
        "github.event.pull_request.head.repo.fork",
        "github.event.pull_request.head.repo.full_name != github.repository",
        f"{OWN} || github.event_name == 'issue_comment'",
        "contains(github.event.comment.body, 'github.actor == me')",
        "!(github.actor == 'me')",
        "github.event.comment.body == github.actor",
        "startsWith(github.event.issue.title, 'x')",
        f"{OWN} {'x' * MAX_LENGTH}",
        "(" * 300 + OWN,
    ],
)
def test_others_pass_as_well(condition: str) -> None:
    assert not lets_only_some_pass(condition)
