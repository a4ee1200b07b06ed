"""The help of a rule as HTML: the little Markdown that rules and advisories are written in.

Headings, paragraphs, lists, code, bold and links; all else stays as it is written. The text of an
advisory is somebody else's: it is escaped piece by piece, and only https links are links.
"""

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

from scanner.render.words import clean

_FENCE = re.compile(r"^[ \t]*```.*$", re.MULTILINE)
_ITEM = re.compile(r"[ \t]*[-*] +(.*)")
_HEADING = re.compile(r"#{1,6} +(.*)")
_INLINE = re.compile(
    r"\\(?P<plain>[`*_\[\]<>#-])"
    r"|`(?P<code>[^`]+)`"
    r"|\*\*(?P<bold>[^*]+)\*\*"
    r"|\[(?P<words>[^][]+)\]\((?P<uri>https://[^\s()]+)\)"
    r"|<?(?P<bare>https://[^\s<>()]*[^\s<>().,;:])>?"
)
_BLOCKS = {"p": Markup("<p>{}</p>"), "h4": Markup("<h4>{}</h4>")}


def prose(text: str) -> Markup:
    """The text as HTML that may stand inside a `dd` or a `div`."""
    pieces = _FENCE.split(clean(text))
    return Markup("\n").join(
        Markup("<pre>{}</pre>").format(piece.strip("\n")) if number % 2 else _blocks(piece)
        for number, piece in enumerate(pieces)
        if piece.strip()
    )


def _blocks(text: str) -> Markup:
    """Paragraphs and lists; a line that begins neither goes on with what is before it."""
    blocks: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        item, heading = _ITEM.match(line), _HEADING.match(line)
        if item:
            blocks.append(("li", [item[1]]))
        elif heading:
            blocks.append(("h4", [heading[1]]))
        elif not line.strip():
            blocks.append(("", []))
        elif blocks and blocks[-1][0] in {"p", "li"}:
            blocks[-1][1].append(line.strip())
        else:
            blocks.append(("p", [line.strip()]))
    return Markup("\n").join(_elements(blocks))


def _elements(blocks: list[tuple[str, list[str]]]) -> Iterator[Markup]:
    items: list[Markup] = []
    for tag, lines in [*blocks, ("p", [])]:
        if tag == "li":
            items.append(Markup("<li>{}</li>").format(_inline(" ".join(lines))))
            continue
        if items and tag:
            yield Markup("<ul>{}</ul>").format(Markup("").join(items))
            items = []
        if lines:
            yield _BLOCKS[tag].format(_inline(" ".join(lines)))


def _inline(text: str) -> Markup:
    pieces, end = [], 0
    for match in _INLINE.finditer(text):
        pieces += [escape(text[end : match.start()]), _marked(match)]
        end = match.end()
    return Markup("").join([*pieces, escape(text[end:])])


def _marked(match: re.Match[str]) -> Markup:
    if match["plain"]:
        return escape(match["plain"])
    if match["code"]:
        return Markup("<code>{}</code>").format(match["code"])
    if match["bold"]:
        return Markup("<b>{}</b>").format(match["bold"])
    link = Markup('<a href="{}" rel="noreferrer">{}</a>')
    uri = match["uri"] or match["bare"]
    return link.format(uri, match["words"] or uri)
