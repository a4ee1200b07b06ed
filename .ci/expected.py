"""Runs a suite of cases and compares what fails with the list of what is known to fail.

    expected.py LIST FIRST-WORD COMMAND...

A failure that the list does not have, and an entry of it that passes, both end with code 1: so the
list can only shrink. `FIRST-WORD` begins the line of a failure; its second word is the name.
"""

import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Run the command and say how its failures differ from the list."""
    listed, word, *command = sys.argv[1:]
    lines = Path(listed).read_text("utf-8").splitlines()
    known = {line.split()[0] for line in lines if line.strip() and not line.startswith("#")}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
    sys.stdout.write(done.stdout)
    words = [line.split() for line in done.stdout.splitlines()]
    failed = {line[1] for line in words if len(line) > 1 and line[0] == word}
    if not words or done.returncode not in (0, 1):
        sys.stdout.write(f"the suite itself failed with code {done.returncode}\n")
        return 1
    for name in sorted(failed - known):
        sys.stdout.write(f"{name} fails and is not in {listed}\n")
    for name in sorted(known - failed):
        sys.stdout.write(f"{name} passes: take it out of {listed}\n")
    return int(failed != known)


if __name__ == "__main__":
    sys.exit(main())
