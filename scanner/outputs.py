"""Writes reports: whole or not at all, and never through a link that the repository brought along.

A report goes to a temporary file next to its target and is renamed. The folders on the way are
opened one by one: below the checkout none of them may be a link.
"""

import errno
import json
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from scanner.errors import OutputError
from scanner.render.json_ import Document

_HINT = "choose a folder that this user may write to"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FULL_HINT = "free some space there, or choose another folder"
_LINK_HINT = "remove the link, or choose another path"
MAX_READ = 64 * 2**20
_SUITES = b'<testsuites name="langflow-scan"'
_CODE_QUALITY = "gl-code-quality-report.json"
_ISSUE = frozenset({"description", "check_name", "fingerprint", "severity", "location"})
_TITLE = b"<title>langflow-scan: "
_BILL = frozenset(
    {"$schema", "bomFormat", "specVersion", "version", "serialNumber", "metadata"}
    | {"components", "services", "dependencies", "vulnerabilities"}
)


def write(path: Path, text: str, checkout: Path, *, mode: int | None = None) -> None:
    """Write one report.

    Args:
        path: where to; relative to the working directory.
        text: all of it.
        checkout: the folder whose content nobody vouches for: no link in it is followed.
        mode: of the file; by default what the user's mask leaves.

    Raises:
        OutputError: it could not be written; nothing is left behind.
    """
    with _told(path), _folder(path, checkout) as (folder, name):
        if _is_stream(folder, name, path, checkout):
            with open(path, "w", encoding="utf-8", newline="\n") as stream:  # noqa: PTH123 - a device
                stream.write(text)
            return
        temporary = f".langflow-scan-{secrets.token_hex(8)}.tmp"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        try:
            descriptor = os.open(temporary, flags, 0o666, dir_fd=folder)
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
                if mode is not None:
                    os.fchmod(stream.fileno(), mode)
            os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            _remove(folder, temporary)
            raise


def probe(paths: Iterable[Path], checkout: Path) -> None:
    """Try to write next to each path, before the work begins.

    Raises:
        OutputError: one of them cannot be written.
    """
    for path in paths:
        with _told(path), _folder(path, checkout) as (folder, name):
            if _is_stream(folder, name, path, checkout):
                continue
            temporary = f".langflow-scan-{secrets.token_hex(8)}.tmp"
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
            os.close(os.open(temporary, flags, 0o666, dir_fd=folder))
            _remove(folder, temporary)


def _remove(folder: int, name: str) -> None:
    try:
        os.unlink(name, dir_fd=folder)
    except FileNotFoundError:
        return


def _is_stream(folder: int, name: str, path: Path, checkout: Path) -> bool:
    """Whether the target is there and is a device or a pipe of the user's.

    Raises:
        OSError: it is a folder.
        OutputError: it is in the checkout, where nobody may be reading from it.
    """
    try:
        mode = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode) and _resolved(path, checkout).is_relative_to(checkout):
        words = f"{path} could not be written: it is a pipe or a device of the scanned folder"
        raise OutputError(words, hint="remove it, or choose another path")
    return not stat.S_ISREG(mode)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        words = f"{path} could not be written: {error.strerror or type(error).__name__}"
        raise OutputError(words, hint=_FULL_HINT if error.errno in _FULL else _HINT) from error


@contextmanager
def _folder(path: Path, checkout: Path) -> Iterator[tuple[int, str]]:
    """The open folder of a path, made where it is missing, and the path's last part."""
    target = _resolved(path, checkout)
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
    descriptor = os.open(target.anchor, flags)
    try:
        for part in target.parent.parts[1:]:
            try:
                inner = os.open(part, flags, dir_fd=descriptor)
            except FileNotFoundError:
                os.mkdir(part, dir_fd=descriptor)
                inner = os.open(part, flags, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
        yield descriptor, target.name
    finally:
        os.close(descriptor)


def _resolved(path: Path, checkout: Path) -> Path:
    """The path without the links that are the user's own, those outside of the checkout.

    Raises:
        OutputError: there is a link inside the checkout.
    """
    whole = Path(os.path.normpath(path.absolute()))
    found = Path(whole.anchor)
    for part in whole.parts[1:]:
        here = found / part
        if not here.is_symlink():
            found = here
        elif found.resolve().is_relative_to(checkout):
            words = f"{path} could not be written: {here} is a link"
            raise OutputError(words, hint=_LINK_HINT)
        else:
            found = here.resolve()
    return found


def is_ours(path: Path) -> bool:
    """Whether a file is a report that an earlier scan wrote, by its content."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > MAX_READ:
            return False
        data = path.read_bytes()
    except OSError:
        return False
    if path.suffix == ".html":
        return data.startswith(b"<!doctype html>") and _TITLE in data[:4096]
    if path.suffix == ".md":
        return data.startswith((b"## langflow-scan: ", b"<!-- langflow-scan: comment -->\n"))
    if path.suffix == ".xml":
        return _SUITES in data[:200]
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return False
    if path.name == _CODE_QUALITY and isinstance(document, list):
        return all(isinstance(one, dict) and one.keys() == _ISSUE for one in document)
    return isinstance(document, dict) and _is_report(document)


def _is_report(document: dict[str, object]) -> bool:
    """Whether a JSON document has just the keys of one of our reports, and our name in it."""
    keys = {*document}
    if keys == {"$schema", "version", "runs"}:
        runs = document["runs"]
        return isinstance(runs, list) and all(map(_is_of_ours, runs))
    if keys == {"version", "scan", "vulnerabilities"}:
        return '"id": "langflow-scan"' in json.dumps(document["scan"])
    if keys <= _BILL:
        return '"name": "langflow-scan"' in json.dumps(document.get("metadata"))
    written = {field.encode_name for field in msgspec.structs.fields(Document)}
    return document.get("tool") == "langflow-scan" and keys <= written


def _is_of_ours(run: Any) -> bool:
    try:
        return bool(run["tool"]["driver"]["name"] == "langflow-scan")
    except (KeyError, TypeError, IndexError):
        return False
