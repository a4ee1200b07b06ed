"""The report for a terminal or a log, through rich; and progress while the engines work."""

import re
from collections.abc import Iterable, Sequence
from io import StringIO
from types import TracebackType

from rich.console import Console
from rich.live import Live
from rich.padding import Padding
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from scanner.findings import ranking
from scanner.model.finding import Excerpt, Finding
from scanner.model.note import Status, Verdict
from scanner.model.report import EngineRun, Report
from scanner.model.rule import Level, Severity
from scanner.render import inventory
from scanner.render.words import compared, counted, files, inert

MAX_SHOWN = 60
"""Findings that are printed; all are in the files."""
MAX_NOTES = 20

_STYLES = {
    Severity.CRITICAL: "bold white on red",
    Severity.HIGH: "bold red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.NONE: "dim",
}
_VERDICTS = {
    Verdict.PASS: ("PASS", "bold green"),
    Verdict.FAIL: ("FAIL", "bold red"),
    Verdict.INCOMPLETE: ("INCOMPLETE", "bold magenta"),
}


def render(report: Report, *, width: int = 80, color: bool = False, verbose: bool = False) -> str:
    """Findings by severity, engines, what was not looked at, the verdict."""
    buffer = StringIO()
    console = Console(
        file=buffer,
        width=width,
        force_terminal=color,
        no_color=not color,
        highlight=False,
        emoji=False,
        markup=False,
        soft_wrap=False,
    )
    _findings(console, report, verbose=verbose)
    if report.changes:
        flows = "1 flow has" if len(report.changes) == 1 else f"{len(report.changes)} flows have"
        console.print(f"{flows} changed: `langflow-scan diff` shows what\n")
    _engines(console, report, verbose=verbose)
    _notes(console, report, verbose=verbose)
    _verdict(console, report)
    # Wrapping may bring together what was apart, so that the lines themselves are made inert.
    lines = (line.rstrip() for line in buffer.getvalue().split("\n"))
    text = "\n".join(_harmless(line) for line in lines)
    return text.rstrip("\n") + "\n"


def _harmless(line: str) -> str:
    """A line that no runner takes for a command; what colours it is left alone."""
    return re.sub(r":(?=:)", ": ", line).replace("##[", "# #[")


def _findings(console: Console, report: Report, *, verbose: bool) -> None:
    ranked = ranking.ranked(report.open)
    shown = ranked if verbose else ranked[:MAX_SHOWN]
    for finding in _by_file(shown):
        _finding(console, finding)
    if len(ranked) > len(shown):
        left = len(ranked) - len(shown)
        console.print(f"... and {left} more, less severe: see the SARIF file, or use --verbose\n")


def _by_file(ranked: Sequence[Finding]) -> list[Finding]:
    """File by file, the file with the most urgent finding first."""
    files = list(dict.fromkeys(finding.location.uri for finding in ranked))
    return [f for uri in files for f in ranked if f.location.uri == uri]


def _finding(console: Console, finding: Finding) -> None:
    region = finding.location.region
    place = f"{finding.location.uri}:{region.start_line}:{region.start_column}"
    word = finding.severity.name.lower()
    head = Text.assemble(
        (f" {word} ", _STYLES[finding.severity]), " ", (inert(place), "bold"), "  ", finding.rule.id
    )
    console.print(head, overflow="fold")
    console.print(Padding(Text(inert(finding.message)), (0, 0, 0, 4)))
    if finding.excerpt:
        _excerpt(console, finding.excerpt)
    if finding.fix:
        console.print(Padding(Text(f"write: {inert(finding.fix)}", style="green"), (0, 0, 0, 4)))
    console.print()


def _excerpt(console: Console, excerpt: Excerpt) -> None:
    """The lines of the place, marked, and those around them; each on one line of the screen."""
    width = len(str(excerpt.first + len(excerpt.lines) - 1))
    room = max(20, console.width - width - 9)
    written = [line for line in excerpt.lines if line.strip()]
    indent = min((len(line) - len(line.lstrip()) for line in written), default=0)
    for number, line in enumerate(excerpt.lines, excerpt.first):
        is_place = excerpt.begin <= number <= excerpt.end
        mark, style = (">", "") if is_place else (" ", "dim")
        shown = inert(line[indent:])
        shown = shown if len(shown) <= room else shown[: room - 1] + "…"
        console.print(Text(f"    {mark} {number:>{width}} | {shown}".rstrip(), style=style))


def _engines(console: Console, report: Report, *, verbose: bool) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="dim")
    for heading in ("engine", "version", "status", "found"):
        table.add_column(heading, overflow="fold")
    table.add_column("seconds", justify="right")
    for run in report.runs:
        status = run.status.value + (f": {inert(run.reason)}" if run.reason else "")
        found = str(len(run.findings)) if run.status is Status.OK else "-"
        style = "bold magenta" if run.status is Status.FAILED else ""
        row = (run.engine, run.version, Text(status, style), found, f"{run.seconds:.1f}")
        table.add_row(*row)
    console.print(table)
    for run in report.runs:
        if run.hint:
            console.print(f"{run.engine}: {inert(run.hint)}")
        if verbose and run.detail:
            console.print(Padding(Text(inert(run.detail), style="dim"), (0, 0, 0, 4)))
    console.print()


def _notes(console: Console, report: Report, *, verbose: bool) -> None:
    """What was not looked at always; the rest, and what the flows are, with `--verbose`."""
    others = [n for n in report.all_notifications if n.level is Level.NOTE]
    _list(console, "Not looked at:", [n.message for n in report.missed], limit=not verbose)
    _list(console, "Scanned only partly:", [n.message for n in report.partly], limit=not verbose)
    ignores = [n for n in others if "ignore" in n.id]
    _list(console, "Ignores that need care:", [n.message for n in ignores], limit=not verbose)
    others = [n for n in others if n not in ignores]
    if verbose:
        flows = list(map(inventory.line, inventory.inventories(report)))
        _list(console, "Flows:", flows, limit=False)
        _list(console, "Notes:", [n.message for n in others], limit=False)
        _list(console, "Lowered or left out:", _guarded(report), limit=False)
    elif others:
        plural = "note" if len(others) == 1 else "notes"
        console.print(f"{len(others)} {plural}: use --verbose to read them\n", style="dim")


def _guarded(report: Report) -> list[str]:
    """Each place and reason once, with the rules that it held back."""
    rules: dict[tuple[str, int, str], dict[str, None]] = {}
    for one in (guarded for run in report.runs for guarded in run.guarded):
        key = (one.location.uri, one.location.region.start_line, one.reason)
        rules.setdefault(key, {})[one.rule_id] = None
    return [
        f"{uri}:{line}: {reason} ({', '.join(ids)})" for (uri, line, reason), ids in rules.items()
    ]


def _list(console: Console, heading: str, messages: Sequence[str], *, limit: bool) -> None:
    if not messages:
        return
    shown = messages[:MAX_NOTES] if limit else messages
    console.print(heading, style="bold")
    for message in shown:
        console.print(Padding(Text(f"- {inert(message)}"), (0, 0, 0, 2)))
    if len(messages) > len(shown):
        console.print(f"  ... and {len(messages) - len(shown)} more: use --verbose")
    console.print()


def _verdict(console: Console, report: Report) -> None:
    word, style = _VERDICTS[report.verdict]
    suppressed = len(report.findings) - len(report.open)
    extra = f", {suppressed} suppressed" if suppressed else ""
    extra += f", {report.hidden} under the report's filters" if report.hidden else ""
    console.print(Text.assemble((word, style), f"  {counted(report)}{extra} in {files(report)}"))
    decided = f"decided by: {report.decided_by}" if report.decided_by else ""
    for reason in (*filter(None, [decided, compared(report)]), *report.reasons):
        console.print(Padding(Text(inert(reason)), (0, 0, 0, 2)))
    for first in ranking.ranked(report.open)[:1]:
        words = f"next: `langflow-scan explain {first.rule.id}` says more of the first, and its fix"
        console.print(Padding(Text(words), (0, 0, 0, 2)))


class Progress:
    """One live line for each engine on a terminal; in a log, a plain line when one has ended."""

    def __init__(self, console: Console, engines: Iterable[str]) -> None:
        """`console` writes to stderr; `engines` are the names that will report."""
        self._console = console
        self._lines = dict.fromkeys(engines, "working")
        self._spinner = Spinner("dots")
        # Drawn by `tick` and not by a thread: the engines' process is forked while this is shown.
        self._live = Live(
            get_renderable=self._table, console=console, transient=True, auto_refresh=False
        )

    def __enter__(self) -> "Progress":
        """Start the live lines."""
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the live lines away."""
        if self._console.is_terminal:
            self._live.stop()

    def ended(self, run: EngineRun) -> None:
        """Say how an engine ended."""
        words = f"{run.status}, {len(run.findings)} found, {run.seconds:.1f} s"
        words = f"{run.status}: {inert(run.reason)}" if run.status is not Status.OK else words
        self._lines[run.engine] = words
        if not self._console.is_terminal:
            self._console.print(f"{run.engine}: {words}", markup=False, highlight=False)

    def tick(self) -> None:
        """Draw the live lines again."""
        if self._console.is_terminal:
            self._live.refresh()

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for engine, words in self._lines.items():
            table.add_row(self._spinner if words == "working" else "", engine, Text(words))
        return table
