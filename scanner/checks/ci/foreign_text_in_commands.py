"""LF-CI-007 foreign-text-in-commands."""

import re
from collections.abc import Iterator

from scanner.checks.ci._senders import lets_only_some_pass
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.pipelines.expressions import Expression
from scanner.deployments.pipelines.workflow_model import Job, Step, Workflow

_FORKS = frozenset({"pull_request", "pull_request_review", "pull_request_review_comment"})
"""Events of anyone that run with neither secrets nor a token that may write."""
_TALKS = frozenset({"issues", "issue_comment", "discussion", "discussion_comment"})
_EVENT = r"\bgithub\.event\."
_AUTHOR = r"(?:message|(?:author|committer)\.(?:email|name))\b"
_OF_PULL_REQUEST = re.compile(
    r"\bgithub\.head_ref\b|" + _EVENT + r"pull_request\.(?:title|body|head\.(?:ref|label)"
    r"|head\.repo\.(?:description|homepage|default_branch))\b"
)
_OF_TALK = re.compile(
    _EVENT + r"(?:(?:issue|discussion)\.(?:title|body)|(?:comment|review|review_comment)\.body)\b"
)
_OF_RUN = re.compile(
    _EVENT + r"workflow_run\.(?:head_branch|display_title|head_commit\." + _AUTHOR + ")"
)
_OF_MEMBERS = re.compile(
    _EVENT + r"(?:client_payload\b|(?:head_commit|commits(?:\.\*|\[\d+\]))\." + _AUTHOR + ")"
)
_REF = re.compile(r"\bgithub\.ref_name\b")
_INPUT = re.compile(r"(?:\bgithub\.event\.|(?<![\w.]))inputs\.([\w-]+)")
_EVERYTHING = re.compile(r"\btojson\(\s*github(?:\.event)?\s*\)")
_ONLY_TRUTH = re.compile(
    r"\b(?:contains|startswith|endswith)\s*\([^()]*\)|[\w.*-]+\s*[!=]=\s*(?:'[^']*'|[\w.*-]+)"
    r"|'[^']*'\s*[!=]=\s*[\w.*-]+"
)
"""Parts of an expression that come to true or false."""
_AS_JSON = re.compile(r"\btojson\([^()]*\)")
_WHO = {
    "": "anyone who opens a pull request or an issue, or comments, runs commands with this "
    "repository's token and secrets",
    "fork": "anyone who opens a pull request runs commands of their own on the runner",
    "member": "whoever may start the workflow or push runs commands in it",
}


@check("LF-CI-007")
def foreign_text_in_commands(facts: Facts) -> Iterator[Match]:
    """Text of other people that is a part of the commands; once a step, by its gravest."""
    if not facts.flows and not any(unit.is_langflow for unit in facts.units):
        return
    for workflow in facts.workflows:
        for job in workflow.jobs:
            for step in job.steps:
                yield from _of_step(workflow, job, step)


def _of_step(workflow: Workflow, job: Job, step: Step) -> Iterator[Match]:
    is_known = any(lets_only_some_pass(one) for one in (job.condition, step.condition))
    found: dict[str, list[Expression]] = {}
    for one in step.expressions:
        variant = _variant(workflow, one)
        if variant is not None:
            found.setdefault("member" if is_known else variant, []).append(one)
    for variant, who in _WHO.items():
        if variant in found:
            first, *others = found[variant]
            message = f"${{{{ {first.text} }}}} becomes a part of the commands: {who}"
            yield Match(message, first.location, variant, tuple(one.location for one in others))
            return


def _variant(workflow: Workflow, one: Expression) -> str | None:
    """Who writes the text: anyone (""), anyone without secrets, a member; None for harmless."""
    text = _ONLY_TRUTH.sub("", one.text)
    if one.is_script:  # JSON is a literal of JavaScript
        text = _AS_JSON.sub("", text)
    events = workflow.triggers
    if _OF_RUN.search(text) and "workflow_run" in events:
        return ""
    everything = bool(_EVERYTHING.search(text))
    if everything or _OF_PULL_REQUEST.search(text):
        if "pull_request_target" in events:
            return ""
        if events & {*_FORKS, "workflow_call"}:
            return "fork"
    if everything or _OF_TALK.search(text):
        if events & _TALKS:
            return ""
        if events & {*_FORKS, "workflow_call"}:
            return "fork"
    return "member" if _is_of_member(workflow, text) else None


def _is_of_member(workflow: Workflow, text: str) -> bool:
    """Whether somebody with rights in the repository writes it: a commit, or an input as text."""
    if workflow.triggers & {"push", "repository_dispatch"} and _OF_MEMBERS.search(text):
        return True
    if workflow.triggers & {"push", "create"} and _REF.search(text):
        return True
    given = {match[1] for match in _INPUT.finditer(text)}
    return "workflow_dispatch" in workflow.triggers and bool(given - workflow.plain_inputs)
