"""LF-DEP-027 development-mode."""

import re
from collections.abc import Iterator

from scanner.checks.conditions import is_near, is_on
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments import model as langflow
from scanner.deployments.model import Form
from scanner.tree.guards import is_development, is_template
from scanner.tree.source import FileKind

_RELOADS = re.compile(r"(?:^|\s|[\"'])--reload(?:=true)?(?=[\s\"',\]]|$)")


_DEBUGS = re.compile(r"\bdebugpy\b[^\n]{0,300}--listen|\b(?:ipdb|pdb|pudb)\b[\"',\s]+\S*langflow")


_PACKAGE = re.compile(r"/site-packages/(?:langflow|lfx)(?:/|$)|^/app/src/(?:backend|lfx)\b")


_OPEN = re.compile(r"(?:--host[\s=\"',]+|--bind[\s=\"',]+)0\.0\.0\.0")


@check("LF-DEP-027")
def development_mode(facts: Facts) -> Iterator[Match]:
    """A server that reloads its code, waits for a debugger, or runs from a mounted source tree."""
    for found in (*_services(facts), *_images(facts), *_commands(facts)):
        if not is_development(found.location) and not is_template(found.location):
            yield found


def _services(facts: Facts) -> Iterator[Match]:
    for unit in facts.units:
        if not unit.is_langflow or unit.form is Form.WORKFLOW:
            continue
        command = " ".join(o.value for o in unit.options if o.name in {"command", "entrypoint"})
        option = unit.option("command") or unit.option("entrypoint")
        what = _what(command)
        if what and option:
            yield Match(f"{unit.name} {what}", option.location)
        switch = unit.explicit("LANGFLOW_DEV")
        if switch and is_on(unit, switch.name) and not is_near(unit, switch, facts):
            message = (
                f"{switch.name} is on: {unit.name} serves its canvas and its errors as developers "
            )
            message += "want them"
            yield Match(message, switch.location)
        for mount in unit.mounts:
            if _PACKAGE.search(mount.target) and mount.source.startswith((".", "/", "~", "$")):
                message = (
                    f"{unit.name} runs Langflow's own code from a folder of the host: whoever "
                )
                message += "may write there changes the server"
                yield Match(message, mount.location)


def _what(command: str) -> str:
    if _DEBUGS.search(command):
        return "waits for a debugger, which executes whatever it is sent"
    return "restarts with whatever code changes" if _RELOADS.search(command) else ""


def _images(facts: Facts) -> Iterator[Match]:
    """The command of an image that runs Langflow."""
    for build in facts.builds:
        if not build.runs_langflow:
            continue
        last = [step for step in build.steps if step.name in {"CMD", "ENTRYPOINT"}][-2:]
        for step in last:
            what = _what(step.arguments)
            if what:
                yield Match(f"{build.name} builds a server that {what}", step.location)


def _commands(facts: Facts) -> Iterator[Match]:
    """Scripts that start a reloading server for others; for oneself that is what it is for."""
    for script in facts.scripts:
        if "--reload" not in script.text or script.source.kind is FileKind.DOCKERFILE:
            continue
        for command in script.commands:
            text = " ".join(word.text for word in command.words)
            ours = langflow.runs_langflow(text)
            if ours and _OPEN.search(text) and _RELOADS.search(text):
                message = f"{script.source.name} starts a server that {_what(text)}, for everyone"
                yield Match(message, script.place(command, "--reload"))
