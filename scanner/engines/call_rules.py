"""Which rule a value falls under that goes through several functions or files."""

from collections.abc import Mapping

from scanner.code.across.marks import Origin, Sink
from scanner.code.contexts import with_variants
from scanner.code.rules import semgrep_rules
from scanner.model.rule import Rule

RULES: Mapping[tuple[Origin, Sink], str] = {
    (Origin.COMPONENT, Sink.CODE): "lf-component-input-exec",
    (Origin.COMPONENT, Sink.SHELL): "lf-component-input-shell",
    (Origin.COMPONENT, Sink.PROGRAM): "lf-component-input-program",
    (Origin.COMPONENT, Sink.SQL): "lf-component-input-sql",
    (Origin.COMPONENT, Sink.PATH): "lf-component-input-path",
    (Origin.COMPONENT, Sink.URL): "lf-component-input-url",
    (Origin.COMPONENT, Sink.UNPICKLE): "lf-component-input-unpickle",
    (Origin.REQUEST, Sink.CODE): "py-request-exec",
    (Origin.REQUEST, Sink.SHELL): "py-request-exec",
    (Origin.REQUEST, Sink.PROGRAM): "py-request-exec",
    (Origin.REQUEST, Sink.SQL): "py-request-sql",
    (Origin.REQUEST, Sink.PATH): "py-request-path",
    (Origin.REQUEST, Sink.URL): "py-request-url",
    (Origin.TOOL, Sink.CODE): "lf-tool-argument-exec",
    (Origin.TOOL, Sink.SHELL): "lf-tool-argument-exec",
    (Origin.TOOL, Sink.PROGRAM): "lf-tool-argument-exec",
    (Origin.TOOL, Sink.SQL): "lf-tool-argument-sql",
    (Origin.TOOL, Sink.PATH): "lf-tool-argument-path",
    (Origin.TOOL, Sink.URL): "lf-tool-argument-url",
    (Origin.MODEL, Sink.CODE): "lf-llm-output-exec",
    (Origin.MODEL, Sink.SHELL): "lf-llm-output-shell",
    (Origin.MODEL, Sink.SQL): "lf-llm-output-sql",
    (Origin.MODEL, Sink.HTML): "lf-llm-output-html",
    (Origin.ANYONE, Sink.HOST): "py-endpoint-controls-host",
    (Origin.ANYONE, Sink.KEY): "py-endpoint-without-login",
    (Origin.ANYONE, Sink.STORE): "py-endpoint-data-without-login",
}


def catalogue() -> tuple[Rule, ...]:
    """The rules of the table, and their variants."""
    by_id = semgrep_rules().by_id
    return tuple(with_variants(by_id[name] for name in sorted({*RULES.values()})))
