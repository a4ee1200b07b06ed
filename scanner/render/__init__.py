"""The report in every form: each module has `render(report) -> str`, pure."""

from collections.abc import Callable, Mapping

from scanner.model.report import Report
from scanner.render import comment, gitlab, json_, junit, sarif, summary


def _cyclonedx(report: Report) -> str:
    from scanner.render import cyclonedx  # a tenth of a second that only who asks for it pays

    return cyclonedx.render(report)


def _html(report: Report) -> str:
    from scanner.render.html import render  # the same

    return render(report)


RENDERERS: Mapping[str, tuple[str, Callable[[Report], str]]] = {
    "json": ("langflow-scan.json", json_.render),
    "html": ("langflow-scan.html", _html),
    "cyclonedx": ("langflow-scan.cdx.json", _cyclonedx),
    "junit": ("langflow-scan.junit.xml", junit.render),
    "gitlab-sast": ("gl-sast-report.json", gitlab.sast),
    "gitlab-code-quality": ("gl-code-quality-report.json", gitlab.code_quality),
    "comment": ("langflow-scan-comment.md", comment.render),
    "markdown": ("langflow-scan.md", summary.render),
    "full-sarif": ("langflow-scan.full.sarif", lambda report: sarif.render(report, full=True)),
}
"""Further formats by the name that `formats` takes: file name in `output-dir`, and renderer."""
