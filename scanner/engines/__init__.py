"""The engines, slowest first: they start in this order."""

from scanner.engines.bandit import Bandit
from scanner.engines.base import Engine
from scanner.engines.detect_secrets import DetectSecrets
from scanner.engines.langflow import Langflow
from scanner.engines.pip_audit import PipAudit
from scanner.engines.semgrep import Semgrep
from scanner.model.finding import Kind

ENGINES: tuple[Engine, ...] = (
    DetectSecrets(),
    Semgrep(),
    Bandit(),
    PipAudit(),
    Langflow("langflow", frozenset({Kind.LANGFLOW, Kind.SECRETS})),
    Langflow("langflow-versions", frozenset({Kind.DEPENDENCIES})),
)
