"""The report in every form: each module has `render(report) -> str`, pure."""

from collections.abc import Callable, Mapping

from scanner.model import Report
from scanner.render import json_, sarif, summary

RENDERERS: Mapping[str, tuple[str, Callable[[Report], str]]] = {
    "json": ("langflow-scan.json", json_.render),
    "markdown": ("langflow-scan.md", summary.render),
    "full-sarif": ("langflow-scan.full.sarif", lambda report: sarif.render(report, full=True)),
}
"""Further formats by the name that `formats` takes: file name in `output-dir`, and renderer."""
