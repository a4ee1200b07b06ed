"""bandit over all Python of the tree, as a child process; its tests become rules of ours.

A worker of ours runs them in half the time; where that does not print its report, the stock command
gets one try. Of the report only ids, severities and positions are used: its texts may quote a
value.
"""

import platform
import re
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

import msgspec

from scanner import process, rules
from scanner.code.contexts import with_variants
from scanner.code.rules import BanditRules, bandit_rules
from scanner.code.units import (
    CodeUnit,
    code_units,
    findings,
    not_analysed,
    official_files,
    stage,
    unread_flows,
    unread_notebooks,
)
from scanner.engines.base import Outcome
from scanner.engines.remembered import Remembered
from scanner.errors import EngineError, NothingToScan
from scanner.formats.positions import Lines
from scanner.formats.python_ import PythonText
from scanner.model.finding import Detection
from scanner.model.note import Reading
from scanner.model.place import Region
from scanner.model.rule import Kind, Level, Rule
from scanner.settings import Settings
from scanner.tree.guards import is_test, makes_others
from scanner.tree.source import Tree

NAME = "bandit"
WORKER = Path(__file__).with_name("bandit_worker.py")
_INTERNAL_ERROR = re.compile(r"internal error running: \S+ on file (\S+) at line")
_BIDI = "B613"
_PYTHON_2 = ("Missing parentheses in call to", "multiple exception types", "leading zeros")
"""How CPython's messages for Python 2's own syntax begin."""
_TEMPLATE = re.compile(r"\{\{.{0,1000}\}\}|\{%.{0,1000}%\}|<%.{0,1000}%>")


class Result(msgspec.Struct, frozen=True):
    """What we take of one of bandit's results."""

    filename: str
    test_id: str
    issue_severity: str
    issue_confidence: str
    line_number: int
    line_range: tuple[int, ...]
    col_offset: int
    end_col_offset: int


class NotParsed(msgspec.Struct, frozen=True):
    """A file that bandit gave up on."""

    filename: str


class Output(msgspec.Struct, frozen=True):
    """`bandit -f json`."""

    results: tuple[Result, ...]
    errors: tuple[NotParsed, ...]
    metrics: dict[str, dict[str, float]]


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was said of one file, as it is kept between scans; the results name no file."""

    results: tuple[Result, ...]
    is_parsed: bool


class Bandit:
    """The engine."""

    name = NAME
    distribution = "bandit"
    information_uri = "https://bandit.readthedocs.io/"
    kinds = frozenset({Kind.CODE})
    per_file = True

    def rules(self) -> tuple[Rule, ...]:
        """Every rule that one of bandit's tests is mapped to."""
        return tuple(with_variants(bandit_rules().rules))

    def run(self, tree: Tree, settings: Settings) -> Iterator[Outcome]:
        """Findings of bandit, and a notification for each file that it could not parse."""
        yield from unread_notebooks(tree)
        if Kind.LANGFLOW not in settings.scanners:  # else the engine for flows says it
            yield from unread_flows(tree)
        yield from official_files(tree)
        units = code_units(tree)
        if not units:
            raise NothingToScan("no Python file, and no flow with code of its own")
        rules = bandit_rules()
        by_name = {unit.name: unit for unit in units}
        memory = Remembered(settings, NAME, sys.version, *rules.tests)
        known = memory.get({name: (unit.code,) for name, unit in by_name.items()}, Answer)
        new = [unit for unit in units if unit.name not in known]
        stderr, output = _scan_all(new, rules, settings.timeout)
        failed = {PurePath(path).name for path in _INTERNAL_ERROR.findall(stderr)}
        fresh = _answers(output, [unit.name for unit in new])
        memory.put({name: answer for name, answer in fresh.items() if name not in failed})
        output = _together({**known, **fresh}, by_name)
        yield from memory.notes(NAME)
        yield Reading(_read(by_name, {PurePath(e.filename).name for e in output.errors}))
        yield from _not_looked_at(output, stderr, by_name)
        yield from _findings(output.results, by_name, rules)


def _scan_all(units: Sequence[CodeUnit], rules: BanditRules, timeout: float) -> tuple[str, Output]:
    """What bandit says of all units, and the end of what it complained of."""
    if not units:
        return "", Output((), (), {})
    with tempfile.TemporaryDirectory(prefix="langflow-scan-") as folder:
        staged = Path(folder, "code")
        staged.mkdir()
        done, output = scan(staged, stage(units, staged), rules, timeout)
    return done.stderr_tail, output


def _answers(output: Output, names: Iterable[str]) -> dict[str, Answer]:
    """What was said of each file."""
    not_parsed = {PurePath(error.filename).name for error in output.errors}
    results: dict[str, list[Result]] = {}
    for result in output.results:
        name = PurePath(result.filename).name
        results.setdefault(name, []).append(msgspec.structs.replace(result, filename=""))
    return {name: Answer(tuple(results.get(name, ())), name not in not_parsed) for name in names}


def _together(answers: Mapping[str, Answer], names: Iterable[str]) -> Output:
    """All answers as one report, in the order of the files' names."""
    results = tuple(
        msgspec.structs.replace(result, filename=name)
        for name in sorted(names)
        for result in answers[name].results
    )
    not_parsed = tuple(NotParsed(name) for name in names if not answers[name].is_parsed)
    return Output(results, not_parsed, {})


def _read(by_name: Mapping[str, CodeUnit], failed: Collection[str]) -> frozenset[str]:
    """The files all of whose code was analysed."""
    places = {name: {place.uri for place in unit.places} for name, unit in by_name.items()}
    missed = frozenset[str]().union(*(uris for name, uris in places.items() if name in failed))
    return frozenset[str]().union(*places.values()) - missed


def scan(
    staged: Path, by_name: Mapping[str, CodeUnit], rules: BanditRules, timeout: float
) -> tuple[process.Completed, Output]:
    """Run bandit over a folder of ours.

    Raises:
        EngineError: it is missing, was killed, took too long, or failed twice.
    """
    done = process.run(worker(staged, rules), cwd=staged.parent, timeout=timeout)
    try:
        return done, parse(done, by_name)
    except EngineError:
        if done.returncode < 0 or done.returncode > 128:
            raise
    done = process.run(command(staged, rules), cwd=staged.parent, timeout=timeout)
    return done, parse(done, by_name)


def worker(staged: Path, rules: BanditRules) -> list[str]:
    """The command line of our worker."""
    return process.python(str(WORKER), str(staged), str(_config(staged, rules)))


def _config(staged: Path, rules: BanditRules) -> Path:
    config = staged.parent / "bandit.yaml"
    config.write_bytes(msgspec.json.encode({"tests": rules.tests}))
    return config


def command(staged: Path, rules: BanditRules) -> list[str]:
    """The stock command line; writes the two configuration files beside the staged folder."""
    config, ini = _config(staged, rules), staged.parent / "bandit.ini"
    ini.write_text("[bandit]\n", "utf-8")
    options = ["--quiet", "--ignore-nosec", "--format", "json", "--exit-zero"]
    files = ["--configfile", str(config), "--ini", str(ini), "--recursive", str(staged)]
    return process.python("-m", "bandit", *options, *files)


def parse(done: process.Completed, by_name: Mapping[str, CodeUnit]) -> Output:
    """Bandit's report, once it is certain that it names every staged file.

    Raises:
        EngineError: bandit failed, printed something else, or passed over a file.
    """
    if done.returncode != 0:
        raise EngineError(
            f"bandit ended with code {done.returncode}",
            returncode=done.returncode,
            stderr_tail=done.stderr_tail,
            hint="run again; if it stays, report the details that --verbose shows",
        )
    try:
        output = rules.decoded(done.stdout, Output)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise EngineError(
            "bandit did not print the report that it was asked for",
            stderr_tail=done.stderr_tail,
            hint="reinstall langflow-scan: its bandit is not the version it was made for",
        ) from error
    seen = {PurePath(name).name for name in output.metrics}
    seen |= {PurePath(error.filename).name for error in output.errors}
    missed = sorted(by_name.keys() - seen)
    if missed:
        uri = by_name[missed[0]].places[0].uri
        raise EngineError(f"bandit passed over {len(missed)} files without a word, first {uri}")
    return output


def _not_looked_at(
    output: Output, stderr: str, by_name: Mapping[str, CodeUnit]
) -> Iterator[Outcome]:
    for error in sorted(output.errors, key=lambda error: error.filename):
        yield from _not_parsed(by_name[PurePath(error.filename).name])
    for name in sorted({PurePath(path).name for path in _INTERNAL_ERROR.findall(stderr)}):
        if name in by_name:
            words = "made a check of bandit fail, so that check is missing there; report the file"
            yield from not_analysed(by_name[name], "bandit-check-failed", words)


def _not_parsed(unit: CodeUnit) -> Iterator[Outcome]:
    """A file that is no Python.

    In tests and templates that is mostly meant, so there it is a note.
    """
    version = ".".join(platform.python_version_tuple()[:2])
    error = PythonText(unit.code).parse_error
    line = error.lineno if error else None
    at = f" (line {line}{' of its code' if unit.places[0].where else ''})" if line else ""
    words = f"does not parse as Python {version}{at}; {_remedy(error, unit.code)}"
    for note in not_analysed(unit, "python-not-parsed", words):
        meant = is_test(note.uri) or makes_others(note.uri)
        level = Level.NOTE if meant else Level.WARNING
        yield replace(note, level=level, line=None if unit.places[0].where else line)


def _remedy(error: SyntaxError | None, code: str) -> str:
    """What to do; the parser's message itself may quote the file, so it is never shown."""
    if error and str(error.msg).startswith(_PYTHON_2):
        return "it looks like Python 2: port or exclude it"
    if error and error.lineno and _TEMPLATE.search(Lines(code).line(error.lineno)):
        return "it looks like a template: exclude it, or put it into a folder named templates"
    return "correct or exclude it, or run langflow-scan with the newer Python it is written for"


def _findings(
    results: Iterable[Result], by_name: Mapping[str, CodeUnit], rules: BanditRules
) -> Iterator[Outcome]:
    texts: dict[str, PythonText] = {}
    for result in results:
        unit = by_name[PurePath(result.filename).name]
        key = (result.test_id, result.issue_severity, result.issue_confidence)
        if key not in rules.by_result:
            raise EngineError(f"bandit reported {', '.join(key)}, which rulesets/bandit.yml lacks")
        rule = rules.by_result[key]
        text = texts.setdefault(unit.name, PythonText(unit.code))
        found = region(result, text)
        if not _counts(result, rule, unit, rules) or not _holds(result, found, text, rules):
            continue
        yield from findings(
            unit,
            rule,
            rules.messages[key],
            region=found,
            statement=text.statement(found) or found,
            detection=Detection(NAME, result.test_id),
        )


def _counts(result: Result, rule: Rule, unit: CodeUnit, rules: BanditRules) -> bool:
    """Whether the result means anything in such a file."""
    return not any(
        off & {result.test_id, rule.id} and unit.is_in(context)
        for context, off in rules.disabled_in.items()
    )


def _holds(result: Result, found: Region, text: PythonText, rules: BanditRules) -> bool:
    where = rules.only_where.get(result.test_id)
    return where is None or where.holds(text, found)


def region(result: Result, text: PythonText) -> Region:
    """Where a result is.

    The columns are those of one node (UTF-8 bytes from 0) and `line_range` holds its lines, but
    may be those of a larger expression, and `line_number` may be that of an argument: so the node
    itself is looked up. The bidirectional-character check gives a 1-based column of its own.
    """
    if result.test_id == _BIDI:
        line, column = result.line_number, max(result.col_offset, 1)
        return Region(line, column, line, column + 1)
    lines = result.line_range or (result.line_number,)
    found = text.node(lines, result.col_offset, result.end_col_offset, result.line_number)
    return found or text.whole_lines(lines)
