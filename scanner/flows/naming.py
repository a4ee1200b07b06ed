"""What an inventory may repeat of a flow: names, and nothing that could be a secret.

A flow's fields hold what somebody typed or pasted, a key in the wrong box included. A value is
repeated only where it has the form of a name; otherwise a reader learns that it is set.
"""

import re
from itertools import pairwise
from urllib.parse import urlsplit

from scanner import values
from scanner.secrets.known import known_format

MAX_NAME = 100
_MAX_READ = 1_000
"""Letters of a name that are looked at: a secret that begins in what is shown is in them."""

_NAME = re.compile(rf"[A-Za-z0-9@][A-Za-z0-9 ._:/@+()-]{{0,{MAX_NAME - 1}}}")
_VARIABLE = re.compile(rf"[A-Za-z_][A-Za-z0-9_ .-]{{0,{MAX_NAME - 1}}}")
_CONSTANT = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_HOST = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*\.?|\[[0-9A-Fa-f:.]+\]")
_SCHEME = re.compile(r"[a-z][a-z0-9+]{0,30}")
_UUID = re.compile(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_RUN = re.compile(r"[A-Za-z0-9]+")
_MAX_ENTROPY = 3.6
"""Bits a letter, over which Langflow's exporter takes no variable's name for one
(langflow/utils/flow_secrets.py of 1.13)."""


def name(value: str) -> str:
    """The value, where it has the form of a name of a model, a collection, a program; else empty.

    A web address is none: it may carry credentials (see `host`).
    """
    value = value.strip()
    named = _NAME.fullmatch(value) and "://" not in value and not _has_userinfo(value)
    return value if named and not _may_be_secret(value, length=12) else ""


def label(value: str) -> str:
    """What somebody called a flow or a component, cut to a line; empty where it may be a secret."""
    value = " ".join(value[:_MAX_READ].split())
    value = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in value)
    return "" if _may_be_secret(value, length=16) else value[:MAX_NAME]


def variable(value: str) -> str:
    """The name of a global variable; empty for a literal behind a flag that says otherwise."""
    value = value.strip()
    if not _VARIABLE.fullmatch(value) or known_format(value):
        return ""
    if _CONSTANT.fullmatch(value):
        return value
    likely = values.entropy(value) < _MAX_ENTROPY and not _may_be_secret(value, length=12)
    return value if likely else ""


def identifier(value: str) -> str:
    """The id that Langflow gave a flow, a UUID; empty for anything else."""
    return value if _UUID.fullmatch(value) else ""


def host(url: str) -> str:
    """The `https://host:port` of an address; empty where there is none that is a name."""
    try:
        parts = urlsplit(url.strip())
        named, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    named = f"[{named}]" if ":" in named else named
    if len(named) > MAX_NAME or not _HOST.fullmatch(named) or not _SCHEME.fullmatch(parts.scheme):
        return ""
    if _may_be_secret(f"{parts.scheme}:{named}", length=16):
        return ""
    return f"{parts.scheme}://{named}" + (f":{port}" if port else "")


def _has_userinfo(value: str) -> bool:
    """Whether it reads `user:password@host`; models are called `@cf/a/b` and `a:b` too."""
    before, at, _ = value.partition("@")
    return bool(at) and ":" in before


def _may_be_secret(value: str, *, length: int) -> bool:
    """A known credential, or letters and digits that nobody would call something; many keys are
    UUIDs."""
    if known_format(value) or _UUID.search(value):
        return True
    return any(
        len(run) >= length and _changes(run) > 3 and _looks_drawn(run)
        for run in _RUN.findall(value)
    )


def _changes(run: str) -> int:
    """How often digits, capitals and small letters follow each other; `Ab` begins a word."""
    kinds = ["d" if c.isdigit() else "U" if c.isupper() else "l" for c in run]
    return sum(a != b and (a, b) != ("U", "l") for a, b in pairwise(kinds))


def _looks_drawn(run: str) -> bool:
    """Whether there are digits in it, or more capitals than words have."""
    capitals = sum(c.isupper() for c in run)
    return any(c.isdigit() for c in run) or capitals * 5 >= len(run) * 2
