"""Shell scripts, Makefiles and Procfiles as deployments: servers and containers that they start."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from packaging.version import Version

from scanner.deployments import model as facts
from scanner.deployments import server_command as command
from scanner.deployments.docker_run import Options, options, published
from scanner.deployments.model import Deployment, Exposure, Form, Mount, Option, Setting
from scanner.deployments.server_command import Argument
from scanner.formats import dotenv, shell
from scanner.formats.positions import Lines
from scanner.formats.shell import Assignment, Command, Word
from scanner.model.place import Location, Region
from scanner.tree.source import FileKind, Source, Tree

_MENTIONED = re.compile(r"langflow|\blfx\b", re.IGNORECASE)
_VARIABLE = re.compile(r"\$(?:\{(\w+)(?::?-([^{}]*))?\}|([A-Za-z_]\w*))")
_EXPORTS = frozenset({"export", "declare", "typeset", "readonly", "setx"})
_MARKS = frozenset({"-x", "-gx", "-xg", "-rx", "-g"})
_OPTIONS = {
    "--user": "user",
    "--privileged": "privileged",
    "--cap-add": "cap_add",
    "--cap-drop": "cap_drop",
    "--read-only": "read_only",
    "--security-opt": "security_opt",
}
_READERS = {
    FileKind.MAKEFILE: shell.read_makefile,
    FileKind.PROCFILE: shell.read_procfile,
}


def deployments(tree: Tree, source: Source) -> tuple[tuple[Deployment, ...], tuple[str, ...]]:
    """What a script starts or configures, and the .env files that it hands to containers.

    A file without a word of Langflow is not read.

    Raises:
        ReadError: a line or a number of words over the caps.
    """
    if not _MENTIONED.search(source.text):
        return (), ()
    script = _Script(tree, source)
    for one in _READERS.get(source.kind, shell.read)(source.text):
        script.take(one)
    units = tuple(script.all_units())
    in_stack = any(unit.is_langflow for unit in units)
    return tuple(replace(unit, in_stack=in_stack) for unit in units), tuple(script.taken_in)


@dataclass
class _Script:
    """The commands of one file as they are read, one after the other."""

    tree: Tree
    source: Source

    def __post_init__(self) -> None:
        self.lines = Lines(self.source.text)
        self.values: dict[str, Setting] = {}
        self.units: list[Deployment] = []
        self.taken_in: list[str] = []
        self.pin: tuple[Version, Location] | None = None

    def take(self, one: Command) -> None:
        """Note what a command sets, and what it starts."""
        self._take_heredocs(one)
        words = one.words
        if not words:
            self.values |= {s.name: s for s in self._assigned(one.assignments)}
            return
        if words[0].text in _EXPORTS:
            rest = (word for word in words[1:] if word.text not in _MARKS)
            found = (shell.assignment(word, self._raw(word)) for word in rest)
            self.values |= {s.name: s for s in self._assigned([one for one in found if one])}
            return
        texts = [word.text for word in words]
        pinned = command.is_pin(texts)
        if pinned:
            self.pin = pinned[1], self._at(words[pinned[0]], "langflow")
        container = options(texts)
        if container:
            self.units.append(self._container(words, container))
            return
        started = command.server([self._argument(word) for word in words])
        if started:
            own = [shell.assignment(word, self._raw(word)) for word in words]
            prefix = [*one.assignments, *(a for a in own if a and a.start < self._start(started))]
            self.units.append(self._server(started, tuple(self._assigned(prefix))))

    def all_units(self) -> Iterator[Deployment]:
        """What is started, then the settings that nothing in the file uses."""
        yield from self.units
        used = {setting.location for unit in self.units for setting in unit.settings}
        left = tuple(s for s in self.values.values() if s.location not in used)
        ours = any(setting.name.startswith("LANGFLOW_") for setting in left)
        pin = self.pin if not any(u.base_version_location for u in self.units) else None
        if left or pin:
            yield Deployment(
                name=self.source.name,
                form=Form.SCRIPT,
                uri=self.source.uri,
                location=Location(self.source.uri, Region(1, 1, 1, 1)),
                settings=left,
                base_version=pin[0] if pin else None,
                base_version_location=pin[1] if pin else None,
                is_langflow=ours or pin is not None,
            )

    def _server(self, started: command.Server, prefix: tuple[Setting, ...]) -> Deployment:
        env_file = self._env_file(started.env_file) if started.env_file else ()
        given = (*self.values.values(), *prefix, *(env_file or ()))
        settings = [
            *(replace(s, name=facts.canonical(s.name, in_langflow=True)) for s in given),
            *started.flags,
        ]
        version, place = (started.version, started.location) if started.version else (None, None)
        if self.pin and not version:
            version, place = self.pin
        exposed = command.exposure(settings)
        if self.source.kind is FileKind.PROCFILE:
            exposed = Exposure.PUBLISHED
        return Deployment(
            name=self.source.name,
            form=Form.SCRIPT,
            uri=self.source.uri,
            location=started.location,
            settings=tuple(settings),
            base_version=version,
            base_version_location=place,
            is_langflow=True,
            declared_exposure=exposed,
        )

    def _container(self, words: Sequence[Word], found: Options) -> Deployment:
        reference = words[found.image]
        expanded = self._expand(reference)
        image = facts.image(
            expanded if expanded is not None else _VARIABLE.sub("", reference.text),
            self._at(reference, reference.text),
            certain=expanded is not None,
        )
        behind = [self._argument(word) for word in words[found.image + 1 :]]
        started = command.server(behind)
        env_files = [self._env_file(name) for name in found.values("--env-file")]
        settings = [setting for one in env_files if one is not None for setting in one]
        settings.extend(self._environment(words, found))
        ports = tuple(self._ports(words, found))
        named = any(s.name.startswith("LANGFLOW_") for s in settings)
        is_langflow = (
            image.is_langflow
            or started is not None
            or (named and any(port.target == str(facts.PORT) for port in ports))
        )
        flags = started.flags if started else ()
        return Deployment(
            name=self._name(words, found) or PurePosixPath(image.repository).name or "docker run",
            form=Form.DOCKER_RUN,
            uri=self.source.uri,
            location=image.location,
            settings=(
                *(
                    replace(s, name=facts.canonical(s.name, in_langflow=is_langflow))
                    for s in settings
                ),
                *flags,
            ),
            image=image,
            ports=ports,
            mounts=tuple(self._mounts(words, found)),
            options=tuple(self._options(words, found)),
            host_network="host" in {*found.values("--network"), *found.values("--net")},
            complete=None not in env_files,
            is_langflow=is_langflow,
        )

    def _name(self, words: Sequence[Word], found: Options) -> str:
        given = next(found.of("--name"), None)
        return self._expand(replace(words[given[0]], text=given[1])) or "" if given else ""

    def _ports(self, words: Sequence[Word], found: Options) -> Iterator[facts.Port]:
        """What `-p` publishes; a part of it that is not known counts as written."""
        for number, text in found.of("--publish"):
            expanded = self._expand(replace(words[number], text=text))
            port = published(_VARIABLE.sub("?", text) if expanded is None else expanded)
            if port:
                place = self._at(words[number], "ports")
                yield facts.Port(port.host, port.published, port.target, place)

    def _mounts(self, words: Sequence[Word], found: Options) -> Iterator[Mount]:
        for number, text in found.of("--volume"):
            source, _, rest = text.partition(":")
            target, _, mode = rest.partition(":")
            place = self._at(words[number], "volumes")
            yield Mount(source, target, "ro" in mode.split(","), place)

    def _options(self, words: Sequence[Word], found: Options) -> Iterator[Option]:
        for flag, name in _OPTIONS.items():
            for number, text in found.of(flag):
                yield Option(name, text, self._at(words[number], name))

    def _environment(self, words: Sequence[Word], found: Options) -> Iterator[Setting]:
        """`-e NAME=value`; `-e NAME` takes what the script has set."""
        for number, text in found.of("--env"):
            word = words[number]
            name, equals, _ = text.partition("=")
            raw = self._raw(word)
            at = word.start + max(raw.find(name), 0)
            end = max(at, word.end - int(raw[-1:] in {'"', "'"}))
            place = Location(self.source.uri, self.lines.region(at, end), name)
            given = self.values.get(name)
            if equals:
                value = self._expand(replace(word, text=text.partition("=")[2]))
            else:
                value = given.value if given else None
                place = given.location if given else place
            yield Setting(name, value, place, "option -e of docker run")

    def _env_file(self, path: str) -> tuple[Setting, ...] | None:
        """The settings of a .env file beside the script or in the root; None without one."""
        folder = PurePosixPath(self.source.uri).parent
        name = path.removeprefix("./")
        for uri in (str(folder / name), name):
            source = self.tree.get(uri)
            if source is not None:
                self.taken_in.append(uri)
                return tuple(
                    Setting(a.name, a.value, Location(uri, a.region, a.name), f"env_file {uri}")
                    for a in dotenv.read(source.text)[0]
                )
        return None

    def _take_heredocs(self, one: Command) -> None:
        """What is written into a .env file: `cat > .env <<EOF`."""
        words = {*one.targets, *(word.text for word in one.words)}
        if not any(PurePosixPath(word).name.startswith(".env") for word in words):
            return
        for body in one.heredocs:
            first = self.lines.region(body.start, body.start).start_line
            for a in dotenv.read(body.text)[0]:
                region = replace(
                    a.region,
                    start_line=a.region.start_line + first - 1,
                    end_line=a.region.end_line + first - 1,
                )
                place = Location(self.source.uri, region, a.name)
                value = self._expand(Word(a.value or "", 0, 0, dynamic="$" in (a.value or "")))
                self.values[a.name] = Setting(a.name, value, place, "a .env file that it writes")

    def _assigned(self, assignments: Sequence[Assignment]) -> Iterator[Setting]:
        for one in assignments:
            place = Location(
                self.source.uri, self.lines.region(one.start, max(one.start, one.end)), one.name
            )
            yield Setting(one.name, self._expand(one.value), place, self.source.uri)

    def _expand(self, word: Word) -> str | None:
        """The word with what the script has set, or the default; None when something is unknown."""
        if not word.dynamic:
            return word.text
        unknown = False

        def value(match: re.Match[str]) -> str:
            nonlocal unknown
            given = self.values.get(match.group(1) or match.group(3))
            found = given.value if given else match.group(2)
            unknown = unknown or found is None
            return found or ""

        expanded = _VARIABLE.sub(value, word.text)
        return None if unknown or "$" in expanded or "`" in expanded else expanded

    def _argument(self, word: Word) -> Argument:
        return Argument(self._expand(word), self._at(word))

    def _at(self, word: Word, name: str = "") -> Location:
        return Location(self.source.uri, self.lines.region(word.start, word.end), name)

    def _raw(self, word: Word) -> str:
        return self.source.text[word.start : word.end]

    def _start(self, started: command.Server) -> int:
        region = started.location.region
        return self.lines.offset(region.start_line, region.start_column)
