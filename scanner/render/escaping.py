"""Text of the repository in GitHub-flavoured Markdown."""

import re

from scanner.render.words import clean

MAX_CELL = 400


def escape(text: str) -> str:
    """Text of the repository as one inert cell: no markup, no HTML, no link, no new line."""
    line = " ".join(clean(text).split())[:MAX_CELL]
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    line = re.sub(r"([\\`*_{}\[\]()#+!|~$-])", r"\\\1", line)
    return line.replace("@", "&#64;").replace("://", "&#58;//")
