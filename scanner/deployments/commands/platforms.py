"""Commands of clouds and hosting platforms that deploy a container or set its variables.

One row a command, from the tools' own references (2026): where it takes the image and variables,
and what makes the result public.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from scanner.deployments import model
from scanner.deployments.assembled import Container
from scanner.deployments.commands.words import Given, Words
from scanner.deployments.model import Exposure, Form, Setting

MAX_PAIRS = 500
"""Variables in one word of a command."""
PUBLIC, INSIDE, UNKNOWN = Exposure.PUBLISHED, Exposure.INTERNAL, Exposure.UNKNOWN


@dataclass(frozen=True)
class PlatformCommand:
    """One command of a platform's tool."""

    verbs: tuple[str, ...]
    """The program and its first words; alternatives with a bar."""
    images: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    """Options that hold `NAME=value`, several in one word or in several words."""
    commas: bool = False
    """Whether a comma parts them."""
    hidden: tuple[str, ...] = ()
    """Options that give variables from a store of secrets."""
    positional_variables: bool = False
    positional_image: bool = False
    exposure: Exposure = UNKNOWN
    """Where no option says otherwise."""
    public: tuple[str, ...] = ()
    """Options, or `option=value`, that open it to everyone."""
    inside: tuple[str, ...] = ()
    """Those that keep it inside."""


COMMANDS: tuple[PlatformCommand, ...] = (
    PlatformCommand(
        ("gcloud", "run|alpha|beta", "deploy|services|run|jobs"),
        images=("--image",),
        variables=("--set-env-vars", "--update-env-vars"),
        commas=True,
        hidden=("--set-secrets", "--update-secrets"),
        exposure=INSIDE,
        public=("--allow-unauthenticated", "--no-invoker-iam-check"),
        inside=("--ingress=internal", "--no-allow-unauthenticated"),
    ),
    PlatformCommand(
        ("gcloud", "compute", "instances", "create-with-container"),
        images=("--container-image",),
        variables=("--container-env",),
        commas=True,
    ),
    PlatformCommand(
        ("az", "container", "create"),
        images=("--image",),
        variables=("--environment-variables", "-e", "--secure-environment-variables"),
        exposure=INSIDE,
        public=("--ip-address=public", "--dns-name-label"),
    ),
    PlatformCommand(
        ("az", "containerapp", "create|up|update|job"),
        images=("--image", "-i"),
        variables=("--env-vars", "--set-env-vars", "--replace-env-vars"),
        exposure=INSIDE,
        public=("--ingress=external",),
    ),
    PlatformCommand(
        ("az", "webapp", "create|config|up"),
        images=(
            "--container-image-name",
            "--deployment-container-image-name",
            "--docker-custom-image-name",
            "-i",
        ),
        variables=("--settings", "--slot-settings"),
        exposure=PUBLIC,
    ),
    PlatformCommand(
        ("fly|flyctl", "launch|deploy"),
        images=("--image", "-i"),
        variables=("--env", "-e"),
        exposure=PUBLIC,
    ),
    PlatformCommand(
        ("fly|flyctl", "machine|machines|m", "run|create"),
        variables=("--env", "-e"),
        positional_image=True,
    ),
    PlatformCommand(
        ("fly|flyctl", "secrets", "set|import"), positional_variables=True, exposure=PUBLIC
    ),
    PlatformCommand(("dokku", "config:set"), positional_variables=True, exposure=PUBLIC),
    PlatformCommand(("eb", "setenv"), positional_variables=True, exposure=PUBLIC),
    PlatformCommand(("heroku", "config:set"), positional_variables=True, exposure=PUBLIC),
    PlatformCommand(("heroku", "config", "set"), positional_variables=True, exposure=PUBLIC),
    PlatformCommand(("railway", "variables|variable|vars", "set"), positional_variables=True),
    PlatformCommand(("railway", "variables|variable|vars"), variables=("--set", "-s")),
    PlatformCommand(("railway", "add"), images=("--image", "-i"), variables=("--variables", "-v")),
    PlatformCommand(
        ("koyeb", "app|apps|service|services|deploy", "init|create|update"),
        images=("--docker",),
        variables=("--env",),
        exposure=PUBLIC,
    ),
    PlatformCommand(
        ("kubectl|oc|k|microk8s.kubectl", "run"),
        images=("--image",),
        variables=("--env",),
        exposure=INSIDE,
    ),
    PlatformCommand(
        ("kubectl|oc|k", "create", "deployment|deploy"), images=("--image",), exposure=INSIDE
    ),
    PlatformCommand(
        ("kubectl|oc|k", "create", "configmap|cm|secret"),
        variables=("--from-literal",),
        exposure=INSIDE,
    ),
    PlatformCommand(
        ("kubectl|oc|k", "set", "env"),
        variables=("--env", "-e"),
        positional_variables=True,
        exposure=INSIDE,
    ),
    PlatformCommand(("kubectl|oc|k", "set", "image"), positional_image=True, exposure=INSIDE),
    PlatformCommand(
        ("oc", "new-app"),
        images=("--image", "--docker-image", "-i"),
        variables=("--env", "-e"),
        positional_variables=True,
        positional_image=True,
        exposure=INSIDE,
    ),
    PlatformCommand(
        ("apptainer|singularity", "run|exec|instance|shell|build|pull"),
        variables=("--env",),
        commas=True,
        positional_image=True,
    ),
    PlatformCommand(
        ("docker|podman|nerdctl", "service", "create|update"),
        images=("--image",),
        variables=("--env", "-e", "--env-add"),
        positional_image=True,
    ),
    PlatformCommand(
        ("doctl|ibmcloud", "apps|ce|code-engine", "create|app|application|update"),
        images=("--image", "-i"),
        variables=("--env", "-e"),
        exposure=PUBLIC,
    ),
    PlatformCommand(
        ("cf", "push"), images=("--docker-image", "-o"), variables=("--var",), exposure=PUBLIC
    ),
    PlatformCommand(("cf", "set-env"), positional_variables=True, exposure=PUBLIC),
)
_SWITCHES = frozenset(
    {
        "--allow-unauthenticated",
        "--no-allow-unauthenticated",
        "--quiet",
        "--stage",
        "--now",
        "--overwrite",
        "--dry-run",
        "--detach",
        "-d",
        "-q",
        "--nv",
        "--writable-tmpfs",
        "--sandbox",
        "--cleanenv",
        "--fakeroot",
        "--skip-deploys",
    }
)
_PAIR = re.compile(r"\s*([A-Za-z_]\w*)=")
_DELIMITED = re.compile(r"\^([^^]{1,5})\^(.*)", re.DOTALL)
_SCHEME = re.compile(r"^(?:docker|oras|docker-daemon)://")
_REFERENCE = re.compile(r"(?:[\w.-]+=)?((?:[\w.-]+(?::\d+)?/)*[\w.-]+(?::[\w.{}$-]+)?(?:@[\w:]+)?)")


def container(words: Words) -> Container | None:
    """What a command deploys or sets; None where it is no such command."""
    found = _command(words)
    if found is None:
        return None
    row, at = found
    given = list(words.options(at, _SWITCHES))
    image = next(_images(words, row, given), None)
    settings = tuple(_settings(words, row, given))
    if image is None and not settings:
        return None
    first = words.words[0]
    return Container(
        name=_name(given) or (image.repository.rpartition("/")[2] if image else "langflow"),
        form=Form.PLATFORM,
        uri=words.script.source.uri,
        place=settings[0].location if settings else words.at(first),
        settings=settings,
        image=image,
        exposure=_exposure(row, given),
    )


def _command(words: Words) -> tuple[PlatformCommand, int] | None:
    program, at = words.program
    if not program:
        return None
    for row in COMMANDS:
        if program not in row.verbs[0].split("|"):
            continue
        end = _behind(words, at, row.verbs[1:])
        if end is not None:
            return row, end
    return None


def _behind(words: Words, at: int, verbs: tuple[str, ...]) -> int | None:
    """The number of the word behind the verbs; options of the program may stand before one."""
    for verb in verbs:
        while at < len(words.words) and words.words[at].text.startswith("-"):
            at += 1 if "=" in words.words[at].text else 2
        if at >= len(words.words) or words.words[at].text not in verb.split("|"):
            return None
        at += 1
    return at


def _images(words: Words, row: PlatformCommand, given: list[Given]) -> Iterator[model.Image]:
    for one in given:
        named = one.name in row.images and one.value
        if named or (row.positional_image and not one.name.startswith("--from")):
            text = words.known(one.word, one.value)
            plain = _SCHEME.sub("", one.value if text is None else text)
            match = _REFERENCE.fullmatch(plain)
            if match is None:
                continue
            reference = match[1] if not named else plain
            place = words.inside(one.word, one.value, reference)
            image = model.image(
                re.sub(r"\$\{?\w*\}?", "", reference), place, certain=text is not None
            )
            if named or image.is_langflow:
                yield image


def _settings(words: Words, row: PlatformCommand, given: list[Given]) -> Iterator[Setting]:
    origin = f"variables of {row.verbs[0].partition('|')[0]}"
    for one in given:
        if one.name in row.hidden:
            for pair in one.value.split(",", MAX_PAIRS)[:MAX_PAIRS]:
                name = pair.partition("=")[0].strip()
                if re.fullmatch(r"[A-Za-z_]\w*", name):
                    yield Setting(name, None, words.inside(one.word, name, name), origin)
            continue
        if one.name in row.variables or (row.positional_variables and _PAIR.match(one.value)):
            for pair in islice(_pairs(one.value, commas=row.commas), MAX_PAIRS):
                setting = words.setting(one.word, pair, origin)
                if setting is not None:
                    yield setting


def _pairs(text: str, *, commas: bool) -> Iterator[str]:
    """The pairs in one word: one, or as many as commas part, or gcloud's own delimiter."""
    own = _DELIMITED.fullmatch(text)
    if own:
        yield from own[2].split(own[1])
    elif commas:
        yield from re.split(r",(?=\s*[A-Za-z_]\w*=)", text)
    elif text:
        yield from re.split(r"\s+(?=[A-Z_][A-Z0-9_]*=)", text)


def _exposure(row: PlatformCommand, given: list[Given]) -> Exposure:
    said = {one.name for one in given} | {f"{one.name}={one.value.lower()}" for one in given}
    if said & {*row.inside}:
        return INSIDE
    return PUBLIC if said & {*row.public} else row.exposure


def _name(given: list[Given]) -> str:
    named = next((one.value for one in given if one.name in {"--name", "-n"} and one.value), "")
    first = next((one.value for one in given if not one.name), "")
    plain = re.fullmatch(r"[\w.-]+", named or first)
    return plain.group() if plain else ""
