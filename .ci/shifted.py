"""Copies a folder with three blank lines on top of every text file: `shifted.py FROM TO`.

Every format of the examples allows that. A finding must keep its identity when its line moves.
"""

import shutil
import sys
from pathlib import Path

source, target = (Path(argument) for argument in sys.argv[1:])
shutil.copytree(source, target)
for path in target.rglob("*"):
    if path.is_file() and ".git" not in path.relative_to(target).parts:
        data = path.read_bytes()
        if b"\0" not in data:
            path.write_bytes(b"\n\n\n" + data)
