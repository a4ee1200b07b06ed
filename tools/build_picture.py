"""Writes `docs/scan.svg`, the picture on the first page: `python -m tools.build_picture`.

It is what a real scan of `examples/vulnerable` prints, with the middle of the list left out.
"""

import re
from io import StringIO
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from scanner.pipeline import scan
from scanner.render import text
from scanner.settings import Settings

ROOT = Path(__file__).parents[1]
COMMAND = "./run scan examples/vulnerable"
WIDTH = 100
FINDINGS_SHOWN = 6


def printed() -> str:
    """The scan's own words, with the codes that colour them."""
    report = scan(Settings(path=ROOT / "examples" / "vulnerable"))
    output = text.render(report, width=WIDTH, color=True)
    blocks = output.split("\n\n")
    table = next(n for n, block in enumerate(blocks) if re.match(r"\S*engine ", block))
    left_out = f"    ... {table - FINDINGS_SHOWN} more ..."
    shown = [f"$ {COMMAND}", *blocks[:FINDINGS_SHOWN], left_out, *blocks[table:]]
    return "\n\n".join(shown)


def picture(output: str) -> str:
    """The words as an SVG that loads nothing from anywhere."""
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True)
    console.print(Text.from_ansi(output))
    no_fonts = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    return console.export_svg(title="langflow-scan", unique_id="scan", code_format=no_fonts)


if __name__ == "__main__":
    (ROOT / "docs" / "scan.svg").write_text(picture(printed()), "utf-8")
