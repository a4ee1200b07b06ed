"""The lines of a file as detectors of secrets read them.

Unquoted values of configuration are put in quotes, annotations and calls around a value are
blanked, strings of JSON are read one by one, decoded. The secrets worker starts with it, so it
imports little.
"""

import re
from pathlib import PurePosixPath

from scanner.errors import ReadError
from scanner.secrets.candidates import CONFIG_KINDS, CONFIG_NAMES, CONFIG_SUFFIXES
from scanner.secrets.encoded_lines import pgpass_lines
from scanner.secrets.joined_lines import joined_lines
from scanner.secrets.json_lines import lines_of_json
from scanner.secrets.line import Line
from scanner.secrets.manifest_lines import decoded_lines, outside, references
from scanner.secrets.plain_lines import plain_lines


def lines_of(text: str, uri: str, kind: str) -> list[Line]:
    """The lines for the plugins: strings of JSON, else lines of the file."""
    if kind in ("flow", "notebook") or uri.lower().endswith(_JSON):
        try:
            return list(lines_of_json(text))
        except ReadError:
            pass  # not JSON after all: read as plain lines, nothing is left out
    if PurePosixPath(uri).name in (".pgpass", "pgpass.conf"):
        return list(pgpass_lines(text))
    is_config = pseudo_name(uri, kind).endswith((".ini", ".yaml")) or _is_ini(text, uri)
    lines = list(plain_lines(text, is_config, is_fenced=kind == "markdown"))
    if pseudo_name(uri, kind) == "file.yaml":
        lines = list(outside(references(text), lines))
    lines += decoded_lines(text) if kind == "kubernetes" else ()
    return lines + list(joined_lines(text))


_JSON = (".json", ".dockercfg", ".dockerconfigjson")
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
