"""The known formats of credentials: one list for the secrets engine, the checks and the docs."""

import re
from functools import cache
from typing import Annotated

import msgspec

from scanner import rules
from scanner.secrets.forms import looks_drawn, whole

Text = Annotated[str, msgspec.Meta(min_length=1)]


class Format(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of `rulesets/knowledge/secret_formats.yml`, which says what each field means."""

    name: Text
    issuer: Text
    mark: Text
    rest: Text
    sample: str
    source: Annotated[str, msgspec.Meta(pattern="^https://")]
    rule: str = ""
    before: str = ""
    drawn: bool = False
    checksum: str = ""
    plugin: bool = False

    def __post_init__(self) -> None:
        """Refuse a row that neither a plugin nor a rule reports."""
        if self.plugin == bool(self.rule):
            raise ValueError(f"{self.name}: either a rule or a plugin reports it")


class _Formats(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    formats: tuple[Format, ...]


@cache
def formats() -> tuple[Format, ...]:
    """All rows.

    Raises:
        RuleError: the file is missing or damaged.
    """
    return rules.read_yaml("knowledge/secret_formats.yml", _Formats).formats


def known_format(value: str) -> str:
    """The name of the credential whose form the value has or holds; empty for none."""
    for mark, name, is_drawn, expression in _patterns():
        if mark in value and (found := _compiled(expression).search(value)):
            body = found.group().partition(mark)[2]
            if not is_drawn or looks_drawn(body):
                return name
    return ""


def without_known(text: str, hidden: str) -> str:
    """The text with a mark in place of whatever has the form of a credential, drawn or not."""
    for mark, _, _, expression in _patterns():
        if mark in text:
            text = _compiled(expression).sub(hidden, text)
    return text


@cache
def _patterns() -> tuple[tuple[str, str, bool, str], ...]:
    return tuple(
        (row.mark, row.name, row.drawn, whole(row.before, row.mark, row.rest)) for row in formats()
    )


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    """Compiled where its mark was seen: all of them take a tenth of a second."""
    return re.compile(expression)
