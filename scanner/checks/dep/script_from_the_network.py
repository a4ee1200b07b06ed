"""LF-DEP-029 script-from-the-network."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import PurePosixPath

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.scripts.script import Script
from scanner.tree.guards import is_template
from scanner.tree.source import FileKind

_INTERPRETER = r"(?:/bin/|/usr/bin/)?(?:bash|sh|zsh|dash|python3?|perl|node)\b"


_PIPED = re.compile(
    rf"\|\s{{0,200}}(?:sudo\s+(?:-\S{{1,40}}\s+){{0,5}})?(?:env\s+)?(?:\w+=\S{{0,200}}\s+){{0,5}}{_INTERPRETER}"
)


_DOWNLOAD = re.compile(r"\b(?:curl|wget)\b(?:\"[^\"\n]*\"|'[^'\n]*'|[^|;&\"'\n])*$")


_SUBSTITUTED = re.compile(
    r"\b(?:bash|sh|zsh)\s{1,20}(?:-\w{1,10}\s{1,20}){0,3}(?:<\(|\"?\$\()\s{0,20}(?:curl|wget)\b[^)\n]{0,500}\)"
)


_LONGEST = 1_000
"""Characters in front of a pipe in which its download stands."""


_PIPES = 1_000
"""How many pipes of one RUN are looked at."""


_COMMANDS = 5_000
"""How many commands of one script are looked at."""


_DOWNLOADS = re.compile(r"\b(?:curl|wget)\b")


_SHELLS = frozenset(
    {"sh", "bash", "zsh", "dash", "python", "python3", "perl", "node", "source", "."}
)


_CHECKED = re.compile(
    r"\b(?:sha\d+sum|shasum|gpgv?2?|cosign|minisign|openssl\s+dgst|Get-FileHash)\b"
)
"""What compares a download with what was meant."""


@check("LF-DEP-029")
def script_from_the_network(facts: Facts) -> Iterator[Match]:
    """A command that hands a download to an interpreter, in a repository that deploys Langflow."""
    if not facts.deploys_langflow:
        return
    images = {build.uri for build in facts.builds if build.runs_langflow}
    for script in facts.scripts:
        if script.source.kind is FileKind.MARKDOWN:
            continue
        for start, end in (*_handed_over(script.text), *_run_after_download(script)):
            place = script.at(start, end, "RUN")
            if is_template(place):
                continue
            image = script.source.kind is FileKind.DOCKERFILE
            who = "the build" if image else "the script"
            variant = "" if script.source.uri in images else "stack" if image else "script"
            message = f"{who} runs a script as the network delivers it, without looking at it"
            yield Match(message, place, variant)


def _run_after_download(script: Script) -> Iterator[tuple[int, int]]:
    """Where a file that was just fetched is run, and nothing checks it in between."""
    if not _DOWNLOADS.search(script.text) or _CHECKED.search(script.text):
        return
    fetched: dict[str, int] = {}
    for command in script.commands[:_COMMANDS]:
        words = [word.text for word in command.words]
        if not words:
            continue
        program = PurePosixPath(words[0]).name
        saved = _saved_as(program, words[1:])
        if saved:
            fetched[saved] = command.words[0].start
            continue
        run = (
            words[0] if program not in _SHELLS else next((w for w in words[1:] if w[:1] != "-"), "")
        )
        start = fetched.get(run.removeprefix("./"))
        if start is not None:
            yield start, max(word.end for word in command.words)
            return


def _saved_as(program: str, words: Sequence[str]) -> str:
    """The file that a download is saved to; empty where it is none."""
    url = next((word for word in words if word.startswith(("http://", "https://"))), "")
    if not url or program not in {"curl", "wget"}:
        return ""
    names = ("-o", "--output") if program == "curl" else ("-O", "--output-document")
    for word, behind in zip(words, (*words[1:], ""), strict=True):
        name, equals, value = word.partition("=")
        flag = name in names or (program == "curl" and re.fullmatch(r"-[a-zA-Z]*o", name))
        if flag:
            return (value if equals else behind).removeprefix("./")
    remote = program == "wget" or any(re.fullmatch(r"-[a-zA-Z]*O|--remote-name", w) for w in words)
    return PurePosixPath(url.partition("?")[0]).name if remote else ""


def _handed_over(text: str) -> Iterator[tuple[int, int]]:
    """Where a download goes straight into an interpreter."""
    for pipe in islice(_PIPED.finditer(text), _PIPES):
        before = max(pipe.start() - _LONGEST, 0)
        download = _DOWNLOAD.search(text[before : pipe.start()])
        if download:
            yield before + download.start(), pipe.end()
    yield from (match.span() for match in _SUBSTITUTED.finditer(text))
