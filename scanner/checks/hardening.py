"""How a server is started and its container confined: LF-DEP-002, LF-DEP-024, 027, 028."""

import re
from collections.abc import Iterator

from scanner.checks.conditions import given, is_near, is_on, literal, runs_at_least, servers
from scanner.checks.match import Facts, Match, check, written
from scanner.deployments import model as langflow
from scanner.deployments.model import Deployment, Form
from scanner.deployments.scripts import scripts
from scanner.errors import ReadError
from scanner.formats import dockerfile
from scanner.formats.positions import Lines
from scanner.model.finding import Location
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
    images = {u.uri for u in facts.units if u.is_langflow and u.form is Form.DOCKERFILE}
    for source in facts.tree.of(FileKind.DOCKERFILE):
        if source.uri not in images:
            continue
        lines = Lines(source.text)
        try:
            instructions = dockerfile.read(source.text)
        except ReadError:
            continue  # named where Dockerfiles are read as deployments
        last = [one for one in instructions if one.name in {"CMD", "ENTRYPOINT"}][-2:]
        for instruction in last:
            what = _what(instruction.text)
            if what:
                region = lines.region(instruction.start, instruction.end)
                message = f"{source.name} builds a server that {what}"
                yield Match(message, Location(source.uri, region, instruction.name))


def _commands(facts: Facts) -> Iterator[Match]:
    """Scripts that start a reloading server for others; for oneself that is what it is for."""
    for script in scripts(facts.tree):
        if "--reload" not in script.text or script.source.kind is FileKind.DOCKERFILE:
            continue
        for command in script.commands:
            text = " ".join(word.text for word in command.words)
            ours = langflow.runs_langflow(text)
            if ours and _OPEN.search(text) and _RELOADS.search(text):
                message = f"{script.source.name} starts a server that {_what(text)}, for everybody"
                yield Match(message, script.place(command, "--reload"))


@check("LF-DEP-002")
def tag_without_digest(facts: Facts) -> Iterator[Match]:
    """A release's tag, which its publisher can move, without the digest of an image."""
    for unit in facts.units:
        image = unit.image
        if image is None or not image.is_langflow or image.digest or not image.certain:
            continue
        if image.version is not None and not is_template(image.location):
            message = f"the tag {image.tag} of {image.repository} may name another image tomorrow"
            fix = f"{image.repository}:{image.tag}@sha256:<digest>"
            yield Match(message, image.location, fix=fix)


_CONFINED = frozenset({Form.COMPOSE, Form.DOCKER_RUN, Form.KUBERNETES})


@check("LF-DEP-024")
def container_not_hardened(facts: Facts) -> Iterator[Match]:
    """A container with the rights of every other one."""
    for unit in facts.units:
        if not unit.is_langflow or unit.form not in _CONFINED or unit.image is None:
            continue
        missing = list(_missing(unit))
        if missing and not is_development(unit.location) and not is_template(unit.location):
            message = f"{unit.name} runs without {', '.join(missing)}"
            yield Match(message, unit.location)


def _missing(unit: Deployment) -> Iterator[str]:
    given_options = {(o.name, o.value.lower().replace("=", ":")) for o in unit.options}
    if not any(n == "security_opt" and v.startswith("no-new-privileges") for n, v in given_options):
        yield "no-new-privileges"
    if ("cap_drop", "all") not in given_options:
        yield "dropped capabilities"
    if ("read_only", "true") not in given_options:
        yield "a read-only root file system"


_FOR_PRODUCTION = re.compile(r"(?:^|[^a-z])prod(?:uction)?(?:[^a-z]|$)", re.IGNORECASE)


@check("LF-DEP-028")
def production_profile_not_used(facts: Facts) -> Iterator[Match]:
    """A deployment for production that starts without the checks of that profile."""
    name = "LANGFLOW_DEPLOYMENT_PROFILE"
    for unit in servers(facts):
        meant = _FOR_PRODUCTION.search(unit.uri) or _FOR_PRODUCTION.search(unit.name)
        setting = unit.explicit(name)
        unknown = setting is not None and not literal(setting)
        if not meant or unknown or not runs_at_least(unit, "1.12.0"):
            continue
        if given(unit, name).lower() != "prod":
            message = (
                f"{unit.name} is for production and starts with the profile for developers, which "
            )
            message += "refuses nothing"
            yield Match(message, unit.location, fix=written(facts, unit.location, name, "prod"))
