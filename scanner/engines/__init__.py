"""The engines, slowest first: they start in this order."""

from scanner import rules
from scanner.code.contexts import with_variants
from scanner.code.rules import bandit_rules, semgrep_rules
from scanner.engines import call_rules
from scanner.engines.base import Engine
from scanner.engines.detect_secrets import catalogue as secrets
from scanner.engines.on_demand import OnDemand
from scanner.model.rule import Kind, Rule

_OURS = "https://github.com/langflow-scan/langflow-scan"
_FLOWS = frozenset({Kind.LANGFLOW, Kind.SECRETS})


def _detect_secrets() -> Engine:
    from scanner.engines.detect_secrets.engine import DetectSecrets

    return DetectSecrets()


def _semgrep() -> Engine:
    from scanner.engines.semgrep.engine import Semgrep

    return Semgrep()


def _bandit() -> Engine:
    from scanner.engines.bandit.engine import Bandit

    return Bandit()


def _pip_audit() -> Engine:
    from scanner.engines.pip_audit.engine import PipAudit

    return PipAudit()


def _calls() -> Engine:
    from scanner.engines.calls import Calls

    return Calls()


def _langflow() -> Engine:
    from scanner.engines.langflow import Langflow

    return Langflow("langflow", _FLOWS)


def _versions() -> Engine:
    from scanner.engines.langflow import Langflow

    return Langflow("langflow-versions", frozenset({Kind.DEPENDENCIES}))


def _rules_of(kinds: frozenset[Kind]) -> tuple[Rule, ...]:
    """Our own rules of these kinds, variants included."""
    found = (rule for document in rules.documents("langflow") for rule in document.rules())
    return tuple(rule for rule in found if rule.kind in kinds)


ENGINES: tuple[Engine, ...] = (
    OnDemand(
        name="detect-secrets",
        distribution="detect-secrets",
        information_uri="https://github.com/Yelp/detect-secrets",
        kinds=frozenset({Kind.SECRETS}),
        per_file=True,
        catalogue=secrets.all_rules,
        load=_detect_secrets,
        nothing="no text file",
    ),
    OnDemand(
        name="semgrep",
        distribution="semgrep",
        information_uri="https://semgrep.dev/docs/",
        kinds=frozenset({Kind.CODE, Kind.SECRETS}),
        per_file=True,
        catalogue=lambda: tuple(with_variants(semgrep_rules().by_id.values())),
        load=_semgrep,
        nothing="no Python file, no flow with code of its own and no such script",
    ),
    OnDemand(
        name="bandit",
        distribution="bandit",
        information_uri="https://bandit.readthedocs.io/",
        kinds=frozenset({Kind.CODE}),
        per_file=True,
        catalogue=lambda: tuple(with_variants(bandit_rules().rules)),
        load=_bandit,
        nothing="no Python file, and no flow with code of its own",
    ),
    OnDemand(
        name="pip-audit",
        distribution="pip-audit",
        information_uri="https://github.com/pypa/pip-audit",
        kinds=frozenset({Kind.DEPENDENCIES}),
        per_file=False,
        catalogue=lambda: tuple(rules.load_folder("dependencies").values()),
        load=_pip_audit,
        nothing="no file asks for a package",
    ),
    OnDemand(
        name="langflow-calls",
        distribution="langflow-scan",
        information_uri=_OURS,
        kinds=frozenset({Kind.CODE}),
        per_file=False,
        catalogue=call_rules.catalogue,
        load=_calls,
        nothing="no Python file, and no flow with code of its own",
    ),
    OnDemand(
        name="langflow",
        distribution="langflow-scan",
        information_uri=_OURS,
        kinds=_FLOWS,
        per_file=False,
        catalogue=lambda: _rules_of(_FLOWS),
        load=_langflow,
        nothing="no file",
    ),
    OnDemand(
        name="langflow-versions",
        distribution="langflow-scan",
        information_uri=_OURS,
        kinds=frozenset({Kind.DEPENDENCIES}),
        per_file=False,
        catalogue=lambda: _rules_of(frozenset({Kind.DEPENDENCIES})),
        load=_versions,
        nothing="no file",
    ),
)
