"""A git repository with a base and a change, and scans of it."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from scanner import cli, command_line
from scanner.model.report import Report

OPEN = """services:
  flow:
    image: langflowai/langflow:1.13.0
    ports: ["7860:7860"]
    environment:
      LANGFLOW_AUTO_LOGIN: "true"
"""
"""A server without a login."""


def git(root: Path, *words: str) -> str:
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    done = subprocess.run(["git", *identity, *words], cwd=root, check=True, capture_output=True)
    return done.stdout.decode()


def commit(root: Path, files: Mapping[str, str | None]) -> None:
    """Write the files, delete those without a text, and commit all there is."""
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            file.unlink()
        else:
            file.write_text(text)
    git(root, "add", "--all")
    git(root, "commit", "-q", "--allow-empty", "-m", "x")


def made(root: Path) -> Path:
    """A branch `main` with one open server, and a branch of a pull request checked out."""
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    commit(root, {"old/compose.yaml": OPEN, "README.md": "# Flows\n"})
    git(root, "switch", "-q", "-c", "change")
    return root


def scanned(root: Path, *options: str) -> Report:
    words = ["--offline=true", "--scanners=langflow", f"--sarif-file={root.parent / 'out.sarif'}"]
    outcome = cli.run(command_line.parse(["scan", str(root), *words, *options]))
    assert outcome.report is not None
    return outcome.report


def compared(root: Path, *options: str) -> Report:
    return scanned(root, "--base-ref=main", *options)
