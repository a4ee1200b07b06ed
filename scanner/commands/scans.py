"""The commands that scan or look at a folder: arguments to settings, and what is written."""

import argparse
import datetime
import os
import re
import secrets
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from scanner import comparison, configuration, outputs, settings
from scanner.command_line import BASELINE, options_of, parts
from scanner.commands import doctor, fix, init
from scanner.commands.diff import FORMATS, difference
from scanner.configuration import Options
from scanner.console import complain, silence_stdout
from scanner.engines import ENGINES
from scanner.errors import ExitCode, OutputError, ScanCut
from scanner.findings.known import written
from scanner.kept import Kept, findings_store, is_tracked
from scanner.model.note import Verdict
from scanner.model.report import Report
from scanner.pipeline import scan
from scanner.render import RENDERERS, annotations, sarif, summary, text
from scanner.render.words import inert
from scanner.settings import Settings

_EXITS = {
    Verdict.PASS: ExitCode.PASS,
    Verdict.FAIL: ExitCode.FINDINGS,
    Verdict.INCOMPLETE: ExitCode.INCOMPLETE,
}


def scan_folder(arguments: argparse.Namespace) -> tuple[ExitCode, Report, Settings]:
    """Scan, and write, print and tell GitHub what was asked for."""
    given = configuration.options(options_of(arguments), "command line")
    path, config = Path(arguments.path), arguments.config or ""
    in_ci = bool(os.environ.get("CI") or os.environ.get("GITHUB_ACTIONS"))
    in_workflow = os.environ.get("GITHUB_ACTIONS") == "true"
    stderr = Console(stderr=True, force_terminal=False if in_ci else None)
    with comparison.base_of(path, given, os.environ) as base:
        chosen = settings.decide(path, config, given, base=base.folder if base else None)
        chosen = _placed(chosen, given)
        targets, checkout = _targets(chosen), _checkout(chosen.path)
        outputs.probe(targets, checkout)
        kept, notice = _kept(chosen, checkout)
        found, remark = findings_store(chosen, kept, checkout, no_cache=arguments.no_cache)
        chosen, notice = replace(chosen, store=found), (*notice, *remark)
        entries = kept.files() if kept else []
        chosen = _without_own_files(chosen, targets, entries)
        against = comparison.against(chosen, base, kept)
        said = (*chosen.pending, *comparison.remarks(chosen, base), *notice)
        chosen = replace(chosen, pending=said)
        names = [e.name for e in ENGINES if e.kinds & frozenset(chosen.scanners)]
        with _no_commands(in_workflow), text.Progress(stderr, names) as progress:
            report = scan(chosen, progress, against)
    with _no_commands(in_workflow):
        code, failure = _EXITS[report.verdict], None
        try:
            for path, renderer in targets.items():
                outputs.write(path, renderer(report), checkout)
        except OutputError as error:
            code, failure = ExitCode.USAGE, error
        _print(report, verbose=arguments.verbose)
        if failure:
            complain(failure, verbose=arguments.verbose)
    if in_workflow:
        _tell_github(report, chosen)
    return code, report, chosen


def _kept(chosen: Settings, checkout: Path) -> tuple[Kept | None, tuple[str, ...]]:
    """The folder of `cache-dir`, or why it is not used."""
    if chosen.cache_dir is None:
        return None, ()
    if is_tracked(chosen.cache_dir, checkout):
        words = f"cache-dir: git tracks files in {chosen.cache_dir}, so nothing in it is believed: "
        return None, (f"{words}choose a folder that git ignores, or that is not in the checkout",)
    return Kept(chosen.cache_dir, checkout), ()


def _placed(chosen: Settings, given: Options) -> Settings:
    """With the path below the checkout, which is also part of the default category, and in a
    workflow with the names of repository and commit."""
    prefix = _below_checkout(chosen.path)
    category = given.category or "/".join(("langflow-scan", *prefix.split("/"))).rstrip("/")
    environment = os.environ
    of = environment.get("GITHUB_REPOSITORY") or environment.get("CI_PROJECT_PATH", "")
    commit = environment.get("GITHUB_SHA") or environment.get("CI_COMMIT_SHA", "")
    started = environment.get("CI_JOB_STARTED_AT", "")  # GitLab's, whose report demands a time
    return replace(
        chosen,
        prefix=prefix,
        category=category,
        repository=of,
        commit=commit,
        started=started,
    )


def baseline(arguments: argparse.Namespace) -> ExitCode:
    """Scan, and write what is found as known; with `--prune` keep of the file what is still true.

    A scan that could not look at everything writes nothing: what it missed would look fixed.
    """
    given = configuration.options(options_of(arguments), "command line")
    chosen = _placed(settings.decide(Path(arguments.path), arguments.config or "", given), given)
    target = Path(arguments.output) if arguments.output else chosen.path / BASELINE
    checkout = _checkout(chosen.path)
    outputs.probe({target: sarif.render}, checkout)
    report = scan(replace(chosen, baseline=""))
    if report.verdict is Verdict.INCOMPLETE:
        raise ScanCut(
            f"the scan is incomplete ({'; '.join(report.reasons)}), so no baseline was written",
            hint="run `langflow-scan scan` to see what was not looked at",
        )
    accepted = [one for one in report.parts if not one.suppressions]
    if arguments.prune and target.is_file():
        before = comparison.baseline(target, str(target)).fingerprints
        accepted = [one for one in accepted if one.fingerprint in before]
    outputs.write(target, written(accepted), checkout)
    sys.stdout.write(f"{target}: {len(accepted)} findings are known now\n")
    return ExitCode.PASS


def begin(arguments: argparse.Namespace) -> ExitCode:
    """Write what a repository needs to be scanned."""
    root = Path(arguments.path).resolve()
    for line in init.write(init.plan(root), root):
        sys.stdout.write(f"{inert(line)}\n")
    return ExitCode.PASS


def diagnose(arguments: argparse.Namespace) -> ExitCode:
    """Say what a scan would be made with and look at; 2 where it would not work."""
    given = configuration.options(options_of(arguments), "command line")
    today = datetime.datetime.now(tz=datetime.UTC).date()
    found = doctor.diagnosis(Path(arguments.path), arguments.config or "", given, today)
    with _no_commands(os.environ.get("GITHUB_ACTIONS") == "true"):
        sys.stdout.write("".join(f"{inert(line)}\n" for line in found.lines))
    return ExitCode.PASS if found.is_well else ExitCode.USAGE


def repair(arguments: argparse.Namespace) -> ExitCode:
    """Show what can be written to get rid of findings; with `--write` write it."""
    given = configuration.options(options_of(arguments), "command line")
    chosen = settings.decide(Path(arguments.path), arguments.config or "", given)
    made = fix.fixes(chosen)
    with _no_commands(os.environ.get("GITHUB_ACTIONS") == "true"):
        for line in (*fix.difference(made), *fix.summary(made, written=arguments.write)):
            sys.stdout.write(inert(line) + "\n")
    if arguments.write:
        fix.write(made, chosen.path, _checkout(chosen.path))
    return ExitCode.PASS


def diff(arguments: argparse.Namespace) -> ExitCode:
    """Print or write what changed in flows."""
    scanners = {"scanners": parts(arguments.scanners)} if arguments.scanners else {}
    given = configuration.options(scanners, "command line")
    report = difference(Path(arguments.path), arguments.base, arguments.head, given)
    shown = FORMATS[arguments.format](report)
    if arguments.output:
        outputs.write(Path(arguments.output), shown, _checkout(Path(arguments.path).resolve()))
        return ExitCode.PASS
    with _no_commands(os.environ.get("GITHUB_ACTIONS") == "true"):
        sys.stdout.write(shown)
    return ExitCode.PASS


@contextmanager
def _no_commands(in_workflow: bool) -> Iterator[None]:
    """While it lasts, the runner takes no line for a command (GitHub, workflow-commands: stopping
    and starting). The token is random, so that no text of the repository can end it."""
    token = secrets.token_hex(16)
    if in_workflow:
        sys.stdout.write(f"::Stop-Commands::{token}\n")  # names are compared without case
        sys.stdout.flush()
    try:
        yield
    finally:
        if in_workflow:
            sys.stdout.write(f"::{token}::\n")
            sys.stdout.flush()


def _below_checkout(root: Path) -> str:
    """In a workflow, the path from the checkout to the scanned folder; elsewhere nothing."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    checkout = Path(workspace).resolve() if workspace else root
    if root == checkout or not root.is_relative_to(checkout):
        return ""
    return f"{root.relative_to(checkout).as_posix()}/"


def _checkout(root: Path) -> Path:
    """The folder whose content comes from the repository: no link in it is followed."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if workspace and root.is_relative_to(Path(workspace).resolve()):
        return Path(workspace).resolve()
    return next((one for one in (root, *root.parents) if (one / ".git").exists()), root)


def _without_own_files(
    chosen: Settings, targets: Iterable[Path], entries: Iterable[Path]
) -> Settings:
    """Leave out what an earlier scan wrote: with it, each scan would differ from the one before.

    Only files with our own content count, or the name of an output would hide what is in it.
    """
    known = [chosen.output_dir / name for name, _ in RENDERERS.values()]
    inside = (
        path.absolute().relative_to(chosen.path).as_posix()
        for path in {*targets, *known, chosen.sarif_file}
        if path.absolute().is_relative_to(chosen.path) and outputs.is_ours(path)
    )
    cached = (
        path.absolute().relative_to(chosen.path).as_posix()
        for path in entries
        if path.absolute().is_relative_to(chosen.path)
    )
    escaped = (re.sub(r"([*?\[])", r"[\1]", path) for path in (*inside, *cached))
    return replace(chosen, exclude=(*chosen.exclude, *escaped))


def _print(report: Report, *, verbose: bool) -> None:
    console = Console()
    color = console.is_terminal and not os.environ.get("NO_COLOR")
    width = console.width if console.is_terminal else 100
    try:
        sys.stdout.write(text.render(report, width=width, color=color, verbose=verbose))
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        silence_stdout()
        raise OutputError(f"the report could not be printed: {error.strerror}") from error


def _targets(chosen: Settings) -> dict[Path, Callable[[Report], str]]:
    """The SARIF file and the further formats, each with what writes it."""
    files: dict[Path, Callable[[Report], str]] = {chosen.sarif_file: sarif.render}
    for name in chosen.formats:
        file_name, renderer = RENDERERS[name]
        files[chosen.output_dir / file_name] = renderer
    return files


def _tell_github(report: Report, chosen: Settings) -> None:
    """Annotations on stdout, and the job summary."""
    if chosen.annotations:
        sys.stdout.write(annotations.render(report))
    target = os.environ.get("GITHUB_STEP_SUMMARY")
    if chosen.summary and target:
        try:
            with Path(target).open("a", encoding="utf-8") as stream:
                stream.write(summary.render(report))
        except OSError as error:
            sys.stdout.write(f"::warning::the job summary could not be written: {error.strerror}\n")
