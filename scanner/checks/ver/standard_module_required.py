"""LF-VER-010 standard-module-required."""

from collections.abc import Iterator
from itertools import chain

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.dependencies.pins import Pin, pins

_MODULES = frozenset(
    {"abc", "array", "ast", "atexit", "base64", "binascii", "bisect", "builtins", "bz2", "calendar"}
    | {"cmath", "codecs", "collections", "copy", "csv", "ctypes", "datetime", "decimal", "difflib"}
    | {"email", "errno", "fnmatch", "fractions", "ftplib", "functools", "gc", "getpass", "gettext"}
    | {"glob", "gzip", "hashlib", "heapq", "hmac", "html", "http", "imaplib", "inspect", "io"}
    | {"itertools", "json", "keyword", "locale", "logging", "lzma", "math", "mimetypes"}
    | {"multiprocessing", "numbers", "operator", "os", "pickle", "pkgutil", "platform", "pprint"}
    | {"queue", "random", "re", "resource", "secrets", "shelve", "shlex", "shutil", "signal"}
    | {"smtplib", "socket", "sqlite3", "ssl", "stat", "string", "struct", "subprocess", "sys"}
    | {"sysconfig", "tarfile", "tempfile", "textwrap", "threading", "time", "timeit", "tkinter"}
    | {"tokenize", "traceback", "types", "unicodedata", "urllib", "uuid", "warnings", "weakref"}
    | {"webbrowser", "zipfile", "zlib", "zoneinfo"}
)
"""Modules of CPython 3.12 but for those that have been packages for older releases."""


@check("LF-VER-010")
def standard_module_required(facts: Facts) -> Iterator[Match]:
    """Requirements that name a module of Python; the first of a file, with the others."""
    known = pins(facts.tree)
    found: dict[str, list[Pin]] = {}
    for pin in chain(known.pins, *known.direct.values()):
        if pin.name in _MODULES:
            found.setdefault(pin.location.uri, []).append(pin)
    for asked in found.values():
        first, *others = sorted(asked, key=lambda pin: pin.location.region)
        names = ", ".join(dict.fromkeys(pin.name for pin in (first, *others)))
        message = f"{names}: Python has this already, and a package of that name is a stranger's"
        yield Match(message, first.location, related=tuple(pin.location for pin in others))
