"""No credential in a report: not in a finding's words, and not in what names a flow or a service.

Messages never quote a value that is a secret. But a name is quoted, and whoever pastes a key where
a name belongs (a flow, an image's tag, a service) has it in every report: so what has the form of
a credential is taken out of everything, last.
"""

import re
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import lru_cache
from typing import TypeVar

from scanner.model.report import Report
from scanner.model.rule import Rule
from scanner.secrets.known import without_known

T = TypeVar("T")

HIDDEN = "(a credential)"
_LONG = re.compile(r"[\w+/=.~:-]{16}")
"""Nothing shorter is a credential; most words of a message are ruled out by this alone."""
_AS_THEY_ARE = frozenset(
    {"uri", "anchor", "fingerprint", "flow_fingerprint", "line_hash", "commit"}
)
"""Paths and digests: a report that names another file than there is leads nowhere."""


def redacted(report: Report) -> Report:
    """The report without credentials of known formats in any text of the repository."""
    return _redacted(report)


def is_clean(thing: object) -> bool:
    """Whether no text of it has the form of a credential."""
    return _redacted(thing) == thing


def without_credentials(text: str) -> str:
    """A text for people, the same way."""
    return _plain(text) if _LONG.search(text) else text


def _redacted(thing: T) -> T:
    """The same where nothing was found, so that most of a report is not copied."""
    made: object = thing
    if isinstance(thing, Enum | Rule):
        return thing
    if isinstance(thing, str):
        made = without_credentials(thing)
    elif isinstance(thing, tuple):
        parts = tuple(_redacted(one) for one in thing)
        made = parts if any(a is not b for a, b in zip(parts, thing, strict=True)) else thing
    elif is_dataclass(thing) and not isinstance(thing, type):
        changes = {
            field.name: new
            for field in fields(thing)
            if field.name not in _AS_THEY_ARE
            and (new := _redacted(old := getattr(thing, field.name))) is not old
        }
        made = replace(thing, **changes) if changes else thing
    return made  # type: ignore[return-value]  # of the type it was made from


@lru_cache(maxsize=50_000)
def _plain(text: str) -> str:
    return without_known(text, HIDDEN)
