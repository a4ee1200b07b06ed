"""Writes `docs/report.schema.json` from the types of the JSON report.

python -m tools.report_schema
"""

import json
from pathlib import Path

from scanner.render.json_ import schema

TARGET = Path("docs/report.schema.json")


def main() -> None:
    """Write the file, below the folder the command is started in."""
    TARGET.write_text(json.dumps(schema(), indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
