import os
from pathlib import Path

from langchain_core.tools import tool

NOTES = Path("/data/notes")


@tool
def read(name: str) -> str:
    """Read a note."""
    # ruleid: lf-tool-argument-path
    return open(f"notes/{name}").read()


@tool
def write(name: str, text: str) -> None:
    """Write a note."""
    path = NOTES / name
    # ruleid: lf-tool-argument-path
    path.write_text(text)


@tool
def compared(name: str) -> str:
    """Read a note."""
    path = (NOTES / name).resolve()
    if not path.is_relative_to(NOTES):
        raise ValueError
    # ok: lf-tool-argument-path
    return path.read_text()


@tool
def flat(name: str) -> str:
    """Read a note."""
    # ok: lf-tool-argument-path
    return open(os.path.join("notes", os.path.basename(name))).read()


def no_tool(name: str) -> str:
    # ok: lf-tool-argument-path
    return open(name).read()
