"""What kind a file is: one row a kind, from its name, its path and a look at its content.

A row holds where all of its parts do, and the first row that holds decides: names stand before
content, so that `compose.yaml` is a Compose file whatever is in it. What no row knows and may be
YAML or JSON in an unusual spelling (flow style, quoted or escaped keys) is parsed, and its keys
decide.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from scanner.errors import ReadError
from scanner.formats import json_, yaml_
from scanner.formats.positions import Node
from scanner.tree.kind_rows import BY_NAME, RESOURCES, ROWS
from scanner.tree.source import FileKind
from scanner.tree.text import decode, looks_written


def classify(uri: str, data: bytes) -> FileKind:
    """The one kind of a file.

    A name that says what a file is decides also where the content has a NUL in it: who uses the
    file may pass over that byte.
    """
    name = PurePosixPath(uri).name.lower()
    named = next((row for row in BY_NAME if row.holds(uri, name, b"")), None)
    if named is None and is_binary(uri, data):
        return FileKind.BINARY
    plain = _plain(data)
    for row in ROWS:
        if row is named or (row.content and row.holds(uri, name, plain)):
            return row.kind
    found = _by_structure(name, plain)
    return _of_original(uri, data) if found is FileKind.TEXT else found


def is_copy(uri: str) -> bool:
    """Whether the name says that it is a copy or a template of another file."""
    return bool(COPY.search(uri))


def _of_original(uri: str, data: bytes) -> FileKind:
    """What a copy or a template of a file would be under the file's own name."""
    original = COPY.sub("", uri)
    if original == uri or not PurePosixPath(original).name:
        return FileKind.TEXT
    kind = classify(original, data)
    return FileKind.TEXT if kind in _NOT_COPIED else kind


COPY = re.compile(
    r"(?:[._-](?:template|tmpl|tpl|j2|jinja2?|dist|old|bak|backup|orig|original|sample|example|save"
    r"|copy|disabled|erb|gotmpl|in)|~)+$",
    re.IGNORECASE,
)
"""How names of copies and templates end."""


_NOT_COPIED = frozenset(
    {FileKind.PYTHON, FileKind.NOTEBOOK, FileKind.FLOW, FileKind.BINARY, FileKind.PYPROJECT}
    | {FileKind.MARKDOWN, FileKind.WORKFLOW, FileKind.SETUP_CFG, FileKind.PIPFILE}
)
"""What is a program or installs something only under its own name."""


def is_binary(uri: str, head: bytes) -> bool:
    """Whether a file, by its start, is no text: it has a NUL, neither its name nor its first line
    says what reads it as text, and it is not all text but for that."""
    if b"\0" not in head[:8192] or _SHEBANG.match(head) or _TEXT_NAME.search(uri.lower()):
        return False
    if looks_written(head[:8192]):
        return False
    name = PurePosixPath(uri).name.lower()
    return not any(row.holds(uri, name, b"") for row in BY_NAME)


def _plain(data: bytes) -> bytes:
    """The content as patterns can search it: 8-bit text, and ASCII where it was escaped."""
    if b"\0" in data or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = decode(data)[0].encode("utf-8", "replace")
    if b"\\" in data:
        data = _ESCAPED.sub(lambda match: bytes.fromhex(match.group(1).decode()), data)
    return data


_SHEBANG = re.compile(rb"#![ \t]*/")


_TEXT_NAME = re.compile(
    r"\.(json[5cl]?|jsonl|ndjson|ya?ml|toml|ini|cfg|conf|cnf|properties|txt|rst|adoc|lock|xml|plist"
    r"|[cm]?jsx?|[cm]tsx?|ts|vue|svelte|html?|css|sql|csv|tsv|tpl|tmpl|j2|jinja2?|template|hcl|nix"
    r"|bat|cmd|ps1|psm1|fish|rb|go|rs|java|kt|php|pl|lua|r|jl|service|container|timer|env|pem|def"
    r"|bicep|jsonnet|libsonnet|cue|star|bzl|gradle|groovy|list|pth)$"
)


_ESCAPED = re.compile(rb"\\(?:u00|x|U000000)([2-7][0-9A-Fa-f])")


def _by_structure(name: str, plain: bytes) -> FileKind:
    """The kind that the keys of a YAML or JSON text say; it is parsed where it may have them."""
    wanted = [
        one
        for one in STRUCTURES
        if name.endswith(one.suffixes) and all(hint in plain for hint in one.hints)
    ]
    if not wanted or len(plain) > MAX_PARSED:
        return FileKind.TEXT
    text = plain.decode("utf-8", "replace")
    try:
        nodes = (json_.read(text),) if name.endswith(".json") else yaml_.read(text)
    except ReadError:
        return FileKind.TEXT
    kinds = (one.kind for one in wanted for node in nodes if one.fits(node))
    return next(kinds, FileKind.TEXT)


MAX_PARSED = 5 * 2**20


@dataclass(frozen=True, slots=True)
class Structure:
    """A kind that is known by its keys."""

    kind: FileKind
    suffixes: tuple[str, ...]
    hints: tuple[bytes, ...]
    """Words that are in every such file; without them none is parsed."""
    fits: Callable[[Node], bool]
    """Whether a document is one."""


def _is_composed(document: Node) -> bool:
    services = document.get("services")
    members = services.mapping.values() if services else ()
    return any({"image", "build"} & {*service.mapping} for service in members)


def _is_resource(document: Node) -> bool:
    kind, version = document.get("kind"), document.get("apiVersion")
    return bool(kind and version and RESOURCES.fullmatch(kind.text))


def _is_flow(document: Node) -> bool:
    inner = document.get("data") or document
    return "nodes" in inner.mapping and "edges" in inner.mapping


_PARSED = (".json", ".yml", ".yaml")


STRUCTURES = (
    Structure(FileKind.FLOW, (".json",), (b"nodes", b"edges"), _is_flow),
    Structure(FileKind.COMPOSE, _PARSED, (b"services",), _is_composed),
    Structure(FileKind.KUBERNETES, _PARSED, (b"apiVersion", b"kind"), _is_resource),
)
