"""The command line: every command, every option, and what was given of them."""

import argparse
import re
from collections.abc import Sequence
from typing import Any, NoReturn

from scanner import __version__

BASELINE = ".langflow-scan.baseline"

DIFF_FORMATS = ("text", "markdown", "html", "json")
"""What `commands.diff` can show a difference as; named here, because that is slow to load."""
COMMANDS = ("scan", "init", "baseline", "diff", "fix", "doctor", "explain", "rules")
_LISTS = ("scanners", "formats", "exclude")


_BOOLEANS = {"true": True, "false": False}


INPUTS: tuple[tuple[str, str, str], ...] = (
    ("scanners", "LIST", "what to look at: dependencies, secrets, code, langflow (default: all)"),
    (
        "fail-on",
        "SEVERITY",
        "lowest severity that fails: none, low, medium, high (default), critical; of a kind: "
        "high,dependencies=critical",
    ),
    ("min-severity", "SEVERITY", "lowest severity that is reported (default: none)"),
    (
        "min-confidence",
        "WORD",
        "lowest confidence that is reported: low (default), medium, high, very-high",
    ),
    ("profile", "WORD", "how exposed the deployment is: internet (default), internal, dev, audit"),
    ("config", "FILE", "configuration (default: .langflow-scan.yml or pyproject.toml in PATH)"),
    ("baseline", "FILE", "accepted findings, as `langflow-scan baseline` writes them"),
    ("base-ref", "REF", "git ref to compare with (default: the base of the pull request)"),
    (
        "new-only",
        "WORD",
        "fail on new findings only: auto (default) where the base or a baseline is known, true, "
        "false",
    ),
    ("exclude", "GLOBS", "paths to leave out, separated by commas"),
    ("sarif-file", "FILE", "the SARIF file for code scanning (default: langflow-scan.sarif)"),
    (
        "formats",
        "LIST",
        "further reports: json, html, markdown, comment, cyclonedx, full-sarif, junit, "
        "gitlab-sast, gitlab-code-quality",
    ),
    ("output-dir", "FOLDER", "for the further reports (default: langflow-scan-out)"),
    (
        "offline",
        "WORD",
        "stay off the network: auto (default; online advisories are asked where they answer), "
        "true, or false (they have to answer)",
    ),
    (
        "advisory-db",
        "PATH",
        "newer advisories: OSV all.zip, folder or JSONL; +PATH adds (default: bundled)",
    ),
    ("history", "BOOL", "search the git history for secrets too (default: false)"),
    ("annotations", "BOOL", "annotate lines when run in a workflow (default: true)"),
    ("summary", "BOOL", "write the job summary when run in a workflow (default: true)"),
    (
        "allow-incomplete",
        "BOOL",
        "let a scan pass that could not look at everything (default: false)",
    ),
    ("strict", "BOOL", "let what was scanned only partly end as incomplete (default: false)"),
    ("jobs", "N", "processes that may work at once (default: number of processors)"),
    ("timeout", "SECONDS", "for the whole scan (default: 1800); what is not done is incomplete"),
    ("max-memory", "MIB", "for all processes of the scan together (default: 2500)"),
    ("category", "NAME", "prefix of the SARIF category (default: langflow-scan and the path)"),
    ("cache-dir", "FOLDER", "keeps what is known between scans (default: the user's; none in CI)"),
)
"""The action's inputs, `path` apart: each is an option of `scan` by the same name."""


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """The arguments of a command line."""
    return _parser().parse_args(argv)


_REFUSED = re.compile(
    r"invalid choice: '(?P<choice>[^']*)' \(choose|arguments: (?P<option>--[\w-]+)"
)


class _Parser(argparse.ArgumentParser):
    """One that says what may have been meant."""

    def error(self, message: str) -> NoReturn:
        """End with 2, and the command or option that is nearest to what was given."""
        from difflib import get_close_matches  # only a mistyped line pays for it

        refused = _REFUSED.search(message)
        if refused and "maybe you meant" not in message:  # Python says so itself from 3.14 on
            options = [f"--{name}" for name, _, _ in INPUTS]
            names = options if refused["option"] else list(COMMANDS)
            near = get_close_matches(refused["option"] or refused["choice"], names, n=1)
            message += f"; did you mean {near[0]}?" if near else ""
        super().error(message)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="langflow-scan",
        description="Security scan for repositories that deploy or extend Langflow.",
        epilog="exit codes: 0 passed, 1 findings at or over --fail-on, 2 usage or configuration "
        "error, 3 incomplete (something could not be looked at)",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.set_defaults(verbose=False)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    scan_parser = commands.add_parser("scan", help="scan a folder", allow_abbrev=False)
    scan_parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="default: here")
    accept = commands.add_parser(
        "baseline", help="write down the findings of today as known", allow_abbrev=False
    )
    accept.add_argument("path", nargs="?", default=".", metavar="PATH", help="default: here")
    accept.add_argument("--output", default="", metavar="FILE", help=f"default: {BASELINE} in PATH")
    accept.add_argument("--prune", action="store_true", help="only drop what is fixed, add nothing")
    review = commands.add_parser(
        "diff",
        help="show what changed in flows, and what that opens and closes",
        description="What changed in flows between two commits or two files: components, code, "
        "fields, connections, ways in, models, tools and MCP servers, and the findings that are "
        "new or fixed. Exit code 0, whatever changed.",
        allow_abbrev=False,
    )
    review.add_argument(
        "base",
        nargs="?",
        default="",
        metavar="BASE",
        help="commit or file (default: where HEAD left the main branch)",
    )
    review.add_argument(
        "head", nargs="?", default="", metavar="HEAD", help="commit or file (default: the files)"
    )
    review.add_argument("--path", default=".", metavar="PATH", help="folder (default: here)")
    review.add_argument(
        "--format", choices=DIFF_FORMATS, default="text", help="how to show it (default: text)"
    )
    review.add_argument("--output", default="", metavar="FILE", help="default: print it")
    review.add_argument("--scanners", metavar="LIST", help="what to look at (default: all)")
    review.add_argument("--verbose", action="store_true", help="tracebacks too")
    repair = commands.add_parser(
        "fix",
        help="show edits that end findings, tried by a second scan",
        description="Shows as a unified diff what can be written to end findings where that is "
        "right for everyone: settings, releases, published ports, pins, TLS checks. The files are "
        "scanned again with the edits: what does not help, or brings another finding, is left out "
        "and named. Exit code 0, whether there are edits or not.",
        allow_abbrev=False,
    )
    repair.add_argument("path", nargs="?", default=".", metavar="PATH", help="default: here")
    repair.add_argument("--write", action="store_true", help="write the files (default: only show)")
    begin = commands.add_parser(
        "init",
        help="write a workflow and a configuration, where there are none",
        description="Writes .github/workflows/langflow-scan.yml (not where another CI is used) and "
        "a configuration with comments. Nothing is overwritten; what existing files need is shown.",
        allow_abbrev=False,
    )
    begin.add_argument("path", nargs="?", default=".", metavar="PATH", help="default: here")
    begin.add_argument("--verbose", action="store_true", help="tracebacks too")
    check_up = commands.add_parser(
        "doctor",
        help="say what a scan would be made with, look at and leave out; judges nothing",
        description="Engines and rules, the age of the advisories, the configuration and whether "
        "it can be used, the kinds of files with who reads them, and what would not be looked at. "
        "Exit code 0 where a scan would work, else 2; what is wrong begins with an exclamation "
        "mark.",
        allow_abbrev=False,
    )
    check_up.add_argument("path", nargs="?", default=".", metavar="PATH", help="default: here")
    for one in (scan_parser, accept, repair, check_up):
        for name, metavar, words in INPUTS:
            one.add_argument(f"--{name}", metavar=metavar, help=words)
        one.add_argument("--verbose", action="store_true", help="everything, tracebacks too")
        one.add_argument(
            "--no-cache",
            action="store_true",
            help="look at every file again: nothing of earlier scans is used or kept",
        )
    explain = commands.add_parser("explain", help="print the help of a rule")
    explain.add_argument("rule", metavar="RULE", help="an id, such as LF-AUTH-001 or B602")
    commands.add_parser("rules", help="list every rule")
    return parser


def options_of(arguments: argparse.Namespace) -> dict[str, Any]:
    """The options that were given, lists split and booleans read."""
    values: dict[str, Any] = {}
    for name, _, _ in INPUTS:
        value = getattr(arguments, name.replace("-", "_"))
        if value is None or value == "" or name == "config":
            continue
        if name in _LISTS:
            value = parts(value)
        if name == "fail-on":
            value = _thresholds(value)
        values[name] = _BOOLEANS.get(value, value) if isinstance(value, str) else value
    return values


def _thresholds(value: str) -> str | dict[str, str]:
    """`high,dependencies=critical` by kind; a word alone is left as it is."""
    given = parts(value)
    if len(given) == 1 and "=" not in value:
        return given[0]
    pairs = (part.split("=", 1) if "=" in part else ("default", part) for part in given)
    return {kind.strip(): word.strip() for kind, word in pairs}


def parts(value: str) -> tuple[str, ...]:
    """The parts of a list as people write it."""
    return tuple(part.strip() for part in re.split(r"[,\n]", value) if part.strip())
