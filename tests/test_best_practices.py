"""Every piece of Langflow's own security advice has a rule that finds where it was not followed.

The advice is "Security best practices" of Langflow's documentation
(docs.langflow.org/configuration-security-best-practices, as of 1.1), each bullet in our words.
Five bullets cannot be seen in a repository (trying a restore, audits, compliance, incidents,
documentation): their rules report the nearest evidence, as notes.
"""

from pathlib import Path

import pytest

from scanner import rules
from tests.test_rule_fixtures import RULES, SHOWN_ELSEWHERE, expected

ADVICE: dict[str, tuple[str, ...]] = {
    # the secret key
    "set a secret key of your own": (
        *("LF-KEY-001", "LF-KEY-002", "LF-KEY-003", "LF-KEY-004", "LF-KEY-005", "LF-KEY-008"),
    ),
    "take it from the environment or a secret store": (
        *("LF-SEC-001", "LF-SEC-002", "LF-SEC-010", "LF-KEY-001", "LF-DB-002"),
    ),
    "never commit it": (
        *("LF-KEY-001", "LF-KEY-007", "LF-SEC-003", "LF-SEC-004", "LF-SEC-008", "LF-SEC-011"),
        *("LF-NET-006", "LF-CI-002"),
    ),
    "change it regularly": ("LF-KEY-009",),
    "know where it lies by default": ("LF-KEY-006", "LF-DB-006", "LF-SEC-016"),
    # keys and credentials
    "store keys as encrypted global variables": (
        *("LF-SEC-001", "LF-SEC-002", "LF-SEC-004", "LF-SEC-005", "LF-SEC-009", "LF-SEC-012"),
        *("LF-MCP-006", "LF-LOG-005"),
    ),
    "use the type Credential": ("LF-SEC-015", "LF-SEC-004", "LF-SEC-005"),
    "limit who sees and changes credentials": (
        *("LF-AUTH-007", "LF-AUTH-008", "LF-SEC-012", "LF-SEC-013", "LF-SEC-014"),
    ),
    "review and change keys": ("LF-AUTH-017", "LF-AUTH-018", "LF-SEC-008", "LF-KEY-009"),
    # the database's file
    "keep the database in a safe folder": (
        *("LF-DB-005", "LF-DB-006", "LF-DB-007", "LF-DB-008", "LF-SEC-011"),
    ),
    "know where the database lies by default": ("LF-DB-005", "LF-DB-007", "LF-SEC-016"),
    # the database
    "back it up": ("LF-DB-009",),
    "encrypt the copies": ("LF-DB-010", "LF-DB-011", "LF-DB-013"),
    "try to restore a copy": ("LF-DB-009",),
    "let few services and users in": (
        *("LF-DB-003", "LF-DB-004", "LF-DB-008", "LF-DB-012", "LF-DB-013", "LF-FLOW-005"),
    ),
    "ask them for strong credentials": (
        *("LF-DB-001", "LF-DB-002", "LF-DB-012", "LF-AUTH-004", "LF-DEP-026"),
    ),
    "record who was there": ("LF-LOG-002",),
    # the deployment
    "use HTTPS": (
        *("LF-NET-001", "LF-NET-002", "LF-NET-003", "LF-NET-004", "LF-NET-005", "LF-NET-006"),
        *("LF-NET-011", "LF-AUTH-016", "LF-DB-004", "LF-FLOW-015", "LF-FLOW-017"),
    ),
    "let nobody in without a login": (
        *("LF-AUTH-001", "LF-AUTH-002", "LF-AUTH-003", "LF-AUTH-004", "LF-AUTH-005"),
        *("LF-AUTH-006", "LF-AUTH-007", "LF-AUTH-008", "LF-AUTH-009", "LF-AUTH-010"),
        *("LF-AUTH-011", "LF-AUTH-012", "LF-AUTH-013", "LF-AUTH-014", "LF-AUTH-015"),
        *("LF-AUTH-016", "LF-NET-003", "LF-NET-010", "LF-FLOW-010", "LF-FLOW-011"),
        *("LF-FLOW-012", "LF-CFG-001", "LF-CFG-002"),
    ),
    "update": (
        *("LF-VER-001", "LF-VER-002", "LF-VER-003", "LF-VER-004", "LF-VER-006", "LF-DEP-001"),
    ),
    "watch the logs": ("LF-LOG-001", "LF-LOG-002", "LF-LOG-003", "LF-LOG-004"),
    "confine the container": (
        *("LF-DEP-020", "LF-DEP-021", "LF-DEP-022", "LF-DEP-023", "LF-DEP-024", "LF-DEP-025"),
        *("LF-DEP-026", "LF-DEP-027", "LF-DEP-028", "LF-DEP-029", "LF-EXE-001", "LF-EXE-003"),
        *("LF-EXE-004", "LF-EXE-005", "LF-EXE-007", "LF-EXE-010", "LF-MCP-001", "LF-FLOW-040"),
    ),
    "close the network": (
        *("LF-NET-002", "LF-NET-010", "LF-NET-020", "LF-NET-021", "LF-NET-022", "LF-NET-030"),
        *("LF-NET-031", "LF-NET-032", "LF-DEP-010", "LF-DEP-011", "LF-DEP-026", "LF-AUTH-012"),
        "LF-DEP-030",
        *("LF-AUTH-014", "LF-DB-003", "LF-KEY-010", "LF-FLOW-006"),
    ),
    "give few rights": (
        *("LF-AUTH-001", "LF-AUTH-009", "LF-EXE-001", "LF-EXE-002", "LF-EXE-011", "LF-EXE-012"),
        *("LF-EXE-013", "LF-MCP-003", "LF-FLOW-010", "LF-DEP-025", "LF-CFG-003"),
    ),
    # audit and compliance
    "audit regularly": ("LF-CI-004", "LF-LOG-002"),
    "watch that rules are kept": ("LF-LOG-003", "LF-LOG-005"),
    "plan for incidents": ("LF-GOV-002",),
    "write security down": ("LF-GOV-002",),
    # development
    "write safe code": (
        *("LF-FLOW-001", "LF-FLOW-005", "LF-FLOW-006", "LF-FLOW-007", "LF-FLOW-015"),
        *("LF-EXE-001", "LF-EXE-008", "LF-EXE-014"),
        *("lf-component-input-exec", "lf-component-input-sql", "lf-component-input-path"),
    ),
    "review code": (
        *("LF-FLOW-021", "LF-FLOW-023", "LF-FLOW-024", "LF-EXE-007", "LF-EXE-009", "LF-CI-001"),
        *("LF-CI-003", "LF-GOV-001"),
    ),
    "manage dependencies": (
        *("LF-VER-001", "LF-VER-003", "LF-VER-005", "LF-VER-006", "LF-DEP-001", "LF-DEP-002"),
        *("LF-DEP-003", "LF-DEP-029", "LF-FLOW-021", "LF-FLOW-040", "LF-EXE-005", "LF-EXE-006"),
        *("LF-MCP-001", "LF-MCP-002", "LF-MCP-004"),
    ),
    "test for security": ("LF-CI-001", "LF-CI-004", "LF-FLOW-024"),
}
"""What is advised, and the rules that see it missing."""


def is_shown(rule_id: str) -> bool:
    """Whether a bad case has a place where the rule must fire (test_rule_fixtures)."""
    if not rule_id.startswith("LF-"):
        return any((RULES / "semgrep").glob(f"{rule_id}.*"))
    cases = (RULES / rule_id / "bad").iterdir() if (RULES / rule_id / "bad").is_dir() else ()
    return any(expected(case) for case in cases)


@pytest.mark.parametrize("advice", ADVICE)
def test_advice_has_rules_that_fire(advice: str) -> None:
    used = {*ADVICE[advice]} - SHOWN_ELSEWHERE
    assert used, advice
    assert [rule_id for rule_id in sorted(used) if not is_shown(rule_id)] == []


def test_all_of_the_advice_is_here() -> None:
    assert len(ADVICE) == 32


def test_what_a_repository_cannot_show_is_only_a_note() -> None:
    for advice in ("try to restore a copy", "plan for incidents", "write security down"):
        for rule_id in ADVICE[advice]:
            path = f"langflow/{rule_id}.yaml"
            document = rules.read_yaml(path, rules.RuleDocument)
            assert document.audit, f"{Path(path).stem} would break builds"
            assert document.securitySeverity < 4
