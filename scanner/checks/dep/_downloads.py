"""Files that commands fetch, and what the same script does with them unchecked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath

from scanner.deployments.scripts.script import Script

MAX_COMMANDS = 5_000
"""How many commands of one script are looked at."""
_LONGEST = 1_000
"""Characters in front of a pipe in which its download stands."""
_PIPES = 1_000
"""How many pipes of one text are looked at."""
_INTERPRETER = r"(?:/bin/|/usr/bin/)?(?:bash|sh|zsh|dash|python3?|perl|node)\b"
_PREFIX = r"\|\s{0,200}(?:sudo\s+(?:-\S{1,40}\s+){0,5})?(?:env\s+)?(?:\w+=\S{0,200}\s+){0,5}"
_PIPED = re.compile(rf"{_PREFIX}(?:{_INTERPRETER}|(?:iex|Invoke-Expression)\b)", re.IGNORECASE)
_UNPACKED = re.compile(rf"{_PREFIX}(?:tar|bsdtar|unzip|funzip|cpio)\b")
_FETCH = r"(?:curl|wget|irm|iwr|Invoke-WebRequest|Invoke-RestMethod)"
_DOWNLOAD = re.compile(rf"\b{_FETCH}\b(?:\"[^\"\n]*\"|'[^'\n]*'|[^|;&\"'\n])*$", re.IGNORECASE)
_FROM = re.compile(r"[a-z]://|[$%{]|\w\.\w")
"""An address, or a variable that holds one: without it the words only speak of a download."""
_COMMENT = re.compile(r"\s*(?:#|::|REM\b)", re.IGNORECASE)
_SUBSTITUTED = re.compile(
    r"\b(?:bash|sh|zsh)\s{1,20}(?:-\w{1,10}\s{1,20}){0,3}(?:<\(|\"?\$\()\s{0,20}(?:curl|wget)\b[^)\n]{0,500}\)"
    r"|\b(?:iex|Invoke-Expression)\s{0,20}\(\s{0,20}(?:\(New-Object[^)\n]{1,100}\)\.DownloadString\(|(?:irm|iwr|Invoke-\w{3,20})\s)[^)\n]{1,500}\)",
    re.IGNORECASE,
)
_CHECKED = re.compile(
    r"\b(?:sha\d+sum|shasum|md5sum|gpgv?2?|cosign|minisign|openssl\s+dgst|Get-FileHash|certutil)\b"
)
"""What compares a download with what was meant."""
_AT_COMMIT = re.compile(r"[/=@][0-9a-f]{40}(?:[/?]|$)")
_SHELLS = frozenset(
    {"sh", "bash", "zsh", "dash", "python", "python3", "perl", "node", "source", "."}
    | {"powershell", "pwsh", "msiexec", "&", "start", "call"}
)
_UNPACKERS = frozenset({"tar", "bsdtar", "unzip", "gunzip", "7z", "expand-archive"})
_INSTALLERS = frozenset({"dpkg", "rpm", "apt", "apt-get", "yum", "dnf", "apk", "pip", "pip3"})
_PLACERS = frozenset({"install", "mv", "cp"})
_SAVES = {
    "curl": ("-o", "--output"),
    "wget": ("-O", "--output-document"),
    **dict.fromkeys(("invoke-webrequest", "iwr", "invoke-restmethod", "irm"), ("-outfile",)),
    "start-bitstransfer": ("-destination",),
}
"""The options of programs that say where a download goes, in lower case for PowerShell."""
_BEFORE = frozenset({"sudo", "exec", "time", "nohup"})


@dataclass(frozen=True, slots=True)
class Use:
    """What is done with a download, as offsets in the script."""

    start: int
    end: int
    runs: bool
    """Whether it is run; else it is unpacked, installed or made a program."""


def uses(script: Script) -> Iterator[Use]:
    """Where a download is run, unpacked or installed, and nothing checks it."""
    text = script.text
    yield from (Use(*span, True) for span in _behind(_PIPED, text))
    yield from (Use(*match.span(), True) for match in _SUBSTITUTED.finditer(text))
    if _CHECKED.search(text):
        return
    yield from (Use(*span, False) for span in _behind(_UNPACKED, text))
    if re.search(rf"\b(?:{_FETCH}|Start-BitsTransfer)\b", text, re.IGNORECASE):
        yield from _saved_and_used(script)


def _behind(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Where a download goes straight into what a pattern finds."""
    for pipe in islice(pattern.finditer(text), _PIPES):
        before = max(pipe.start() - _LONGEST, 0)
        download = _DOWNLOAD.search(text[before : pipe.start()])
        if download is None or _AT_COMMIT.search(download.group()):
            continue
        start = before + download.start()
        line = text[text.rfind("\n", 0, start) + 1 : start]
        if _FROM.search(download.group()) and not _COMMENT.match(line):
            yield start, pipe.end()


def _saved_and_used(script: Script) -> Iterator[Use]:
    """What is done with files that were saved first; running one outweighs installing it."""
    fetched: dict[str, int] = {}
    found: dict[str, Use] = {}
    for command in script.commands[:MAX_COMMANDS]:
        words = [word.text for word in command.words if word.text not in _BEFORE]
        if not words:
            continue
        program = PurePosixPath(words[0].replace("\\", "/")).name.lower().removesuffix(".exe")
        saved = _saved_as(program, words[1:])
        if saved:
            fetched[saved] = command.words[0].start
            continue
        run = _plain(
            next((w for w in words[1:] if w[:1] != "-"), "") if program in _SHELLS else words[0]
        )
        end = max(word.end for word in command.words)
        if run in fetched:
            found[run] = Use(fetched[run], end, True)
            continue
        known = next((_plain(w) for w in words[1:] if _plain(w) in fetched), None)
        if known is not None and known not in found and _installs(program, words):
            found[known] = Use(fetched[known], end, False)
    yield from found.values()


def _plain(word: str) -> str:
    return word.removeprefix("./").removeprefix(".\\").removeprefix("@")


def _installs(program: str, words: Sequence[str]) -> bool:
    """Whether a command makes a program or its files of what it is given."""
    if program in _UNPACKERS or program in _INSTALLERS:
        return True
    if program in _PLACERS:
        return any("/bin" in word for word in words[1:])
    return program == "chmod" and any(re.fullmatch(r"[ugoa]*\+[rw]*x|0?7\d\d", w) for w in words)


def _saved_as(program: str, words: Sequence[str]) -> str:
    """The file that a download is saved to; empty where it is none."""
    names = _SAVES.get(program)
    url = next((word for word in words if re.match(r"https?://|\$\{?\w", word)), "")
    if names is None or not url or _AT_COMMIT.search(url):
        return ""
    for word, behind in zip(words, (*words[1:], ""), strict=True):
        name, equals, value = word.partition("=")
        known = name in names or name.lower() in names
        if known or (program == "curl" and re.fullmatch(r"-[a-zA-Z]*o", name)):
            return _plain(value if equals else behind)
    remote = program == "wget" or any(re.fullmatch(r"-[a-zA-Z]*O|--remote-name", w) for w in words)
    return PurePosixPath(url.partition("?")[0]).name if remote else ""
