"""`diff`: what changed in flows between two commits or files, and what that opens and closes."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from scanner import settings
from scanner.configuration import Options
from scanner.errors import ConfigError
from scanner.findings.basis import Against
from scanner.model.report import Report
from scanner.pipeline import Progress, scan
from scanner.render import RENDERERS, json_, review_markdown, review_text
from scanner.tree import base as tree_base
from scanner.tree import git

FORMATS: Mapping[str, Callable[[Report], str]] = {
    "text": review_text.render,
    "markdown": review_markdown.render,
    "html": RENDERERS["html"][1],
    "json": json_.render,
}
_DEFAULT_BASES = ("refs/remotes/origin/HEAD", "main", "master")
_FILE = "flow.json"


def difference(
    path: Path, base: str, head: str, given: Options, progress: Progress | None = None
) -> Report:
    """A scan of the head against the base, with the changes of the flows.

    Args:
        path: the folder, for commits.
        base: a commit or a file; empty for the commit where the head left the main branch.
        head: a commit or a file; empty for the files as they are.
        given: options of the scan.
        progress: who hears of it.

    Raises:
        ConfigError: a commit or a file that there is not.
    """
    with _folders(path, base, head) as (before, after, name):
        chosen = settings.decide(after if head and Path(head).is_file() else path, "", given)
        there = replace(chosen, path=before, baseline="", history=False)
        return scan(replace(chosen, path=after, baseline=""), progress, Against(there, name))


@contextmanager
def _folders(path: Path, base: str, head: str) -> Iterator[tuple[Path, Path, str]]:
    """The two trees, each in a folder, and what the base is called."""
    with tempfile.TemporaryDirectory(prefix="langflow-scan-diff-") as name:
        private = Path(name).resolve()
        before, after = private / "before", private / "after"
        before.mkdir()
        after.mkdir()
        if head and Path(base).is_file() and Path(head).is_file():
            (before / _FILE).write_bytes(Path(base).read_bytes())
            (after / _FILE).write_bytes(Path(head).read_bytes())
            yield before, after, base
            return
        root = path.resolve()
        if not git.is_inside(root):
            hint = "give two files, or run it in a checkout"
            raise ConfigError(f"diff: {path} is not in a git repository", hint=hint)
        commit, onto = _commits(root, base, head)
        tree_base.write(root, commit, before, onto)
        if head:
            tree_base.write(root, onto, after, onto)
        yield before, (after if head else root), f"the commit {commit[:12]}"


def _commits(root: Path, base: str, head: str) -> tuple[str, str]:
    """The commits to compare.

    Raises:
        ConfigError: one of them is not in the checkout.
    """
    onto = _existing(root, head or "HEAD")
    if base:
        return _existing(root, base), onto
    for name in _DEFAULT_BASES:
        if found := tree_base.merge_base(root, name, onto):
            return found, onto
    words = f"diff: found no branch to compare with (tried: {', '.join(_DEFAULT_BASES)})"
    raise ConfigError(words, hint="name it: langflow-scan diff BASE")


def _existing(root: Path, ref: str) -> str:
    found = tree_base.resolved(root, f"refs/remotes/origin/{ref}") or tree_base.resolved(root, ref)
    if found is None:
        raise ConfigError(f"diff: there is no commit or file {ref}", hint=tree_base.DEEPEN)
    return found
