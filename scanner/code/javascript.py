"""JavaScript and TypeScript of the tree as units for semgrep: files, and the scripts inside pages.

A page (HTML, Vue, Svelte) is analysed twice: as a page, and with everything but its scripts made
blank, so that what is found in a script is where the page has it.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner.code.units import CodeUnit, Place
from scanner.tree.source import FileKind, Source, Tree

JAVASCRIPT, PAGE = "javascript", "html"
"""Languages of semgrep's rules; those for JavaScript are for TypeScript too."""

_SUFFIXES = {
    ".js": ".js",
    ".mjs": ".js",
    ".cjs": ".js",
    ".jsx": ".jsx",
    ".ts": ".ts",
    ".mts": ".ts",
    ".cts": ".ts",
    ".tsx": ".tsx",
}
_PAGES = frozenset({".html", ".htm", ".vue", ".svelte"})
_SCRIPT = re.compile(r"<script\b([^>]{0,5000}+)>", re.IGNORECASE)
_END = re.compile(r"</script\s{0,100}>", re.IGNORECASE)
_TYPED = re.compile(r"lang\s*=\s*[\"']?ts", re.IGNORECASE)
_OTHER = re.compile(
    r"\btype\s*=\s*[\"']?(?!module\b|(?:text|application)/javascript)\w", re.IGNORECASE
)
_PRINTED = re.compile(r"[^\n\r]")
LONG_LINE = 20_000
"""Characters of one line that only a bundler writes."""


def script_units(tree: Tree) -> Iterator[tuple[str, CodeUnit]]:
    """Each file, and each page and its scripts, with the language whose rules it is for."""
    for number, source in enumerate(tree.of(FileKind.TEXT)):
        suffix = PurePosixPath(source.uri.lower()).suffix
        if suffix in _SUFFIXES:
            name = f"script-{number:06}{_SUFFIXES[suffix]}"
            yield JAVASCRIPT, CodeUnit(name, source.text, (Place(source.uri),))
        elif suffix in _PAGES:
            yield PAGE, CodeUnit(f"page-{number:06}.html", source.text, (Place(source.uri),))
            yield from _scripts(source, f"page-{number:06}")


def is_bundled(text: str) -> bool:
    """Whether a program wrote this file: what it was made of is where a defect is fixed."""
    start = 0
    while (end := text.find("\n", start)) >= 0:
        if end - start > LONG_LINE:
            return True
        start = end + 1
    return len(text) - start > LONG_LINE


def _scripts(source: Source, name: str) -> Iterator[tuple[str, CodeUnit]]:
    scripts = [one for one in _elements(source.text) if not _OTHER.search(one[0])]
    if not scripts:
        return
    parts, at = [], 0
    for _, start, end in scripts:
        parts += [_PRINTED.sub(" ", source.text[at:start]), source.text[start:end]]
        at = end
    code = "".join(parts) + _PRINTED.sub(" ", source.text[at:])
    suffix = ".ts" if any(_TYPED.search(attributes) for attributes, _, _ in scripts) else ".js"
    yield JAVASCRIPT, CodeUnit(f"{name}{suffix}", code, (Place(source.uri),))


def _elements(text: str) -> Iterator[tuple[str, int, int]]:
    """The attributes of each script, and where its code begins and ends. One pass: where no end
    follows any more, no later script has one either."""
    at = 0
    while (start := _SCRIPT.search(text, at)) and (end := _END.search(text, start.end())):
        yield start.group(1), start.end(), end.start()
        at = end.end()
