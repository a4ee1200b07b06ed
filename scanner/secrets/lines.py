"""The lines of a file as detectors of secrets read them, with the way back to the file.

Unquoted values of configuration are put in quotes, annotations and calls around a value are
blanked, strings of JSON are read one by one, decoded. The secrets worker starts with it, so it
imports little.
"""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from scanner.errors import ReadError
from scanner.formats import json_
from scanner.formats.positions import Node
from scanner.secrets.candidates import CONFIG_KINDS, CONFIG_NAMES, CONFIG_SUFFIXES


@dataclass(frozen=True, slots=True)
class Line:
    """One line for the plugins and where its characters stand in the file."""

    text: str
    base: int = 0
    """Offset of the text in the file, for a line of a plain file."""
    quoted_at: int | None = None
    """Index of a quote that we put in and the file does not have."""
    node: Node | None = None
    """The JSON string that holds the text."""
    index: int = 0
    """Index of the text in that string's value."""
    prefix: int = 0
    """Length of the `"name": "` that we put before a JSON string."""
    path: tuple[str, ...] = ()
    name: str = ""
    is_raw: bool = False
    """Text between strings of JSON, for known formats alone: keys, and values given twice."""
    whole: int | None = None
    """Length of what the text was decoded from, for base64: it stands at `base`."""
    twins: "Sequence[Node | int]" = ()
    """Where the same text stands again under the same keys: a string, or an offset in the file."""

    def again(self) -> "Iterator[Line]":
        """The line at its further places: a flow repeats the code of its components."""
        for place in self.twins:
            if isinstance(place, int):
                yield replace(self, base=place, twins=())
            else:
                yield replace(self, node=place, twins=())

    def span(self, source: str, start: int, length: int) -> tuple[int, int]:
        """Offsets in the file of a stretch of the text."""
        if self.whole is not None:
            return self.base, self.base + self.whole
        if self.node is not None:
            first = max(self.index + start - self.prefix, 0)
            begin = json_.raw_offset(source, self.node, first)
            return begin, json_.raw_offset(source, self.node, first + length)
        moved = 1 if self.quoted_at is not None and start > self.quoted_at else 0
        return self.base + start - moved, self.base + start - moved + length


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


def lines_of(text: str, uri: str, kind: str) -> list[Line]:
    """The lines for the plugins: strings of JSON, else lines of the file."""
    if kind in ("flow", "notebook") or uri.lower().endswith(_JSON):
        try:
            strings = list(_strings(json_.read(text)))
            between = _between(strings, text)
            return [*_lines_of_strings(strings), *_docker_logins(strings, text), *between]
        except ReadError:
            pass  # not JSON after all: read as plain lines, nothing is left out
    if PurePosixPath(uri).name in (".pgpass", "pgpass.conf"):
        return list(_pgpass_lines(text))
    is_config = pseudo_name(uri, kind).endswith((".ini", ".yaml")) or _is_ini(text, uri)
    lines = list(_plain_lines(text, is_config, is_fenced=kind == "markdown"))
    return lines + list(_decoded_lines(text)) if kind == "kubernetes" else lines


_Strings = Sequence[tuple[tuple[str, ...], Node]]
"""The strings of a JSON document with the keys that lead to them, in its order."""


def _lines_of_strings(strings: _Strings) -> Iterator[Line]:
    """The lines of every string; a text that stands under the same names again is a twin."""
    seen: dict[tuple[str, ...], list[Node | int]] = {}
    for path, node in strings:
        near = ("" if key.isdigit() else key for key in path[-2:])
        key = (node.text, _json_name(path), *near)
        if key in seen:
            seen[key].append(node)
        else:
            seen[key] = []
            yield from _string_lines(node, path, seen[key])


def _between(strings: _Strings, text: str) -> Iterator[Line]:
    """The text between the strings that are read one by one: keys, and values given twice."""
    seen: dict[str, list[Node | int]] = {}
    at = 0
    ends = [(node.start, node.end) for _, node in strings] + [(len(text), len(text))]
    for start, end in sorted(ends):
        if (piece := text[at:start].rstrip()) in seen:
            seen[piece].append(at)
        else:
            seen[piece] = []
            yield Line(piece, at, is_raw=True, twins=seen[piece])
        at = end


_COMMENT = re.compile(r"\s*(?:[#;].*)?")
_PAIR_OR_SECTION = re.compile(r"\s+\S|\[[^\]]+\]|[^\s=:][^=:]*[=:]")
_CODE = frozenset(
    {".c", ".cc", ".cpp", ".cs", ".css", ".go", ".html", ".java", ".js", ".jsx", ".kt", ".mjs"}
    | {".php", ".py", ".pyi", ".rb", ".rs", ".scala", ".swift", ".ts", ".tsx", ".vue"}
)
"""Where a value without quotes is a name."""


def _is_ini(text: str, uri: str) -> bool:
    """Whether a file of no known kind holds nothing but `key = value`, sections and comments."""
    if PurePosixPath(uri).suffix.lower() in _CODE:
        return False
    said = (line for line in text.splitlines() if not _COMMENT.fullmatch(line))
    first = next(said, None)
    if first is None or first[0].isspace() or not _PAIR_OR_SECTION.match(first):
        return False
    return all(_PAIR_OR_SECTION.match(line) for line in said)


_JSON = (".json", ".dockercfg", ".dockerconfigjson")
_LOGIN = re.compile(r"[A-Za-z0-9+/]{4,}={0,2}")


def _docker_logins(strings: _Strings, text: str) -> Iterator[Line]:
    """The passwords of Docker's configuration: `auth` is base64 of `user:password`."""
    for path, node in strings:
        if path and path[-1] == "auth" and _LOGIN.fullmatch(node.text):
            user, _, password = _decoded(node.text).partition(":")
            if user and password:
                at = json_.raw_offset(text, node, 0)
                yield _hidden("password", password, at, len(node.text))


def _decoded(encoded: str) -> str:
    """The text of base64; empty where it holds none."""
    try:
        return b64decode(encoded, validate=True).decode()
    except (binascii.Error, ValueError):
        return ""


def _hidden(name: str, value: str, at: int, length: int) -> Line:
    """A value that was decoded from `length` characters of the file."""
    prefix = f'"{name}": "'
    return Line(f'{prefix}{value}"', at, prefix=len(prefix), name=name, whole=length)


_PGPASS = re.compile(
    r"^(?!#)(?:(?:\\.|[^:\\\n]){0,300}:){4}(?P<value>[^\n]+?)[ \t\r]*$", re.MULTILINE
)


def _pgpass_lines(text: str) -> Iterator[Line]:
    """The last field of `host:port:database:user:password` (PostgreSQL, libpq-pgpass)."""
    for match in _PGPASS.finditer(text):
        yield _hidden("password", match["value"], match.start("value"), len(match["value"]))


_SECRET_MANIFEST = re.compile(r"^kind:\s*[\"']?Secret\b", re.MULTILINE)
_ENCODED = re.compile(
    r"^[ \t]+[\"']?(?P<name>[\w.-]{1,253})[\"']?:[ \t]*"
    r"[\"']?(?P<value>[A-Za-z0-9+/]{8,}={0,2})[\"']?[ \t]*$",
    re.MULTILINE,
)


def _decoded_lines(text: str) -> Iterator[Line]:
    """What base64 in a Secret of Kubernetes says, under its key."""
    if not _SECRET_MANIFEST.search(text):
        return
    for match in _ENCODED.finditer(text):
        value, at, length = _decoded(match["value"]), match.start("value"), len(match["value"])
        if match["name"] in (".dockerconfigjson", ".dockercfg"):
            yield from (replace(line, base=at, whole=length) for line in _logins_of(value))
        elif value.isprintable():
            yield _hidden(match["name"], value, at, length)
        else:  # a file, such as a key or a .env
            yield from (
                replace(line, base=at, whole=length) for line in _plain_lines(value, is_config=True)
            )


def _logins_of(document: str) -> Iterator[Line]:
    try:
        yield from _docker_logins(list(_strings(json_.read(document))), document)
    except ReadError:
        return


_FENCE = re.compile(r"\s*(?:```|~~~)\s*([\w.+-]*)")
_CONFIG_BLOCKS = frozenset(
    {"bash", "console", "docker", "dockerfile", "dotenv", "env", "ini", "properties", "sh"}
    | {"shell", "toml", "yaml", "yml", "zsh"}
)


def _plain_lines(text: str, is_config: bool, *, is_fenced: bool = False) -> Iterator[Line]:
    """`is_fenced`: blocks of configuration stand in it between fences, as in Markdown."""
    at, inside, entry = 0, False, ""
    for physical in text.split("\n"):
        line = physical.rstrip()
        if is_fenced and (fence := _FENCE.match(line)):
            inside = not inside
            is_config = inside and fence[1].lower() in _CONFIG_BLOCKS
        named = _under(entry, line) if is_config else None
        is_over = named is not None or line in ("", "}")
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


def _strings(root: Node) -> Iterator[tuple[tuple[str, ...], Node]]:
    """Every string of a document with the keys that lead to it, in its order."""
    stack: list[tuple[Node, tuple[str, ...]]] = [(root, ())]
    while stack:
        node, path = stack.pop()
        if isinstance(node.value, str):
            yield path, node
        children = [(child, (*path, key)) for key, child in node.mapping.items()]
        children += [(child, (*path, str(n))) for n, child in enumerate(node.items)]
        stack.extend(reversed(children))


def _string_lines(node: Node, path: tuple[str, ...], twins: Sequence[Node | int]) -> Iterator[Line]:
    name = _json_name(path)
    pieces = node.text.split("\n")
    if len(pieces) == 1 and not (path and path[-1].isdigit()):
        prefix = f'"{name}": "'
        shown = f'{prefix}{node.text}"'
        yield Line(shown, 0, None, node, 0, len(prefix), path, name, twins=twins)
        return
    index = 0
    for piece in pieces:
        yield Line(piece.rstrip(), 0, None, node, index, 0, path, twins=twins)
        index += len(piece) + 1


def _json_name(path: tuple[str, ...]) -> str:
    """The key; for Langflow's `{field: {"value": ...}}` the field."""
    keys = [key for key in path if not key.isdigit()]
    if len(keys) > 1 and keys[-1] in ("value", "default", "default_value"):
        return keys[-2]
    return keys[-1] if keys else ""


def is_code(path: tuple[str, ...]) -> bool:
    """Whether a string of a flow is Python."""
    return any(key in ("code", "function_code", "python_code", "tool_code") for key in path[-2:])


def pseudo_name(uri: str, kind: str) -> str:
    """A file name whose suffix tells detect-secrets how values are written in such a file."""
    suffix = PurePosixPath(uri).suffix.lower()
    name = PurePosixPath(uri).name.lower()
    if kind == "compose" or suffix in (".yaml", ".yml") or name == "kubeconfig":
        return "file.yaml"
    if kind in CONFIG_KINDS or suffix in CONFIG_SUFFIXES or name in CONFIG_NAMES:
        return "file.ini"
    return f"file{suffix}" if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else "file"


_NAMES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:getenv|environ\.get|\bget|\benv)\(\s*[\"'](\w+)[\"']\s*,\s*[\"']?[^\"']*$",
        r"([A-Za-z_][\w-]*)\s*:\s*[\w\[\], |.]+=\s*[rbfuRBFU]{0,2}[\"'`]?[^\"'`]*$",
        r"([A-Za-z_][\w.-]*)[\"'\]\)]*\s*(?::=|=>|={1,3}|!==?|:)\s*[rbfuRBFU@]{0,2}[\"'`]?[^\"'`=]*$",
        r"([A-Za-z_][\w-]*)\(\s*[rbfuRBFU]{0,2}[\"'`]?$",
        r"\(\s*[\"']([A-Za-z_][\w-]*)[\"']\s*,\s*[\"'`](?:Bearer )?$",
        r"[?&]([A-Za-z][\w-]*)=$",
        r"--([a-z][\w-]*)[\"']?(?:\s*=\s*|\s+|\s*,\s*)[\"']?$",
    )
)


def name_before(before: str) -> str:
    """The variable or key that a value is given to, from the text before it."""
    near = before[-200:]
    matches = (pattern.search(near) for pattern in _NAMES)
    return next((m.group(1).rpartition(".")[2][:80] for m in matches if m), "")
