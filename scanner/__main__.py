"""The console script, and `python -m scanner`.

The command line is read before the scan is loaded: `--version`, `--help` and a mistyped option are
answered at once.
"""

import sys
from collections.abc import Sequence
from typing import NoReturn

from scanner.command_line import parse


def main_exit(words: Sequence[str] | None = None) -> NoReturn:
    """Run one command of the process's own arguments, or of `words`, and end."""
    arguments = parse(words)
    from scanner import cli  # a second of work, which nothing above needs

    cli.prepare()
    sys.exit(cli.flushed(cli.run(arguments).code))


if __name__ == "__main__":
    main_exit()
