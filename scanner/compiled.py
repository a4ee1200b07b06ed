"""The YAML files of `rulesets/` in a binary form, which takes a twentieth of the time to read.

Made at the first run, next to the package's own compiled modules, or where that cannot be written
in the user's cache folder. Each file's form carries the digest of the text that it was made from:
one that was made from another text is not used, and nothing in it is ever executed.
"""

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

import msgspec

from scanner.folders import user_cache

NAME = "rulesets.msgpack"
MAX_BYTES = 64 * 2**20
_PACKAGE = Path(__file__).parent
Packed = tuple[bytes, bytes]
"""The digest of a text, and what the text says as MessagePack."""


class NotYaml(Exception):
    """A text that cannot be read."""


def packed(root: Path, relative: str, text: bytes) -> bytes | None:
    """What a file says as MessagePack; None where its text has to be parsed."""
    found = _forms(root).get(relative)
    return found[1] if found and found[0] == _digest(text) else None


def parsed(text: bytes) -> object:
    """What a YAML text says.

    Raises:
        NotYaml: it is none.
    """
    import yaml  # not needed where everything is compiled

    try:
        return yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise NotYaml(str(error)) from error


@cache
def _forms(root: Path) -> Mapping[str, Packed]:
    """The form of every file, read from where it is kept, or made and kept."""
    if root not in (_PACKAGE / "rulesets", _PACKAGE.parent / "rulesets"):
        return {}
    for place in _places():
        if (kept := _read(place)) and _is_of(kept, root):
            return kept
    made = dict(_made(root))
    for place in _places():
        if _write(place, made):
            break
    return made


def _is_of(kept: Mapping[str, Packed], root: Path) -> bool:
    """Whether it has the files of this folder; what each of them says is looked at when read."""
    return {*kept} == {relative for relative, _ in _files(root)}


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    for folder, _, names in os.walk(root):
        for name in names:
            if name.endswith((".yml", ".yaml")):
                path = Path(folder, name)
                yield path.relative_to(root).as_posix(), path


def _made(root: Path) -> Iterator[tuple[str, Packed]]:
    for relative, path in _files(root):
        form = b""
        with suppress(OSError, NotYaml, msgspec.MsgspecError, TypeError, OverflowError):
            text = path.read_bytes()
            form = _form(parsed(text))
            yield relative, (_digest(text), form)
        if not form:
            yield relative, (b"", b"")  # whoever reads it says what is wrong with it


def _form(value: object) -> bytes:
    """A value as MessagePack, if that says all of it: a date would become a word."""
    form = msgspec.msgpack.encode(value)
    if msgspec.msgpack.decode(form) != value:
        raise TypeError("not plain")
    return form


def _digest(text: bytes) -> bytes:
    return hashlib.sha256(text).digest()


def _places() -> Iterator[Path]:
    """Where the form may be kept: with the modules' own, then in the user's cache folder."""
    yield _PACKAGE / "__pycache__" / NAME
    if folder := user_cache():
        of_package = hashlib.sha256(os.fsencode(_PACKAGE)).hexdigest()[:16]
        yield folder / f"{of_package}-{NAME}"


def _read(place: Path) -> Mapping[str, Packed]:
    """What is kept there; nothing where it is not ours, damaged or too large."""
    try:
        with place.open("rb") as stream:
            if hasattr(os, "getuid") and os.fstat(stream.fileno()).st_uid not in (0, os.getuid()):
                return {}
            data = stream.read(MAX_BYTES + 1)
    except OSError:
        return {}
    try:
        return msgspec.msgpack.decode(data, type=dict[str, Packed])
    except msgspec.MsgspecError:
        return {}


def _write(place: Path, made: Mapping[str, Packed]) -> bool:
    """Keep it there, whole or not at all."""
    if sys.dont_write_bytecode and place.parent.name == "__pycache__":
        return False
    temporary = ""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=place.parent, prefix=".rulesets-")
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(msgspec.msgpack.encode(made))
        Path(temporary).chmod(0o644)
        Path(temporary).replace(place)
    except OSError:
        if temporary:
            with suppress(OSError):
                Path(temporary).unlink()
        return False
    return True
