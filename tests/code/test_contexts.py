"""What the code rules say in tests: what harms the build, never over medium, and nothing else."""

import pytest

from scanner.code.contexts import weighed, with_variants
from scanner.code.defects import defects
from scanner.code.rules import bandit_rules, semgrep_rules
from scanner.findings.naming import names_rule
from scanner.model.rule import Severity

RULES = {**semgrep_rules().by_id, **{rule.id: rule for rule in bandit_rules().rules}}


@pytest.mark.parametrize("uri", ["tests/test_a.py", "src/__mocks__/a.ts", "web/chat.spec.ts"])
def test_what_guards_production_says_nothing_in_tests(uri: str) -> None:
    assert weighed(RULES["js-llm-output-inner-html"], uri) is None
    assert weighed(RULES["js-llm-output-inner-html"], "src/chat.ts") is not None


def test_what_harms_the_build_stays_and_is_medium_at_most() -> None:
    kept = [weighed(RULES[rule_id], "tests/conftest.py") for rule_id in defects().kept_in_tests]
    assert all(rule and rule.severity <= Severity.MEDIUM for rule in kept)


def test_a_rule_that_is_lower_in_tests_has_an_id_of_its_own() -> None:
    inside = weighed(RULES["py-decode-exec"], "tests/conftest.py")
    assert inside is not None
    assert inside in (*with_variants([RULES["py-decode-exec"]]),)
    assert names_rule("py-decode-exec", inside.id)
    assert defects().are_same(inside, RULES["py-exec"])
