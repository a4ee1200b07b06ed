"""`docker run` and its like as deployments."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from scanner.deployments import model, server_command
from scanner.deployments.commands.words import VARIABLE, Words
from scanner.deployments.images.docker_run import Options, published
from scanner.deployments.model import Deployment, Form, Mount, Option, Port, Setting

EnvFile = Callable[[str], tuple[Setting, ...] | None]
"""The settings of a .env file by its path as written; None where it is not in the tree."""

_OPTIONS = {
    "--user": "user",
    "--privileged": "privileged",
    "--cap-add": "cap_add",
    "--cap-drop": "cap_drop",
    "--read-only": "read_only",
    "--security-opt": "security_opt",
}


def deployment(words: Words, found: Options, env_file: EnvFile) -> Deployment:
    """The container that the words start."""
    run = _Run(words, found)
    reference = words.words[found.image]
    expanded = words.expand(reference)
    image = model.image(
        expanded if expanded is not None else VARIABLE.sub("", reference.text),
        words.at(reference, reference.text),
        certain=expanded is not None,
    )
    started = server_command.server(
        [words.argument(word) for word in words.words[found.image + 1 :]]
    )
    env_files = [env_file(name) for name in found.values("--env-file")]
    settings = [setting for one in env_files if one is not None for setting in one]
    settings.extend(run.environment())
    ports = tuple(run.ports())
    named = any(s.name.startswith("LANGFLOW_") for s in settings)
    is_langflow = (
        image.is_langflow
        or started is not None
        or (named and any(port.target == str(model.PORT) for port in ports))
    )
    return Deployment(
        name=run.name() or PurePosixPath(image.repository).name or "docker run",
        form=Form.DOCKER_RUN,
        uri=words.script.source.uri,
        location=image.location,
        settings=(
            *(replace(s, name=model.canonical(s.name, in_langflow=is_langflow)) for s in settings),
            *(started.flags if started else ()),
        ),
        image=image,
        ports=ports,
        mounts=tuple(run.mounts()),
        options=tuple(run.options()),
        host_network="host" in {*found.values("--network"), *found.values("--net")},
        complete=None not in env_files,
        is_langflow=is_langflow,
    )


@dataclass(frozen=True)
class _Run:
    words: Words
    found: Options

    def name(self) -> str:
        given = next(self.found.of("--name"), None)
        return (self.words.known(self.words.words[given[0]], given[1]) or "") if given else ""

    def ports(self) -> Iterator[Port]:
        """What `-p` publishes; a part of it that is not known counts as written."""
        for number, text in self.found.of("--publish"):
            word = self.words.words[number]
            expanded = self.words.known(word, text)
            known = VARIABLE.sub("?", _without_sums(text)) if expanded is None else expanded
            port = published(known)
            if port:
                place = self.words.at(word, "ports")
                yield Port(port.host, port.published, port.target, place)

    def mounts(self) -> Iterator[Mount]:
        for number, text in self.found.of("--volume"):
            source, _, rest = text.partition(":")
            target, _, mode = rest.partition(":")
            place = self.words.at(self.words.words[number], "volumes")
            yield Mount(source, target, "ro" in mode.split(","), place)

    def options(self) -> Iterator[Option]:
        for flag, name in _OPTIONS.items():
            for number, text in self.found.of(flag):
                yield Option(name, text, self.words.at(self.words.words[number], name))

    def environment(self) -> Iterator[Setting]:
        """`-e NAME=value`; `-e NAME` takes what the script has set."""
        for number, text in self.found.of("--env"):
            setting = self.words.setting(self.words.words[number], text, "option -e of docker run")
            if setting is not None:
                yield setting


def _without_sums(text: str) -> str:
    """`$((7860 + i))` as a value that is not known."""
    return re.sub(r"\$\(\([^()]*\)\)", "?", text)
