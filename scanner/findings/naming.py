"""Whether a given id means a rule: variants and families. Upper and lower case are the same."""

import re

from scanner.model.rule import Rule
from scanner.settings import RuleChange, Settings

_VARIANT = re.compile(r"^(LF-[A-Z]+-\d+|(?:py|js|lf)-[a-z0-9-]+(?=-test$))-.*")


def base(rule_id: str) -> str:
    """The rule that an id is a variant of; the id itself for any other."""
    return _VARIANT.sub(r"\1", rule_id)


def names_rule(given: str, rule_id: str) -> bool:
    """Whether a configured id means this rule: its id, or the rule it is a variant of."""
    return given.upper() in (rule_id.upper(), base(rule_id).upper())


def change_of(rule: Rule, settings: Settings) -> RuleChange | None:
    """The change for a rule's own id, or for the rule that it is a variant of."""
    named = [rule_id for rule_id in settings.rules if names_rule(rule_id, rule.id)]
    return settings.rules[max(named, key=len)] if named else None
