"""Lines of plain files: unquoted values in quotes, annotations and calls blanked, named lists."""

import re
from collections.abc import Iterator
from dataclasses import replace

from scanner.secrets.line import Line
from scanner.secrets.names import names_secret

_UNQUOTED = re.compile(
    r"^(\s*(?:-\s+)?(?:(?:export|ENV|ARG|LABEL|Environment=)\s*)?[\"']?[A-Za-z_][\w.-]*[\"']?\s*[:=]\s*)"
    r"([^\s'\"#{\[&*!|>][^\s'\"#]*)((?:\s+#.*|\s*,)?\s*)$"
)
_ANNOTATED = re.compile(
    r"^(\s*(?:(?:const|let|var|private|public|readonly|static)\s+)*[A-Za-z_][\w.]*)"
    r"(\??\s*:\s*[A-Za-z_][\w.\[\], |]{0,80}?)(\s*=\s*)"
    r"((?:[A-Za-z_][\w.]*\(\s*(?:default\s*=\s*)?)?)"
    r"([rbfuRBFU]{0,2}[\"'].*)$"
)
"""`password: str = "..."` and `password: str = Field(default="...")`."""
_WRAPPED = re.compile(
    r"^(.{0,200}?\b[A-Za-z_]\w*[\"']?\s*[=:]\s*)((?:[A-Za-z_]\w*\.)*SecretStr\(\s*)([\"'].*)$"
)
"""`api_key=SecretStr("...")`."""
_QUOTED_PAIR = re.compile(r"^(\s*-\s+)([\"'])([A-Za-z_][\w.-]*=)([^'\"\s]+)\2(\s*)$")


_FENCE = re.compile(r"\s*(?:```|~~~)\s*([\w.+-]*)")
_CONFIG_BLOCKS = frozenset(
    {"bash", "console", "docker", "dockerfile", "dotenv", "env", "ini", "properties", "sh"}
    | {"shell", "toml", "yaml", "yml", "zsh"}
)


def plain_lines(text: str, is_config: bool, *, is_fenced: bool = False) -> Iterator[Line]:
    """`is_fenced`: blocks of configuration stand in it between fences, as in Markdown."""
    at, inside, entry = 0, False, ""
    for physical in text.split("\n"):
        line = physical.rstrip()
        if not line:  # megabytes of line ends are cheap to send
            entry, at = "", at + len(physical) + 1
            continue
        if is_fenced and (fence := _FENCE.match(line)):
            inside = not inside
            is_config = inside and fence[1].lower() in _CONFIG_BLOCKS
        named = _under(entry, line) if is_config else None
        if is_fenced and not inside and named is None:
            named = _bullet(line)
        is_over = named is not None or line == "}"
        entry = _entry(line) or ("" if is_over else entry)
        if named:
            yield replace(named, base=named.base + at)
        elif is_config and (pair := _QUOTED_PAIR.match(line)):
            lead, quote, key, value, tail = pair.groups()
            yield Line(f"{lead}{key}{quote}{value}{quote}{tail}", at)
        elif is_config and (bare := _UNQUOTED.match(line)):
            head, value, tail = bare.groups()
            yield Line(f'{head}"{value}"{tail}', at, quoted_at=len(head))
        elif is_config or not ("=" in line or ":" in line) or not ('"' in line or "'" in line):
            yield Line(line, at)
        elif typed := _ANNOTATED.match(line):
            # detect-secrets does not know annotations and calls; blanks keep the columns.
            head, annotation, equals, call, value = typed.groups()
            blanked = f"{head}{' ' * len(annotation)}{equals}{' ' * len(call)}{value}"
            yield Line(blanked, at)
        elif wrapped := _WRAPPED.match(line):
            head, call, value = wrapped.groups()
            yield Line(f"{head}{' ' * len(call)}{value}", at)
        else:
            yield Line(line, at)
        at += len(physical) + 1


_BULLET = re.compile(
    r"^\s*(?:[-*+]|\d{1,2}\.)\s+[*_`]{0,3}(?P<name>[A-Za-z][\w -]{2,40}?)[*_`]{0,3}"
    r"\s?[:=][*_`]{0,3}\s{0,4}[`\"']?(?P<value>[^\s`\"'<>]{6,200})[`\"']?\s*$"
)
"""`- **Password**: value` of Markdown."""


def _bullet(line: str) -> Line | None:
    """An entry of a list in a document whose name means a secret."""
    found = _BULLET.match(line)
    if found is None:
        return None
    name = re.sub(r"[ -]+", "_", found["name"].strip())
    if not names_secret(name):
        return None
    prefix = f'{name} = "'
    return Line(f'{prefix}{found["value"]}"', found.start("value") - len(prefix), name=name)


_ENTRY = re.compile(
    r"""\s*(?:-\s+)?(?:name|key):\s*["']?(?P<item>[A-Za-z_][\w.-]{1,80})["']?\s*$"""
    r"""|\s*variable\s+"(?P<variable>[\w-]{1,80})"\s*\{"""
)
"""An item of a list of settings in YAML, a variable of Terraform."""
_OF_ENTRY = re.compile(
    r"""^(?P<head>\s*(?:-\s+)?(?:value:\s*|default\s*=\s*))(?P<quote>["']?)"""
    r"""(?P<value>[^\s"'#{\[&*!|>$][^\s"'#]*)(?P=quote)(?P<tail>\s*(?:\s#.*)?)$"""
)


def _entry(line: str) -> str:
    """The name that an entry of settings begins with."""
    found = _ENTRY.match(line)
    return (found["item"] or found["variable"]) if found else ""


def _under(entry: str, line: str) -> Line | None:
    """`value: x` or `default = "x"` of an entry as if its name stood before it."""
    found = _OF_ENTRY.match(line) if entry else None
    if found is None:
        return None
    start = found.start("value")
    prefix = f'{entry} = "'
    return Line(f'{prefix}{found["value"]}"{found["tail"]}', start - len(prefix), name=entry)
