"""The engines, slowest first: they start in this order."""

from scanner.engines.bandit.engine import Bandit
from scanner.engines.base import Engine
from scanner.engines.calls import Calls
from scanner.engines.detect_secrets.engine import DetectSecrets
from scanner.engines.langflow import ENGINE_OF_FLOWS, Langflow
from scanner.engines.pip_audit.engine import PipAudit
from scanner.engines.semgrep.engine import Semgrep
from scanner.model.rule import Kind

ENGINES: tuple[Engine, ...] = (
    DetectSecrets(),
    Semgrep(),
    Bandit(),
    PipAudit(),
    Calls(),
    Langflow("langflow", ENGINE_OF_FLOWS),
    Langflow("langflow-versions", frozenset({Kind.DEPENDENCIES})),
)
