"""The rules of the `code` engines: semgrep's from `rulesets/semgrep/`, bandit's mapping to ours.

A rule that both engines know has one text, in its semgrep file: bandit.yml names it by id.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Any

import msgspec

from scanner import rules
from scanner.code.contexts import Context
from scanner.errors import RuleError
from scanner.formats.python_ import PythonText
from scanner.formats.python_values import FixedValues
from scanner.model.place import Region
from scanner.model.rule import Rule
from scanner.rules import RuleDocument, read_yaml, rule_files

SEMGREP_FOLDER = "semgrep"
BANDIT_FILE = "bandit.yml"

Level = Annotated[str, msgspec.Meta(pattern="^(LOW|MEDIUM|HIGH)$")]
TestId = Annotated[str, msgspec.Meta(pattern="^B[0-9]{3}$")]
Reason = Annotated[str, msgspec.Meta(min_length=10)]


class SemgrepRule(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="kebab"
):
    """Semgrep's own form of a rule; `metadata` is a `RuleDocument` without its id.

    https://semgrep.dev/docs/writing-rules/rule-syntax
    """

    id: str
    languages: tuple[str, ...]
    severity: str
    message: Annotated[str, msgspec.Meta(pattern=r"^[^$]+$")]
    """Fixed: a metavariable would carry text of the scanned code, which may be a secret."""
    metadata: dict[str, Any] = {}
    mode: str = "search"
    options: dict[str, Any] = {}
    pattern: str | None = None
    patterns: list[Any] | None = None
    pattern_either: list[Any] | None = None
    pattern_regex: str | None = None
    pattern_sources: list[Any] | None = None
    pattern_sinks: list[Any] | None = None
    pattern_sanitizers: list[Any] | None = None
    pattern_propagators: list[Any] | None = None


class SemgrepFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule a file."""

    rules: Annotated[tuple[SemgrepRule, ...], msgspec.Meta(min_length=1, max_length=1)]


@dataclass(frozen=True)
class SemgrepRules:
    """All of `rulesets/semgrep/`."""

    by_id: Mapping[str, Rule]
    messages: Mapping[str, str]
    config: bytes
    """What semgrep reads: one JSON document, without the help text that it would repeat in
    every result."""


class Mapped(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Tests of bandit that are one rule of ours, all of it or at some severities."""

    tests: Annotated[tuple[TestId, ...], msgspec.Meta(min_length=1)]
    message: Annotated[str, msgspec.Meta(min_length=30)]
    """What happens, what it allows, and what to write instead."""
    rule: RuleDocument | str
    """A rule of its own, or the id of one in `rulesets/semgrep/`."""
    severities: tuple[Level, ...] = ("LOW", "MEDIUM", "HIGH")
    confidences: tuple[Level, ...] = ("LOW", "MEDIUM", "HIGH")


class BanditFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`rulesets/bandit.yml`."""

    rules: Annotated[tuple[Mapped, ...], msgspec.Meta(min_length=1)]
    disabled: dict[TestId, Reason]
    disabled_in: dict[Context, dict[str, Reason]]
    """By context, tests of bandit and rules of ours that say nothing there."""
    only_where: dict[TestId, "OnlyWhere"]


class OnlyWhere(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What must hold for a test's result to be a finding."""

    reason: Reason
    statement: str = ""
    """An expression that the text of the statement matches."""
    file: str = ""
    """An expression that the text of the file matches."""
    not_fixed: bool = False
    """Whether a part of the string must come from outside the file."""
    named: str = ""
    """An expression whose group `name` is a name in the statement, such as that of a loader."""
    unless_file: str = ""
    """An expression, with `{name}` for that name, by which the file says that it is harmless."""

    def holds(self, text: PythonText, region: Region) -> bool:
        """Whether it does, for a result at a region of a file."""
        whole = text.statement(region) or region
        start = text.lines.offset(whole.start_line, whole.start_column)
        statement = text.lines.text[start : text.lines.offset(whole.end_line, whole.end_column)]
        return (
            re.search(self.statement, statement) is not None
            and _is_in(self.file, text)
            and not self._is_harmless(statement, text)
            and not (self.not_fixed and values_of(text).is_fixed(region))
        )

    def _is_harmless(self, statement: str, text: PythonText) -> bool:
        found = re.search(self.named, statement) if self.named else None
        if found is None:
            return False
        return _is_in(self.unless_file.replace("{name}", re.escape(found["name"])), text)


@lru_cache(maxsize=64)
def _is_in(expression: str, text: PythonText) -> bool:
    return re.search(expression, text.lines.text) is not None


@lru_cache(maxsize=8)
def values_of(text: PythonText) -> FixedValues:
    """What is known of the values of a file, looked up once."""
    return FixedValues(text)


@dataclass(frozen=True)
class BanditRules:
    """Which of bandit's results is which rule of ours."""

    by_result: Mapping[tuple[str, str, str], Rule]
    """By test id, severity and confidence."""
    messages: Mapping[tuple[str, str, str], str]
    """What a result says, by the same."""
    tests: tuple[str, ...]
    """The tests that run."""
    disabled_in: Mapping[Context, frozenset[str]]
    only_where: Mapping[str, OnlyWhere]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule once, by id."""
        rules = {rule.id: rule for rule in self.by_result.values()}
        return tuple(rules[key] for key in sorted(rules))


def semgrep_rules() -> SemgrepRules:
    """Read all rules of semgrep.

    Raises:
        RuleError: a file is missing or does not say what it must.
    """
    return _semgrep_rules(rules.rulesets())


@cache
def _semgrep_rules(_root: Path) -> SemgrepRules:
    """Read once a process and place: both engines ask for them, and each asks twice."""
    by_id, messages, configs = {}, {}, []
    for relative in rule_files(SEMGREP_FOLDER):
        (rule,) = read_yaml(relative, SemgrepFile).rules
        if rule.id != Path(relative).stem:
            raise RuleError(f"rulesets/{relative}: id is {rule.id}, not the file's name")
        by_id[rule.id] = _semgrep_rule(relative, rule)
        messages[rule.id] = rule.message.strip()
        configs.append(msgspec.structs.replace(rule, metadata={}))
    return SemgrepRules(by_id, messages, msgspec.json.encode({"rules": configs}))


def bandit_rules() -> BanditRules:
    """Read the mapping of bandit's tests.

    Raises:
        RuleError: a file is missing, does not say what it must, or leaves a result unmapped.
    """
    return _bandit_rules(rules.rulesets())


@cache
def _bandit_rules(_root: Path) -> BanditRules:
    document = read_yaml(BANDIT_FILE, BanditFile)
    shared: Mapping[str, Rule] = {}
    if any(isinstance(mapped.rule, str) for mapped in document.rules):
        shared = semgrep_rules().by_id
    by_result = {
        key: _rule_of(mapped, shared) for mapped in document.rules for key in _results(mapped)
    }
    messages = {
        key: mapped.message.strip() for mapped in document.rules for key in _results(mapped)
    }
    tests = tuple(sorted({test for test, _, _ in by_result}))
    for test in tests:
        if test in document.disabled or len([key for key in by_result if key[0] == test]) != 9:
            words = "is off and on, or a severity or confidence of it has no rule"
            raise RuleError(f"rulesets/{BANDIT_FILE}: {test} {words}")
    disabled_in = {context: frozenset(ids) for context, ids in document.disabled_in.items()}
    return BanditRules(by_result, messages, tests, disabled_in, document.only_where)


def _semgrep_rule(relative: str, rule: SemgrepRule) -> Rule:
    try:
        # Not strict, because the score stands in quotes: `semgrep --validate` knows no fractions.
        document = rules.converted({**rule.metadata, "id": rule.id}, RuleDocument, strict=False)
    except msgspec.ValidationError as error:
        raise RuleError(f"rulesets/{relative}: metadata: {error}") from error
    return next(document.rules())


def _results(mapped: Mapped) -> Iterator[tuple[str, str, str]]:
    for test in mapped.tests:
        for severity in mapped.severities:
            for confidence in mapped.confidences:
                yield test, severity, confidence


def _rule_of(mapped: Mapped, shared: Mapping[str, Rule]) -> Rule:
    if isinstance(mapped.rule, RuleDocument):
        return next(mapped.rule.rules())
    if mapped.rule not in shared:
        raise RuleError(f"rulesets/{BANDIT_FILE}: there is no rulesets/semgrep/{mapped.rule}.yaml")
    return shared[mapped.rule]
