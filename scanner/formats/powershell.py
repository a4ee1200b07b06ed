"""What PowerShell writes in its own way and a shell's reader does not know.

Arrays of arguments, which a command takes by name, and `Start-Process`, whose arguments are those
of another program: afterwards every command is one that a shell could have.

https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_splatting
https://learn.microsoft.com/powershell/module/microsoft.powershell.management/start-process
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from scanner.formats.shell import Command, Word

MAX_ARRAY = 5_000
"""Characters of an array of arguments that a person writes."""
_OPENS = re.compile(r"@\(")
_PIECE = re.compile(r"\"(?:`.|[^\"`])*\"|'[^']*'|#[^\r\n]*|[)({};|]|[^\"'(){};|#]+", re.DOTALL)
_NAMED = re.compile(r"@(\w+)|\$\{(\w+)\}")
_STARTERS = frozenset({"start-process", "saps"})
_PROGRAM = frozenset({"-filepath", "-path"})
_ARGUMENTS = frozenset({"-argumentlist", "-args"})
_SWITCHES = frozenset(
    {"-nonewwindow", "-passthru", "-wait", "-usenewenvironment", "-loaduserprofile"}
)
_WITH_VALUE = frozenset(
    {"-workingdirectory", "-windowstyle", "-redirectstandardoutput", "-redirectstandarderror"}
    | {"-redirectstandardinput", "-verb", "-credential", "-environment", "-erroraction"}
)


def without_array_marks(text: str) -> str:
    """`@("run", "--host")` as `  "run", "--host" ` in one line; the text keeps its length."""
    pieces: list[str] = []
    at = 0
    for match in _OPENS.finditer(text):
        end = _end_of_array(text, match.end()) if match.start() >= at else -1
        if end < 0:
            continue
        inner = _PIECE.sub(_blank, text[match.end() : end])
        pieces += [text[at : match.start()], "  ", inner, " "]
        at = end + 1
    return "".join((*pieces, text[at:]))


def _end_of_array(text: str, start: int) -> int:
    """Where the array ends that begins there; -1 where it holds more than words."""
    at = start
    while at - start < MAX_ARRAY and (piece := _PIECE.match(text, at)) is not None:
        if piece.group() == ")":
            return at
        if piece.group() in "({};|":
            return -1
        at = piece.end()
    return -1


def _blank(piece: re.Match[str]) -> str:
    """A piece of an array in one line, without comments."""
    text = piece.group()
    return " " * len(text) if text[0] == "#" else re.sub(r"[\r\n]", " ", text)


def plain(commands: Iterable[Command], text: str) -> tuple[Command, ...]:
    """The commands with their arrays in place, and those that `Start-Process` starts."""
    arrays: dict[str, Sequence[Word]] = {}
    spellings: dict[str, str] = {}
    found: list[Command] = []
    for command in commands:
        for one in command.assignments:
            spellings.setdefault(one.name.lower(), one.name)
        words = tuple(_spelled(word, spellings) for word in command.words)
        if len(words) > 2 and words[1].text == "=" and (name := _variable(words[0])):
            words = words[2:]
            if text[words[0].start] in "\"'":
                arrays[name.lower()] = words
                continue
        words = tuple(part for word in words for part in _filled(word, arrays))
        found.append(replace(command, words=tuple(_started(words, text))))
    return tuple(found)


def _spelled(word: Word, spellings: dict[str, str]) -> Word:
    """The word with each variable as it is spelled where it is set: case does not count here."""
    if not word.dynamic:
        return word
    known = re.sub(r"\$\{(\w+)\}", lambda m: f"${{{spellings.get(m[1].lower(), m[1])}}}", word.text)
    return replace(word, text=known)


def _variable(word: Word) -> str:
    match = re.fullmatch(r"(?:\[[\w.\[\]]+\])?\$\{(\w+)\}", word.text)
    return match[1] if match else ""


def _filled(word: Word, arrays: dict[str, Sequence[Word]]) -> Sequence[Word]:
    match = _NAMED.fullmatch(word.text)
    return arrays.get((match[1] or match[2]).lower(), (word,)) if match else (word,)


def _started(words: Sequence[Word], text: str) -> Iterator[Word]:
    """The program and its arguments, of a `Start-Process`; any other command as it is."""
    if not words or words[0].text.lower() not in _STARTERS:
        yield from words
        return
    program: list[Word] = []
    arguments: list[Word] = []
    into = program
    skip = False
    for word in words[1:]:
        name = word.text.lower()
        if skip or name in _WITH_VALUE:
            skip = not skip
            into = arguments if program else program
        elif name in _SWITCHES:
            into = arguments if program else program
        elif name in _PROGRAM:
            into = program
        elif name in _ARGUMENTS:
            into = arguments
        else:
            into.append(word)
            into = arguments
    yield from program
    for word in arguments:
        yield from _split(word, text)


def _split(word: Word, text: str) -> Iterator[Word]:
    """The arguments in one text, each at its place."""
    if " " not in word.text:
        yield word
        return
    raw, at = text[word.start : word.end], 0
    for part in word.text.split():
        start = raw.find(part, at)
        at = start + len(part) if start >= 0 else at
        place = word.start + start if start >= 0 else word.start
        end = place + len(part) if start >= 0 else word.end
        yield Word(part, place, end, "$" in part)
