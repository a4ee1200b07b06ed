"""Starts a Python program as a child that ends when its parent does, whatever ended that.

Run as a file, not imported: `python -I launcher.py PARENT PROGRAM ARGUMENTS...`, where PROGRAM is a
file or, behind `-m`, a module.
"""

import ctypes
import os
import runpy
import signal
import sys

_PR_SET_PDEATHSIG = 1


def _die_with(parent: int) -> None:
    """Ask Linux for SIGKILL at the parent's end; other systems know no such thing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before we asked
            os._exit(1)


if __name__ == "__main__":
    _die_with(int(sys.argv[1]))
    if sys.argv[2] == "-m":
        sys.argv = sys.argv[3:]
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv = sys.argv[2:]
        runpy.run_path(sys.argv[0], run_name="__main__")
