"""Shell commands with positions: scripts, Makefile recipes, Procfiles, and lines of documentation.

`NAME=<your-key>` is one word, as whoever writes it means it, and no redirection.
No shell: words are unquoted, and what a shell would put in is only marked (`dynamic`). Control
words fall away, so the commands of a branch or a loop stand in the order in which they are written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from scanner.errors import ReadError

MAX_LINE = 100_000
"""Code points of one physical line; longer is no script that a person wrote."""
MAX_WORDS = 500_000

_TOKEN = re.compile(
    r"""
      (?P<space>(?>(?:[ \t\r\f\v]|\\\r?\n)+))
    | (?P<comment>\#[^\n]*+)
    | (?P<heredoc><<-?[ \t]*["']?(?P<mark>[A-Za-z_]\w*)["']?)
    | (?P<redirect>\d*(?:<<<|<>|>>|>\||[<>])&?)
    | (?P<end>\n|;|&|\||\(|\))
    | (?P<word>(?>(?:
          \\(?:\r?\n|.)
        | \$'(?>(?:\\[\s\S]|[^'\\]){0,20000})'
        | '[^']{0,20000}+'
        | "(?>(?:\\[\s\S]|[^"\\]){0,20000})"
        | \$\{[^{}\n]*+\}
        | \$\((?>(?:[^()]|\([^()]*+\))*)\)
        | `[^`\n]*+`
        | (?<=[=:/@])<[^<>\s;&|"'$]{1,60}>
        | [^\s;&|()<>]
      )+))
    """,
    re.VERBOSE,
)
_PIECE = re.compile(
    r"""\\\r?\n|\$'(?P<coded>(?:\\[\s\S]|[^'\\])*)'|\\(?P<escaped>.)|'(?P<single>[^']*)'|"(?P<double>(?:\\[\s\S]|[^"\\])*)"|(?P<bare>(?:[^\\'"$]|\$(?!'))+|.)""",
    re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:x(?P<hex>[0-9A-Fa-f]{1,2})|u(?P<unicode>[0-9A-Fa-f]{1,4})|(?P<octal>[0-7]{1,3})"
    r"|(?P<other>[\s\S]))"
)
_CONTROLS = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "a": "\a",
    "e": "\x1b",
}
_DYNAMIC = re.compile(r"\$[A-Za-z_{(@*#?0-9]|`")
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)\+?=(?!=)")
_CONTROL = frozenset({"if", "then", "else", "elif", "while", "until", "do", "{", "!", "time"})
_RECIPE = re.compile(r"^(\t[@+-]*)(.*(?:\\\n.*)*)", re.MULTILINE)
_NO_RECIPE = re.compile(r"^(?:(?![ \t])[^\n]+|[ \t]+@-?|[ \t]+-@?)", re.MULTILINE)
_JUST_VARIABLE = re.compile(
    r"^(?:export[ \t]+)?(?P<name>[A-Za-z_]\w*)[ \t]*:=[ \t]*"
    r"(?P<quote>[\"'])(?P<value>[^\"'\n]*)(?P=quote)",
    re.MULTILINE,
)
_MAKE_VARIABLE = re.compile(
    r"^(?:(?P<export>export|override)[ \t]+)?(?P<name>[A-Za-z_]\w*)[ \t]*(?:::?|\?)?=[ \t]*"
    r"(?P<value>[^#\n]*)",
    re.MULTILINE,
)
_PROCESS = re.compile(r"^(?:release|[A-Za-z][\w-]*):", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Word:
    """One word; `start` and `end` span it as written, quotes included."""

    text: str
    """Unquoted, with variables as written."""
    start: int
    end: int
    dynamic: bool = False
    """Whether a shell would replace a part of it."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """`NAME=value` in front of a command or on its own."""

    name: str
    value: Word
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heredoc:
    """The lines between `<<MARK` and `MARK`."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Command:
    """One simple command."""

    assignments: tuple[Assignment, ...] = ()
    words: tuple[Word, ...] = ()
    targets: tuple[str, ...] = ()
    """The files that it is redirected to or from."""
    heredocs: tuple[Heredoc, ...] = ()


@dataclass
class _Open:
    """A command that is being read."""

    assignments: list[Assignment] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)

    def command(self) -> Command:
        return Command(tuple(self.assignments), tuple(self.words), tuple(self.targets))


def read(text: str) -> tuple[Command, ...]:
    """The simple commands in order.

    Raises:
        ReadError: a line longer than `MAX_LINE`, or more words than `MAX_WORDS`.
    """
    _check_lines(text)
    return tuple(_commands(text))


def read_makefile(text: str) -> tuple[Command, ...]:
    """The commands of the recipes and the variables, in order; a variable is a bare assignment.

    Raises:
        ReadError: as `read`.
    """
    recipes = [" " if char != "\n" else char for char in text]
    for match in _RECIPE.finditer(text):
        line = match.group(2).replace("$$", "$_")
        recipes[match.start(2) : match.end(2)] = line
    found = [*read("".join(recipes)), *_make_variables(text)]
    return tuple(sorted(found, key=_start))


def read_justfile(text: str) -> tuple[Command, ...]:
    """The commands of the recipes of a justfile, and its variables.

    Raises:
        ReadError: as `read`.
    """
    recipes = _NO_RECIPE.sub(lambda match: " " * len(match.group()), text)
    found = [*read(recipes), *_just_variables(text)]
    return tuple(sorted(found, key=_start))


def read_procfile(text: str) -> tuple[Command, ...]:
    """The commands of the process types (`web: command`).

    Raises:
        ReadError: as `read`.
    """
    return read(_PROCESS.sub(lambda match: " " * len(match.group()), text))


def assignment(word: Word, raw: str) -> Assignment | None:
    """`NAME=value` as one word (`raw` is the word as written), or None where it is none."""
    match = _ASSIGNMENT.match(word.text)
    if match is None:
        return None
    at = word.start + max(raw.find(match.group(1)), 0)
    value = replace(word, text=word.text[match.end() :])
    quoted = raw[:1] in {'"', "'"} and raw[:1] == raw[-1:]
    return Assignment(match.group(1), value, at, max(at, word.end - int(quoted)))


def _check_lines(text: str) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            raise ReadError(f"a line of more than {MAX_LINE} characters", line=number)


def _commands(text: str) -> Iterator[Command]:
    at = count = 0
    current = _Open()
    pending: list[str] = []
    unclosed: set[str] = set()
    redirected = False
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:  # a character that opens nothing
            at += 1
            continue
        at = match.end()
        match match.lastgroup:
            case "word":
                count += 1
                if count > MAX_WORDS:
                    raise ReadError(f"more than {MAX_WORDS} words")
                _take(current, _word(match.group(), match.start()), match.group(), redirected)
                redirected = False
            case "redirect":
                redirected = True
            case "end":
                command, current = current.command(), _Open()
                redirected = False
                if match.group() == "\n" and pending:
                    heredocs, at = _heredocs(text, at, pending, unclosed)
                    pending = []
                    command = replace(command, heredocs=heredocs)
                if command.words or command.assignments or command.heredocs:
                    yield command
            case "space" | "comment":
                continue
            case _:
                pending.append(match.group("mark"))
    last = current.command()
    if last.words or last.assignments:
        yield last


def _take(current: _Open, word: Word, raw: str, redirected: bool) -> None:
    """Put a word where it belongs: redirection target, assignment in front, or argument."""
    if redirected:
        current.targets.append(word.text)
        return
    if not current.words:
        if word.text in _CONTROL:
            return
        found = assignment(word, raw) if _ASSIGNMENT.match(raw) else None
        if found:
            current.assignments.append(found)
            return
    current.words.append(word)


def _heredocs(
    text: str, at: int, marks: list[str], unclosed: set[str]
) -> tuple[tuple[Heredoc, ...], int]:
    """The bodies that follow a line, and where the commands go on."""
    found: list[Heredoc] = []
    for mark in marks:
        if mark in unclosed:
            return tuple(found), at
        end = re.compile(rf"^[ \t]*{re.escape(mark)}[ \t]*\r?$", re.MULTILINE).search(text, at)
        if end is None:
            unclosed.add(mark)
            return tuple(found), at
        found.append(Heredoc(text[at : end.start()], at))
        at = end.end()
    return tuple(found), at


def _word(raw: str, start: int) -> Word:
    """A word without its quotes."""
    parts: list[str] = []
    dynamic = False
    for piece in _PIECE.finditer(raw):
        match piece.lastgroup:
            case "single":
                parts.append(piece.group("single"))
            case "double":
                inner = piece.group("double")
                dynamic = dynamic or bool(_DYNAMIC.search(inner.replace("\\$", "")))
                parts.append(re.sub(r'\\(["\\$`])|\\\r?\n', r"\1", inner))
            case "coded":
                parts.append(_ESCAPE.sub(_decoded, piece.group("coded")))
            case "escaped":
                parts.append(piece.group("escaped"))
            case "bare":
                dynamic = dynamic or bool(_DYNAMIC.search(piece.group("bare")))
                parts.append(piece.group("bare"))
    return Word("".join(parts), start, start + len(raw), dynamic)


def _decoded(escape: re.Match[str]) -> str:
    """One escape of `$'...'` (bash, ANSI-C quoting)."""
    digits = escape["hex"] or escape["unicode"]
    if digits or escape["octal"]:
        return chr(int(digits, 16) if digits else int(escape["octal"], 8) & 0xFF)
    return _CONTROLS.get(escape["other"], escape["other"])


def _make_variables(text: str) -> Iterator[Command]:
    for match in _MAKE_VARIABLE.finditer(text):
        raw = match.group("value").rstrip()
        value = Word(raw, match.start("value"), match.start("value") + len(raw), "$" in raw)
        name = match.group("name")
        yield Command((Assignment(name, value, match.start("name"), value.end),))


def _just_variables(text: str) -> Iterator[Command]:
    for match in _JUST_VARIABLE.finditer(text):
        value = Word(match["value"], *match.span("value"))
        yield Command((Assignment(match["name"], value, match.start("name"), value.end),))


def _start(command: Command) -> int:
    starts = [one.start for one in command.assignments] + [one.start for one in command.words]
    return min(starts, default=0)
