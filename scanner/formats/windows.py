"""Batch and PowerShell files as the simple commands that a shell's reader gives, with positions.

Variables become the shell's (`%NAME%` and `$env:NAME` are `${NAME}`), so that whoever reads
commands needs to know one spelling only. Blocks, loops and pipes fall apart into their commands.

Batch: https://learn.microsoft.com/windows-server/administration/windows-commands/set_1
"""

import re
from collections.abc import Callable, Iterator

from scanner.errors import ReadError
from scanner.formats import powershell
from scanner.formats.shell import MAX_LINE, MAX_WORDS, Assignment, Command, Heredoc, Word

_BATCH_TOKEN = re.compile(
    r"(?P<space>(?:[ \t\f\v,;]|\^\r?\n)+)|(?P<end>\r?\n|[&|()])"
    r"|(?P<word>(?:\"[^\"\r\n]*\"?|\^.|[^\s\"&|()^,;]|(?<=\S)[,;](?=\S))+)|(?P<other>.)"
)
_COMMENT = re.compile(r"^[ \t@]*(?:rem\b|::)[^\r\n]*", re.IGNORECASE | re.MULTILINE)
_SET = re.compile(
    r"^(?P<lead>[ \t@(]*+(?:if[ \t][^\r\n(]{0,500}\(?[ \t]*)?set[ \t]+)"
    r"(?:\"(?P<quoted>[A-Za-z_]\w*)=(?P<inner>[^\"\r\n]*)\""
    r"|(?P<name>[A-Za-z_]\w*)=(?P<value>[^\r\n&|]*))",
    re.IGNORECASE | re.MULTILINE,
)
_BATCH_VARIABLE = re.compile(r"%~?([A-Za-z_]\w*)(?::[^%]*)?%|!([A-Za-z_]\w*)!|%[*~]?\w*\d")
_POWER_TOKEN = re.compile(
    r"(?P<space>(?:[ \t\f\v]|`\r?\n|,(?:[ \t]*\r?\n)?)+)|(?P<comment>\#[^\r\n]*)"
    r"|(?P<end>\r?\n|[;|{}()])"
    r"|(?P<word>(?:\"(?:`.|\"\"|[^\"`])*\"|'[^']*'|\$\{[^{}\r\n]*\}|`."
    r"|,(?<![\"'},],)(?=[^\s\"'$,;|(){}])|[^\s\"'`;|{}(),])+)|(?P<other>.)",
    re.DOTALL,
)
_ASSIGNED = re.compile(
    r"(?P<name>\$(?:env:|global:|script:)?[A-Za-z_]\w*|\$\{env:\w+\})[ \t]*=[ \t]*"
    r"(?P<value>\"(?:`.|[^\"`\r\n])*\"|'[^'\r\n]*'|\$?[\w.:/-]+)"
    r"(?=[ \t]*(?:\r?\n|[;#)]|,\s*[\[$]|$))",
    re.IGNORECASE,
)
_SET_METHOD = re.compile(
    r"SetEnvironmentVariable\([ \t]*[\"'](?P<name>\w+)[\"'][ \t]*,[ \t]*"
    r"(?P<value>\"[^\"\r\n]*\"|'[^'\r\n]*')",
    re.IGNORECASE,
)
_HERE = re.compile(r"@([\"'])[ \t]*\r?\n")
_HERE_ENDS = {mark: re.compile(rf"\r?\n{mark}@([^\r\n]*)") for mark in "\"'"}
_TARGET = re.compile(r"(?:>|Set-Content|Out-File|Add-Content|-Path|-FilePath)[ \t]+(\S+)", re.I)
_POWER_VARIABLE = re.compile(r"\$\{?(?:env:|global:|script:)?([A-Za-z_]\w*)\}?", re.IGNORECASE)


def read_batch(text: str) -> tuple[Command, ...]:
    """The commands of a .bat or .cmd file; `set` is a bare assignment.

    Raises:
        ReadError: a line or a number of words over the caps.
    """
    _check_lines(text)
    plain = _COMMENT.sub(lambda match: " " * len(match.group()), text)
    found: list[Command] = []
    for match in _SET.finditer(plain):
        name = match["quoted"] or match["name"]
        group = "inner" if match["quoted"] else "value"
        raw = match[group].rstrip()
        shown, dynamic = _batch_value(raw)
        value = Word(shown, match.start(group), match.start(group) + len(raw), dynamic)
        at = match.start("quoted" if match["quoted"] else "name")
        found.append(Command((Assignment(name, value, at, value.end),)))
    rest = _SET.sub(lambda match: re.sub(r"[^\r\n]", " ", match.group()), plain)
    found.extend(_commands(rest, _BATCH_TOKEN, _batch_word))
    return tuple(sorted(found, key=_start))


def read_powershell(text: str) -> tuple[Command, ...]:
    """The commands of a .ps1 file; variables of it and of the environment are assignments.

    Raises:
        ReadError: as `read_batch`.
    """
    _check_lines(text)
    found: list[Command] = []
    blank = [*text]
    for start, body, end, behind in _here_strings(text):
        heredoc = Heredoc(text[body:end] + "\n", body)
        found.append(Command(targets=tuple(_targets(behind)), heredocs=(heredoc,)))
        _wipe(blank, start, end + len(behind))
    blank = [*powershell.without_array_marks("".join(blank))]
    for pattern in (_ASSIGNED, _SET_METHOD):
        for match in pattern.finditer("".join(blank)):
            name = re.sub(r"^\$\{?(?:env:|global:|script:)?|\}$", "", match["name"], flags=re.I)
            value = _power_word(match["value"], match.start("value"))
            found.append(Command((Assignment(name, value, match.start("name"), value.end),)))
            _wipe(blank, match.start(), match.end())
    found.extend(_commands("".join(blank), _POWER_TOKEN, _power_word))
    return powershell.plain(sorted(found, key=_start), text)


def _commands(
    text: str, token: re.Pattern[str], word: Callable[[str, int], Word]
) -> Iterator[Command]:
    words: list[Word] = []
    count = 0
    for match in token.finditer(text):
        if match.lastgroup == "word":
            count += 1
            if count > MAX_WORDS:
                raise ReadError(f"more than {MAX_WORDS} words")
            made = word(match.group(), match.start())
            if made.text.strip("@"):
                words.append(made)
        elif match.lastgroup == "end" and words:
            yield Command(words=tuple(words))
            words = []
    if words:
        yield Command(words=tuple(words))


def _batch_word(raw: str, start: int) -> Word:
    text, dynamic = _batch_value(re.sub(r"\^(.)", r"\1", raw).replace('"', ""))
    return Word(text.lstrip("@"), start, start + len(raw), dynamic)


def _batch_value(raw: str) -> tuple[str, bool]:
    """The text with variables as a shell has them, and whether there are any."""
    text = _BATCH_VARIABLE.sub(lambda match: f"${{{match[1] or match[2] or '_'}}}", raw)
    return text, text != raw


def _power_word(raw: str, start: int) -> Word:
    parts: list[str] = []
    dynamic = False
    for piece in re.finditer(r"\"(?:`.|\"\"|[^\"`])*\"|'[^']*'|[^\"']+|.", raw, re.DOTALL):
        text = piece.group()
        if text[0] == "'" and len(text) > 1:
            parts.append(text[1:-1].replace("$", "\\$") if "$" in text else text[1:-1])
            continue
        plain = text[1:-1] if text[0] == '"' and len(text) > 1 else text
        plain = re.sub(r"`(.)", r"\1", plain)
        made = _POWER_VARIABLE.sub(r"${\1}", plain)
        dynamic = dynamic or made != plain or "$(" in plain
        parts.append(made)
    return Word("".join(parts), start, start + len(raw), dynamic)


def _targets(behind: str) -> Iterator[str]:
    for match in _TARGET.finditer(behind):
        yield match[1].strip("\"'")


def _here_strings(text: str) -> Iterator[tuple[int, int, int, str]]:
    """Where each begins, where its text begins and ends, and what follows it on its last line."""
    at, open_marks = 0, set(_HERE_ENDS)
    while open_marks and (match := _HERE.search(text, at)) is not None:
        at = match.end()
        end = _HERE_ENDS[match[1]].search(text, at - 1) if match[1] in open_marks else None
        if end is None:
            open_marks.discard(match[1])  # none of this kind ends behind here
            continue
        yield match.start(), match.end(), max(end.start(), match.end()), end[1]
        at = end.end()


def _wipe(characters: list[str], start: int, end: int) -> None:
    for at in range(start, end):
        if characters[at] not in "\r\n":
            characters[at] = " "


def _check_lines(text: str) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            raise ReadError(f"a line of more than {MAX_LINE} characters", line=number)


def _start(command: Command) -> int:
    starts = [one.start for one in command.assignments]
    starts += [one.start for one in command.words]
    starts += [one.start for one in command.heredocs]
    return min(starts, default=0)
