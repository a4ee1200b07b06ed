"""Reads rule files of `rulesets/` into `Rule`s, and fails loudly on one that is not whole."""

import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec

from scanner import compiled
from scanner.errors import RuleError
from scanner.model.rule import Kind, Precision, Rule

HELP_URI = "https://github.com/langflow-scan/langflow-scan/blob/main/docs/rules/"

Score = Annotated[float, msgspec.Meta(gt=0, le=10)]
T = TypeVar("T")
_PAGE = re.compile(r"[a-z0-9][a-z0-9._-]*")


class Variant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same defect under a circumstance that changes its score: a SARIF rule of its own.

    GitHub reads one score a rule, so what differs in severity must differ in rule id.
    """

    shortDescription: str
    securitySeverity: Score
    precision: Precision | None = None


class SettingMatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When a setting makes a rule hold; the day it wants more than this, write a check.

    `is` judges the effective value: `truthy` and `falsy` as Langflow reads booleans, `set` for any
    value, `http` for a plain-HTTP address of another host, `over` with `than` for numbers, `one-of`
    and `has-one-of` (comma-separated lists) with `values`.
    """

    setting: Annotated[str, msgspec.Meta(pattern="^(LANGFLOW|LFX)_[A-Z0-9_]+$")]
    is_: Literal["truthy", "falsy", "set", "http", "over", "one-of", "has-one-of"] = msgspec.field(
        name="is"
    )
    than: float = 0
    values: tuple[str, ...] = ()
    default: bool = False
    """Whether the default of the version counts too, where the environment is complete."""
    exposed: bool = False
    """Whether it only holds where more than the machine itself can connect."""
    unless: dict[str, Literal["truthy", "falsy", "set"]] = {}
    """Other settings that make it harmless."""
    say: Annotated[str, msgspec.Meta(min_length=10)]
    """The message after the setting's name: `is on: ...`."""
    write: str = ""
    """The value to write instead, where one is right for everyone."""


class RuleDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What every rule file of ours says, in SARIF's words."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    name: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    kind: Kind
    shortDescription: Annotated[str, msgspec.Meta(min_length=10, max_length=200)]
    securitySeverity: Score
    precision: Precision
    cwe: Annotated[tuple[int, ...], msgspec.Meta(min_length=1)]
    help: Annotated[str, msgspec.Meta(min_length=80)]
    tags: tuple[str, ...] = ()
    variants: dict[str, Variant] = {}
    match: SettingMatch | None = None
    audit: bool = False
    """Whether it is hygiene or governance, checked in the profile `audit` alone."""
    policy: bool = False
    """Whether it is about what becomes of findings, and so found when they are judged."""

    def rules(self) -> Iterator[Rule]:
        """The rule itself, then one `ID-variant` for each variant."""
        base = Rule(
            id=self.id,
            name=self.name,
            kind=self.kind,
            short_description=self.shortDescription,
            help_markdown=self.help.strip() + "\n",
            security_severity=self.securitySeverity,
            precision=self.precision,
            cwe=self.cwe,
            tags=self.tags,
            help_uri=f"{HELP_URI}{self.id.lower()}.md",
        )
        yield base
        for suffix, variant in self.variants.items():
            yield replace(
                base,
                id=f"{base.id}-{suffix}",
                name=f"{base.name}-{suffix}",
                short_description=variant.shortDescription,
                security_severity=variant.securitySeverity,
                precision=variant.precision or base.precision,
            )


def rulesets() -> Path:
    """The folder of rule files: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent
    inside = package / "rulesets"
    return inside if inside.is_dir() else package.parent / "rulesets"


def page(rule: Rule) -> str:
    """The rule's page of `docs/rules/`; its help alone where there is none."""
    name = rule.help_uri.removeprefix(HELP_URI)
    found = page_named(name.removesuffix(".md")) if rule.help_uri.startswith(HELP_URI) else ""
    return found or rule.help_markdown


def page_named(name: str) -> str:
    """A page of `docs/rules/` by its name without `.md`; empty where there is none."""
    for folder in _page_folders():
        file = folder / f"{name}.md"
        if _PAGE.fullmatch(name) and file.is_file():
            return file.read_text("utf-8")
    return ""


def pages_below(name: str) -> tuple[str, ...]:
    """The pages whose names begin with another one and a hyphen."""
    found = (file.stem for folder in _page_folders() for file in folder.glob("*.md"))
    return tuple(stem for stem in found if stem.startswith(f"{name}-"))


def _page_folders() -> tuple[Path, ...]:
    package = Path(__file__).parent
    return package / "docs", package.parent / "docs" / "rules"


def read_bytes(relative: str) -> bytes:
    """One file of `rulesets/`.

    Raises:
        RuleError: it cannot be read; the installation is broken.
    """
    path = rulesets() / relative
    try:
        return path.read_bytes()
    except OSError as error:
        raise RuleError(
            f"rulesets/{relative} cannot be read: {error.strerror}",
            hint="reinstall langflow-scan: its own rule files are missing or damaged",
        ) from error


_BUILDING = threading.RLock()
"""msgspec builds what it knows of a type when that is first used, and two threads that do so at
once end the interpreter (SIGSEGV, msgspec 0.22)."""


def converted(value: object, shape: type[T], *, strict: bool = True) -> T:
    """A plain value as a msgspec type, built by one thread at a time.

    Raises:
        msgspec.ValidationError: it is not of that shape.
    """
    with _BUILDING:
        return msgspec.convert(value, shape, strict=strict)


def decoded(data: bytes, shape: type[T]) -> T:
    """JSON as a msgspec type, built by one thread at a time.

    Raises:
        msgspec.MsgspecError: it is no JSON, or not of that shape.
    """
    with _BUILDING:
        return msgspec.json.decode(data, type=shape)


def read_yaml(relative: str, shape: type[T]) -> T:
    """One YAML file of `rulesets/`, checked against `shape` (a msgspec type).

    Raises:
        RuleError: it cannot be read, is no YAML, or lacks a key; names file and key path.
    """
    text = read_bytes(relative)
    hint = "reinstall langflow-scan: one of its own rule files is damaged"
    try:
        packed = compiled.packed(rulesets(), relative, text)
        if packed is not None:
            with _BUILDING:
                return msgspec.msgpack.decode(packed, type=shape)
        return converted(compiled.parsed(text), shape)
    except (compiled.NotYaml, msgspec.ValidationError) as error:
        raise RuleError(f"rulesets/{relative}: {error}", hint=hint) from error


def rule_files(folder: str) -> tuple[str, ...]:
    """The YAML files of one folder of `rulesets/`, sorted, relative to `rulesets/`.

    Raises:
        RuleError: the folder cannot be read or holds none: no rules is never a clean result.
    """
    try:
        names = sorted(path.name for path in (rulesets() / folder).iterdir())
    except OSError as error:
        raise RuleError(
            f"rulesets/{folder} cannot be read: {error.strerror}",
            hint="reinstall langflow-scan: its own rule files are missing or damaged",
        ) from error
    found = tuple(f"{folder}/{name}" for name in names if name.endswith(".yaml"))
    if not found:
        raise RuleError(f"rulesets/{folder} holds no rule", hint="reinstall langflow-scan")
    return found


def documents(folder: str) -> tuple[RuleDocument, ...]:
    """All rules of a folder with one `RuleDocument` a file, in the order of their ids.

    Raises:
        RuleError: a file does not say what it must, or is not named like its rule.
    """
    return _documents(rulesets(), folder)


@cache
def _documents(_root: Path, folder: str) -> tuple[RuleDocument, ...]:
    """Read once a process and place: checking 157 files takes longer than asking every rule."""
    found = []
    for relative in rule_files(folder):
        document = read_yaml(relative, RuleDocument)
        if document.id != Path(relative).stem:
            raise RuleError(f"rulesets/{relative}: id is {document.id}, not the file's name")
        found.append(document)
    return tuple(found)


def load_folder(folder: str) -> Mapping[str, Rule]:
    """All rules of a folder, variants included, by id."""
    return {rule.id: rule for document in documents(folder) for rule in document.rules()}
