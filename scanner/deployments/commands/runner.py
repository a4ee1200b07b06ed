"""The commands of a script, one after the other: what they set, write, start and deploy."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from packaging.version import Version

from scanner.deployments import model, server_command
from scanner.deployments.assembled import assembled
from scanner.deployments.commands import charts, containers, platforms, variable_files
from scanner.deployments.commands.files import Files
from scanner.deployments.commands.prepared import prepared
from scanner.deployments.commands.words import Words
from scanner.deployments.format import Read
from scanner.deployments.images.docker_run import options
from scanner.deployments.model import Deployment, Exposure, Form, Setting
from scanner.deployments.scripts.script import Script
from scanner.formats import shell
from scanner.formats.shell import Command, Heredoc, Word
from scanner.model.place import Location, Region
from scanner.tree.source import Source

_EXPORTS = frozenset({"export", "declare", "typeset", "readonly", "set", "local"})
_MARKS = frozenset({"-x", "-gx", "-xg", "-rx", "-g", "/p"})
_SHELLS = frozenset(
    {"sh", "bash", "zsh", "ash", "dash", "ssh", "su", "eval", "runuser"}
    | {"pwsh", "powershell", "cmd", "invoke-expression", "iex"}
)
_WHOLE_WORDS = frozenset(
    {"ssh", "eval", "invoke-expression", "iex", "tmux", "screen", "pm2", "forever", "setsid", "su"}
    | {"systemd-run", "timeout", "concurrently", "xterm", "gnome-terminal", "konsole", "wt", "at"}
)
"""They take a command as one word without an option for it, some only under some verbs."""
_SPEAKERS = frozenset({"echo", "printf", "add-content", "set-content", "out-file"})
_COMMAND_FOLLOWS = re.compile(r"-[a-z]*c|-Command|/[ck]", re.IGNORECASE)
_MAX_DEPTH = 4
"""Of `ssh host 'bash -c "..."'`."""
_ACCOUNT = {"--username": "LANGFLOW_SUPERUSER", "--password": "LANGFLOW_SUPERUSER_PASSWORD"}


@dataclass
class Runner(Files):
    """What the scripts of one file come to. They share their variables, as steps do."""

    exposure: Exposure | None = None
    """Who reaches a server that is started, where the file's format says it."""
    form: Form = Form.SCRIPT
    """What a server counts as that is started; a platform's, where it listens for its edge."""
    units: list[Deployment] = field(default_factory=list)
    pin: tuple[Version, Location] | None = None

    def run(self, scripts: Iterable[Script]) -> Read:
        """Every command of the scripts, in order."""
        for script in scripts:
            self.take_all(script)
        units = tuple(self._all_units())
        in_stack = any(unit.is_langflow for unit in units)
        return Read(
            tuple(replace(unit, in_stack=in_stack) for unit in units),
            tuple(self.taken_in),
            tuple(self.texts),
        )

    def take_all(self, script: Script, depth: int = 0) -> None:
        """Every command of one script, in order."""
        for command in prepared(script):
            self.take(script, command, depth)

    def take(self, script: Script, one: Command, depth: int) -> None:
        """Note what a command sets, and what it starts."""
        words = Words(script, one.words, self.values)
        program, behind = words.program
        for body in one.heredocs:
            self._take_heredoc(script, one, body, program, depth)
        if not one.words:
            self.set(words, one.assignments)
            return
        if program in _EXPORTS:
            rest = (word for word in one.words[behind:] if word.text.lower() not in _MARKS)
            found = (shell.assignment(word, self._raw(script, word)) for word in rest)
            self.set(words, [assigned for assigned in found if assigned])
            return
        if program == "setx" and len(one.words) > behind + 1:
            name, value = one.words[behind], one.words[behind + 1]
            place = script.at(name.start, value.end, name.text)
            self.values[name.text] = Setting(
                name.text, words.expand(value), place, script_name(script)
            )
            return
        if program in _SPEAKERS:
            self.take_written(words, one)
            return
        nested = program in _SHELLS | _WHOLE_WORDS and depth < _MAX_DEPTH
        if nested and self._take_inner(script, one, depth):
            return
        self._take_started(words, one)

    def _take_started(self, words: Words, one: Command) -> None:
        texts = [word.text for word in one.words]
        pinned = server_command.is_pin(texts)
        if pinned:
            self.pin = pinned[1], words.at(one.words[pinned[0]], "langflow")
        self._take_account(words, texts)
        container = options(texts)
        if container:
            self.units.append(self._exposed(containers.deployment(words, container, self.env_file)))
            return
        if PurePosixPath(texts[0]).name == "aws":
            self._take_json(words)
        deployed = platforms.container(words)
        if deployed is not None:
            listed = tuple(variable_files.listed(words, self.beside))
            unit = assembled(replace(deployed, settings=(*listed, *deployed.settings)))
            self.units.extend([unit] if unit else ())
            return
        released = tuple(charts.units(words, self.beside))
        if released:
            self.units.extend(released)
            return
        started = server_command.server([words.argument(word) for word in one.words])
        if started:
            own = [shell.assignment(word, self._raw(words.script, word)) for word in one.words]
            first = self._start(words.script, started)
            prefix = [*one.assignments, *(a for a in own if a and a.start < first)]
            self.units.append(self._server(started, tuple(self.assigned(words, prefix))))

    def _take_json(self, words: Words) -> None:
        """Definitions that a command of AWS gets as JSON in one word."""
        for word in words.words:
            if word.text[:1] in {"{", "["} and '"image' in word.text:
                raw = self._raw(words.script, word)
                quoted = int(raw[:1] in {'"', "'"})
                text = raw[quoted : len(raw) - quoted]
                self.take_file(words.script, ["definition.json"], text, word.start + quoted)

    def _exposed(self, unit: Deployment) -> Deployment:
        return unit if self.exposure is None else replace(unit, declared_exposure=self.exposure)

    def _all_units(self) -> Iterator[Deployment]:
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
                location=pin[1] if pin else _first_of(left, self.source),
                settings=left,
                base_version=pin[0] if pin else None,
                base_version_location=pin[1] if pin else None,
                is_langflow=ours or pin is not None,
                declared_exposure=self.exposure,
            )

    def _server(self, started: server_command.Server, prefix: tuple[Setting, ...]) -> Deployment:
        env_file = self.env_file(started.env_file) if started.env_file else ()
        given = (*self.values.values(), *prefix, *(env_file or ()))
        settings = [
            *(replace(s, name=model.canonical(s.name, in_langflow=True)) for s in given),
            *started.flags,
        ]
        version, place = (started.version, started.location) if started.version else (None, None)
        if self.pin and not version:
            version, place = self.pin
        exposed = server_command.exposure(settings) if self.exposure is None else self.exposure
        return Deployment(
            name=self.source.name,
            form=self.form,
            uri=self.source.uri,
            location=started.location,
            settings=tuple(settings),
            base_version=version,
            base_version_location=place,
            is_langflow=True,
            declared_exposure=exposed,
        )

    def _take_account(self, words: Words, texts: Sequence[str]) -> None:
        """`langflow superuser --username U --password P`."""
        if "superuser" not in texts or not any("langflow" in text for text in texts):
            return
        for given in words.options(texts.index("superuser") + 1):
            name = _ACCOUNT.get(given.name)
            if name and given.value:
                value, place = words.known(given.word, given.value), words.at(given.word, name)
                self.values[name] = Setting(name, value, place, "langflow superuser")

    def _take_inner(self, script: Script, one: Command, depth: int) -> bool:
        """The commands in a word: of `bash -c`, of `ssh host`, of `su -c`."""
        program, behind = Words(script, one.words, self.values).program
        rest = one.words[behind:]
        inner = [word for word in rest if " " in word.text] if program in _WHOLE_WORDS else []
        if not inner or program == "su":
            flags = [n for n, w in enumerate(rest) if _COMMAND_FOLLOWS.fullmatch(w.text)]
            inner = list(rest[flags[0] + 1 : flags[0] + 2]) if flags else []
        if program == "ssh" and not inner:
            return self._take_remote(script, rest, depth)
        if inner:
            self.set(Words(script, one.words, self.values), one.assignments)
        outside, self.exposure = self.exposure, None if program == "ssh" else self.exposure
        for word in inner:
            raw = self._raw(script, word)
            quoted = len(raw) > 1 and raw[0] == raw[-1] and raw[0] in "\"'"
            text = raw[1:-1].replace('\\"', ' "') if quoted else raw
            self._run_inner(script, text, word.start + int(quoted), depth)
        self.exposure = outside
        return bool(inner)

    def _take_remote(self, script: Script, rest: Sequence[Word], depth: int) -> bool:
        """`ssh user@host docker run ...`: the words behind the host are a command."""
        hosts = [number for number, word in enumerate(rest) if "@" in word.text]
        words = rest[hosts[0] + 1 :] if hosts else ()
        if not words:
            return False
        outside, self.exposure = self.exposure, None
        self.take(script, Command(words=tuple(words)), depth + 1)
        self.exposure = outside
        return True

    def _run_inner(self, script: Script, text: str, start: int, depth: int) -> None:
        inner = replace(script, text=text, shift=script.shift + start, reader=shell.read)
        self.take_all(inner, depth + 1)

    def _take_heredoc(
        self, script: Script, one: Command, body: Heredoc, program: str, depth: int
    ) -> None:
        """What a heredoc writes into a file, hands to kubectl, or runs elsewhere."""
        if program in _SHELLS and depth < _MAX_DEPTH:
            outside, self.exposure = self.exposure, None if program == "ssh" else self.exposure
            self._run_inner(script, body.text, body.start, depth)
            self.exposure = outside
            return
        targets = [*one.targets, *(word.text for word in one.words)]
        names = [self.known_name(script, name) for name in targets]
        self.take_file(script, names, body.text, body.start)

    def _raw(self, script: Script, word: Word) -> str:
        return script.text[word.start : word.end]

    def _start(self, script: Script, started: server_command.Server) -> int:
        region = started.location.region
        return script.lines.offset(region.start_line, region.start_column) - script.shift


def script_name(script: Script) -> str:
    """The origin of what a script sets."""
    return script.source.uri


def _first_of(settings: tuple[Setting, ...], source: Source) -> Location:
    ours = (s.location for s in settings if s.name.startswith("LANGFLOW_"))
    return next(ours, Location(source.uri, Region(1, 1, 1, 1)))
