"""What comments in the scanned files switch off, and what is said of those that do not."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from scanner.configuration import Options
from scanner.errors import ConfigError
from scanner.formats.comments import Comment, Comments, Speaker
from scanner.model.note import Verdict
from scanner.model.report import Report
from scanner.model.rule import Kind
from scanner.pipeline import scan
from scanner.render import sarif, summary, text
from scanner.settings import Settings, decide

CALL = "subprocess.run('ls ' + name, shell=True)"
OTHERS = ("bandit", "semgrep", "detect-secrets", "ruff")


def scanned(root: Path, files: dict[str, str], *honoured: str, kind: Kind = Kind.CODE) -> Report:
    for uri, content in files.items():
        (root / uri).parent.mkdir(parents=True, exist_ok=True)
        (root / uri).write_text(content, "utf-8")
    settings = Settings(root, scanners=(kind,), timeout=120)
    return scan(replace(settings, inline_ignores=honoured or settings.inline_ignores))


def notes(report: Report) -> list[str]:
    return sorted(n.id for n in report.notifications if "inline" in n.id or "honoured" in n.id)


@pytest.mark.engines
@pytest.mark.parametrize(
    "code",
    [
        f"{CALL}  # langflow-scan: ignore[py-subprocess-shell] names are fixed\n",
        f"{CALL}  # langflow-scan: ignore[B602] names are fixed\n",
        f"{CALL}  # langflow-scan: ignore[b602, B113] names are fixed\n",
        f"# langflow-scan: ignore[py-subprocess-shell] names are fixed\n# so\n{CALL}\n",
        "subprocess.run(\n    'ls ' + name,\n    shell=True,"
        "  # langflow-scan: ignore[py-subprocess-shell]: names are fixed\n)\n",
    ],
    ids=["own id", "bandit's id", "two ids", "above", "inside the statement"],
)
def test_our_comment_with_a_reason_counts_and_is_shown(code: str, tmp_path: Path) -> None:
    report = scanned(tmp_path, {"a.py": f"import subprocess\n{code}"})
    (found,) = report.findings
    assert [(s.kind, s.justification) for s in found.suppressions] == [
        ("inSource", "names are fixed")
    ]
    assert report.verdict is Verdict.PASS
    assert "1 suppressed" in text.render(report, width=100, color=False, verbose=False)
    assert "1 suppressed" in summary.render(report)
    assert json.loads(sarif.render(report))["runs"][0]["results"] == []
    (result,) = json.loads(sarif.render(report, full=True))["runs"][0]["results"]
    assert result["suppressions"][0]["kind"] == "inSource"


@pytest.mark.engines
@pytest.mark.parametrize(
    ("comment", "note"),
    [
        ("# langflow-scan: ignore[py-subprocess-shell]", "inline-ignore-unread"),
        ("# langflow-scan: ignore because", "inline-ignore-unread"),
        ("# langflow-scan: ignore[py-no-such-rule] because", "inline-ignore-unknown"),
        ("# langflow-scan: ignore[py-exec] because", "inline-ignore-unused"),
        ("# nosec", "comments-not-honoured"),
        ("# nosec B602", "comments-not-honoured"),
        ("# noqa: S602", "comments-not-honoured"),
    ],
)
def test_what_has_no_effect_is_said(comment: str, note: str, tmp_path: Path) -> None:
    report = scanned(tmp_path, {"a.py": f"import subprocess\n{CALL}  {comment}\n"})
    assert len(report.open) == 1
    assert notes(report) == [note]
    assert report.verdict is Verdict.FAIL


@pytest.mark.engines
@pytest.mark.parametrize(
    ("comment", "count"),
    [
        ("# nosec", 0),
        ("# nosec: B602", 0),
        ("# nosec B301", 1),
        ("# noqa: S602", 0),
        ("# noqa: E501, S6", 0),
        ("# noqa: E501", 1),
        ("# noqa", 1),
        ("# nosemgrep", 1),
    ],
)
def test_comments_of_other_tools_count_where_allowed(
    comment: str, count: int, tmp_path: Path
) -> None:
    """And for what that tool reported: semgrep has nothing to say about this line."""
    report = scanned(tmp_path, {"a.py": f"import subprocess\n{CALL}  {comment}\n"}, *OTHERS)
    assert len(report.open) == count
    assert len(report.findings) == 1


@pytest.mark.engines
def test_ours_can_be_switched_off(tmp_path: Path) -> None:
    code = f"import subprocess\n{CALL}  # langflow-scan: ignore[B602] because\n"
    assert len(scanned(tmp_path, {"a.py": code}, "semgrep").open) == 1


@pytest.mark.engines
def test_a_comment_in_the_code_of_a_flow_or_notebook_counts_for_its_line(tmp_path: Path) -> None:
    code = f"import subprocess\n{CALL}  # langflow-scan: ignore[B602] fixed\n{CALL}\n"
    template = {"code": {"type": "code", "value": code}}
    node = {"display_name": "Mine", "template": template}
    nodes = [{"id": "M-1", "type": "genericNode", "data": {"id": "M-1", "type": "M", "node": node}}]
    flow = json.dumps({"name": "f", "data": {"nodes": nodes, "edges": []}})
    cell = {"cell_type": "code", "source": code.splitlines(keepends=True), "metadata": {}}
    book = json.dumps({"cells": [cell], "nbformat": 4}, indent=1)
    report = scanned(tmp_path, {"flow.json": flow, "a.ipynb": book})
    marked = sorted((f.location.uri, bool(f.suppressions)) for f in report.findings)
    assert marked == [
        ("a.ipynb", False),
        ("a.ipynb", True),
        ("flow.json", False),
        ("flow.json", True),
    ]


def test_settings_have_comments_too(tmp_path: Path) -> None:
    content = "LANGFLOW_AUTO_LOGIN=true  # langflow-scan: ignore[LF-AUTH-001] a demo for one\n"
    report = scanned(tmp_path, {".env": content}, kind=Kind.LANGFLOW)
    (found,) = [f for f in report.findings if f.rule.id.startswith("LF-AUTH-001")]
    assert found.suppressions


def test_of_a_kind_that_was_not_asked_for_no_comment_is_unused(tmp_path: Path) -> None:
    content = "A=1  # langflow-scan: ignore[py-exec, B102] a demo\n"
    assert notes(scanned(tmp_path, {".env": content}, kind=Kind.LANGFLOW)) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("x # nosec", [(Speaker.BANDIT, ())]),
        ("x # nosec B602,B603 words", [(Speaker.BANDIT, ("B602", "B603"))]),
        ("x // nosemgrep: a.b.rule", [(Speaker.SEMGREP, ("a.b.rule",))]),
        ("x # pragma: allowlist secret", [(Speaker.DETECT_SECRETS, ())]),
        ("x /* langflow-scan: ignore[A-1] why */", [(Speaker.OURS, ("A-1",))]),
        ("<!-- langflow-scan: ignore[A-1,B] why -->", [(Speaker.OURS, ("A-1", "B"))]),
        ("nosec", []),
        ("x = 'langflow-scan: ignore[A]'", []),
    ],
)
def test_comments_are_read_in_their_forms(
    line: str, expected: list[tuple[Speaker, tuple[str, ...]]]
) -> None:
    found = list(Comments(line, in_strings=False))
    assert [(c.speaker, c.ids) for c in found] == expected
    assert all(c.reason == "why" for c in found if c.speaker is Speaker.OURS)


def test_what_follows_a_string_is_no_reason() -> None:
    value = "k9" + "Xq7Lm2vR8pZ4tW"
    for quote in "'\"":
        line = f"f({quote}# langflow-scan: ignore[A] why{quote}, {quote}{value}{quote})"
        (found,) = Comments(line, in_strings=False)
        assert found.reason == "why"


def test_a_comment_alone_is_about_the_next_line() -> None:
    code = "a\n# pragma: allowlist nextline secret\nb\n# langflow-scan: ignore[A] why\n# more\nc\n"
    assert list(Comments(code, in_strings=False)) == [
        Comment(Speaker.DETECT_SECRETS, 2, ()),
        Comment(Speaker.OURS, 5, ("A",), "why"),
    ]


def test_the_configuration_names_known_tools(tmp_path: Path) -> None:
    config = tmp_path / ".langflow-scan.yml"
    config.write_text("inline-ignores: [bandit]\n", "utf-8")
    assert decide(tmp_path, "", Options()).inline_ignores == ("bandit",)
    config.write_text("inline-ignores: []\n", "utf-8")
    assert decide(tmp_path, "", Options()).inline_ignores == ()
    config.write_text("inline-ignores: [pylint]\n", "utf-8")
    with pytest.raises(ConfigError, match="inline-ignores"):
        decide(tmp_path, "", Options())
