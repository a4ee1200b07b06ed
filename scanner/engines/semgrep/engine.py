"""semgrep with our own rules over Python, JavaScript and TypeScript, as a child process offline.

Its native front end is used (`--experimental`: a tenth of the start-up time, the same results);
when that does not print its report, the stock command gets one try.
"""

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path, PurePath

import msgspec

from scanner import process, rules
from scanner.code import endpoints, script_endpoints
from scanner.code.agent_tools import is_in_tool
from scanner.code.claims import only_times_are_read
from scanner.code.contexts import with_variants
from scanner.code.defects import defects
from scanner.code.javascript import JAVASCRIPT, PAGE, is_bundled, script_units
from scanner.code.middleware import guarded_files, guarded_folders, is_below
from scanner.code.rules import SemgrepRules, semgrep_rules, values_of
from scanner.code.sanitizers import without_false_promises
from scanner.code.units import CodeUnit, code_units, findings, not_analysed, stage
from scanner.engines.base import Outcome
from scanner.engines.remembered import Remembered
from scanner.engines.semgrep.answers import Answer, answers
from scanner.engines.semgrep.batches import Staged, batched, joined
from scanner.engines.semgrep.report import SYNTAX, Output, Problem, Skipped
from scanner.engines.semgrep.targets import Targets
from scanner.errors import EngineError, NothingToScan
from scanner.formats.positions import SourceText
from scanner.formats.python_ import PythonText
from scanner.model.finding import Detection, Finding
from scanner.model.note import Reading
from scanner.model.place import Region
from scanner.model.rule import Kind, Level, Rule
from scanner.settings import Settings
from scanner.tree.guards import is_test, makes_others
from scanner.tree.source import Tree

NAME = "semgrep"
SECONDS_PER_RULE = 60
"""For one rule on one file: far over what any of ours needs, so that load changes no result."""
MEGABYTES_PER_FILE = 2000
LINES_SHOWN = 5
"""Of those that semgrep could not read."""
MAX_CHARACTERS = 1_000_000
"""Of one file: generated data beyond that takes gigabytes of memory and hides nothing else."""

_ENVIRONMENT = {"SEMGREP_ENABLE_VERSION_CHECK": "0", "SEMGREP_SEND_METRICS": "off"}


class Semgrep:
    """The engine."""

    name = NAME
    distribution = "semgrep"
    information_uri = "https://semgrep.dev/docs/"
    kinds = frozenset({Kind.CODE, Kind.SECRETS})
    per_file = True

    def rules(self) -> tuple[Rule, ...]:
        """Every rule in `rulesets/semgrep/`."""
        return tuple(with_variants(semgrep_rules().by_id.values()))

    def run(self, tree: Tree, settings: Settings) -> Iterator[Outcome]:
        """Findings of semgrep, and a notification for each file that it could not analyse."""
        rules = semgrep_rules()
        targets = Targets(rules.config)
        texts: dict[str, SourceText] = {}
        by_name: dict[str, CodeUnit] = {}
        for unit, text in _units(tree, targets):
            if not isinstance(text, PythonText) and is_bundled(unit.code):
                words = "was written by a bundler, so its rules looked at its sources only"
                for note in not_analysed(unit, "code-bundled", words):
                    yield replace(note, level=Level.NOTE)
            elif len(unit.code) > MAX_CHARACTERS:
                words = f"is over {MAX_CHARACTERS:,} characters and was left out; split or exclude"
                yield from not_analysed(unit, "code-not-analysed", f"{words} it")
            else:
                by_name[unit.name], texts[unit.name] = unit, text
        if not by_name:
            raise NothingToScan("no Python file, no flow with code of its own and no such script")
        memory = Remembered(settings, NAME, targets.config)
        parts = {name: (PurePath(name).suffix, unit.code) for name, unit in by_name.items()}
        known = memory.get(parts, Answer)
        files = [staged(by_name[n], texts[n], targets) for n in by_name if n not in known]
        new = _scan_all(files, replace(rules, config=targets.config), settings)
        memory.put(answers(new))
        output = joined([new, *(answer.output(name) for name, answer in known.items())])
        yield from memory.notes(NAME)
        check(output, by_name)
        failed = {PurePath(problem.path).name for problem in output.errors}
        whole = (unit for name, unit in by_name.items() if name not in failed)
        yield Reading(frozenset(place.uri for unit in whole for place in unit.places))
        yield from _not_looked_at(output, by_name, texts)
        guarded, closed = guarded_folders(tree), guarded_files(tree)
        for finding in _findings(output, by_name, texts, rules):
            open_to_all = finding.rule.id in defects().open_to_all
            uri = finding.location.uri
            if not (open_to_all and (uri in closed or is_below(uri, guarded))):
                yield finding


def _units(tree: Tree, targets: Targets) -> Iterator[tuple[CodeUnit, SourceText]]:
    """All Python, and of the other languages what a rule may find anything in, with its text.

    All rules for the others are conditional, as a test of ours makes certain.
    """
    for unit in code_units(tree):
        yield unit, PythonText(unit.code)
    for language, unit in script_units(tree):
        if targets.folder(unit.code, language) != "_":
            yield unit, SourceText(unit.code)


def staged(unit: CodeUnit, text: SourceText, targets: Targets) -> Staged:
    """A unit as semgrep is given it."""
    if isinstance(text, PythonText):
        code = without_false_promises(text, text.respelt)
        return Staged(replace(unit, code=code), targets.folder(code, "python"))
    language = PAGE if unit.name.endswith(".html") else JAVASCRIPT
    return Staged(unit, targets.folder(unit.code, language))


def _scan_all(files: Sequence[Staged], rules: SemgrepRules, settings: Settings) -> Output:
    """What semgrep says of all files, by as many processes as pay; the same for any number."""
    if not files:
        return joined([])
    batches = batched(files, settings.jobs)
    with tempfile.TemporaryDirectory(prefix="langflow-scan-") as name:

        def one(number: int) -> Output:
            folder = Path(name, str(number), "code")
            folder.mkdir(parents=True)
            for file in batches[number]:
                (folder / file.folder).mkdir(exist_ok=True)
                stage([file.unit], folder / file.folder)
            return scan(folder, rules, settings.timeout)

        with ThreadPoolExecutor(max_workers=len(batches)) as pool:
            return joined(pool.map(one, range(len(batches))))


def scan(staged: Path, rules: SemgrepRules, timeout: float) -> Output:
    """Run semgrep over a folder of ours.

    Raises:
        EngineError: it is missing, was killed, took too long, or failed twice.
    """
    config = staged.parent / "rules.json"
    config.write_bytes(rules.config)
    (staged / ".semgrepignore").touch()
    done = _run(command(config, staged, native=True), staged, timeout)
    try:
        return parse(done)
    except EngineError:
        if _was_killed(done):
            raise
    return parse(_run(command(config, staged, native=False), staged, timeout))


def command(config: Path, staged: Path, *, native: bool) -> list[str]:
    """The command line; an empty `.semgrepignore` in the folder replaces semgrep's own list."""
    options = [
        "--json",
        "--time",
        "--quiet",
        "--metrics",
        "off",
        "--disable-version-check",
        "--jobs",
        "1",
    ]
    options += ["--disable-nosem", "--no-git-ignore", "--no-rewrite-rule-ids", "--oss-only"]
    options += ["--max-target-bytes", "0", "--max-memory", str(MEGABYTES_PER_FILE)]
    options += ["--timeout", str(SECONDS_PER_RULE), "--timeout-threshold", "1"]
    front = ["--experimental", "--no-exclude-minified-files"] if native else []
    script = str(Path(sys.executable).with_name("semgrep"))
    return process.python(script, "scan", *front, *options, "--config", str(config), str(staged))


def parse(done: process.Completed) -> Output:
    """Semgrep's report.

    A code other than 0 and 1 is bearable where the report says why: one file that could not be
    analysed, or a rule, which `check` then names.

    Raises:
        EngineError: semgrep was killed, failed, or printed something else.
    """
    failed = EngineError(
        f"semgrep ended with code {done.returncode}",
        returncode=done.returncode,
        stderr_tail=done.stderr_tail,
        hint="run again with more memory; if it stays, report what --verbose shows",
    )
    try:
        output = rules.decoded(done.stdout, Output)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        if done.returncode not in (0, 1):
            raise failed from error
        raise EngineError(
            "semgrep did not print the report that it was asked for",
            stderr_tail=done.stderr_tail,
            hint="reinstall langflow-scan: its semgrep is not the version it was made for",
        ) from error
    if done.returncode not in (0, 1) and (_was_killed(done) or not output.errors):
        raise failed
    return output


def _was_killed(done: process.Completed) -> bool:
    return done.returncode < 0 or done.returncode > 128


def check(output: Output, by_name: Mapping[str, CodeUnit]) -> None:
    """Make certain that every rule ran and that every file is accounted for.

    Raises:
        EngineError: a rule was refused, or a file passed over. Semgrep's exit code says neither.
    """
    broken = sorted({problem.rule_id or problem.name for problem in _of_no_file(output)})
    if broken or output.skipped_rules:
        raise EngineError(
            f"semgrep could not use all rules: {', '.join(broken) or 'some were skipped'}",
            hint="reinstall langflow-scan: its rules and its semgrep do not fit together",
        )
    seen = {PurePath(path).name for path in output.paths.scanned}
    seen |= {PurePath(problem.path).name for problem in output.errors}
    missed = sorted(by_name.keys() - seen)
    if missed:
        uri = by_name[missed[0]].places[0].uri
        raise EngineError(f"semgrep passed over {len(missed)} files without a word, first {uri}")


def _of_no_file(output: Output) -> Iterator[Problem]:
    for problem in output.errors:
        if not problem.path or problem.name.startswith(("Rule", "Invalid", "Pattern")):
            yield problem


def _run(argv: list[str], staged: Path, timeout: float) -> process.Completed:
    if not os.access(argv[argv.index("scan") - 1], os.R_OK):
        hint = "reinstall langflow-scan: it brings semgrep with it"
        raise EngineError("semgrep is missing beside the Python that runs langflow-scan", hint=hint)
    return process.run(argv, cwd=staged.parent, timeout=timeout, extra_env=_ENVIRONMENT)


def _not_looked_at(
    output: Output, by_name: Mapping[str, CodeUnit], texts: Mapping[str, SourceText]
) -> Iterator[Outcome]:
    problems = {(PurePath(problem.path).name, problem.name): problem for problem in output.errors}
    for (name, kind), problem in sorted(problems.items(), key=lambda item: item[0]):
        if kind in SYNTAX:
            yield from _not_read(problem, by_name[name], texts[name])
            continue
        words = f"was not analysed to the end by semgrep ({kind}); split or exclude it"
        yield from not_analysed(by_name[name], "code-not-analysed", words)
    cut_short = {PurePath(each.location.path).name for each in output.time.fixpoint_timeouts}
    for name in sorted(cut_short):
        words = "holds a function so large that its data flow was followed in part only"
        for note in not_analysed(by_name[name], "data-flow-cut-short", words):
            # Patterns, and bandit, have looked at all of it: nothing was passed over.
            yield replace(note, level=Level.NOTE)


def _not_read(problem: Problem, unit: CodeUnit, text: SourceText) -> Iterator[Outcome]:
    """A file that is no valid Python is left to bandit to name, or it would be named twice.

    Of a valid one bandit has looked at all: it is worth a note that semgrep's parser, which knows
    less than Python's, left out a part, and a warning that it left out most.
    """
    if not text.is_valid:
        return
    left_out = sum(_characters(each, text) for each in problem.skipped)
    if not problem.skipped or left_out > len(text.lines.text) / 2:
        words = "holds syntax that semgrep does not know, so its rules did not look at the file"
        for note in not_analysed(unit, "code-not-analysed", f"{words}; respell or exclude it"):
            meant = is_test(note.uri) or makes_others(note.uri)
            yield replace(note, level=Level.NOTE if meant else Level.WARNING)
        return
    lines = sorted({each.start.line for each in problem.skipped})
    shown = ", ".join(map(str, lines[:LINES_SHOWN])) + (", ..." if lines[LINES_SHOWN:] else "")
    of_flow = " of its code" if unit.places[0].where else ""
    words = f"holds syntax that semgrep does not know at line {shown}{of_flow}: its rules"
    words += " looked at the rest"
    words += ", bandit at all of it" if isinstance(text, PythonText) else ""
    for note in not_analysed(unit, "code-analysed-in-part", words):
        yield replace(note, level=Level.NOTE, line=None if of_flow else lines[0])


def _characters(skipped: Skipped, text: SourceText) -> int:
    start = text.lines.offset(skipped.start.line, skipped.start.col)
    return text.lines.offset(skipped.end.line, skipped.end.col) - start


def places(rule_id: str, text: SourceText, region: Region) -> tuple[Region, ...]:
    """Where a result counts: mostly where it is, and nowhere if the file says that it is harmless.

    That is a string of fixed parts, a token that is asked for its times alone, and what no route
    reaches that is open to all. Only for the rules that this tells something about: `mapping.yml`.
    """
    if rule_id in defects().open_to_all:
        if isinstance(text, PythonText):
            return endpoints.open_calls(text, region)
        return script_endpoints.open_calls(text, region)
    if isinstance(text, PythonText):
        if rule_id in defects().not_fixed and values_of(text).are_fixed(region):
            return ()
        if rule_id in defects().only_in_tools and not is_in_tool(text, region):
            return ()
        if rule_id in defects().not_for_times and only_times_are_read(text, region):
            return ()
    return (region,)


def _findings(
    output: Output,
    by_name: Mapping[str, CodeUnit],
    texts: Mapping[str, SourceText],
    rules: SemgrepRules,
) -> Iterator[Finding]:
    for result in output.results:
        name = PurePath(result.path).name
        text = texts[name]
        region = text.between_bytes(result.start.offset, result.end.offset)
        for place in places(result.check_id, text, region):
            yield from findings(
                by_name[name],
                rules.by_id[result.check_id],
                rules.messages[result.check_id],
                region=place,
                statement=text.statement(place),
                detection=Detection(NAME, result.check_id),
            )
