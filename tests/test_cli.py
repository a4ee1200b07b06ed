"""The command as a user meets it: messages, files and exit codes."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml

from scanner import action, action_outputs, cli, command_line
from scanner.commands import diff
from scanner.configuration import Options
from scanner.errors import ExitCode

Write = Callable[[Mapping[str, str | bytes]], Path]
ROOT = Path(__file__).parents[1]
WEAK: dict[str, str | bytes] = {".env": "LANGFLOW_AUTO_LOGIN=true\n"}
ONLY_OURS = ["--scanners", "langflow"]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(["scan", "nowhere"], "nowhere: there is no such folder", id="no such path"),
        pytest.param(["scan", "file"], "file is a file, not a folder", id="a file"),
        pytest.param(["scan", "--fail-on", "severe"], "fail-on", id="a bad value"),
        pytest.param(["scan", "--scanners", "sast"], "sast", id="an unknown scanner"),
        pytest.param(["scan", "--jobs", "0"], "jobs", id="a bad number"),
        pytest.param(
            ["scan", "--config", "nowhere.yml"], "nowhere.yml", id="no such configuration"
        ),
        pytest.param(["explain", "LF-NONE-1"], "there is no rule LF-NONE-1", id="no such rule"),
    ],
)
def test_bad_usage_is_one_clear_message(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("file").write_text("")
    assert cli.main(words) == ExitCode.USAGE
    captured = capsys.readouterr()
    assert message in captured.err
    assert "Traceback" not in captured.err
    assert captured.out == ""


def test_an_unknown_option_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["scan", "--frobnicate"])
    assert caught.value.code == ExitCode.USAGE
    assert "--frobnicate" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        pytest.param(".langflow-scan.yml", "fail-onn: high\n", "fail-onn", id="unknown key"),
        pytest.param(
            ".langflow-scan.yml",
            "ignore:\n- id: B602\n",
            "ignore, entry 1",
            id="an ignore without reason",
        ),
        pytest.param(".langflow-scan.yml", "- a\n", "keys and values", id="a list"),
        pytest.param(".langflow-scan.yml", "a: b: c\n", ".langflow-scan.yml", id="no YAML"),
        pytest.param(
            "pyproject.toml",
            "[tool.langflow-scan]\nfail-onn = 'x'\n",
            "fail-onn",
            id="in pyproject",
        ),
    ],
)
def test_a_bad_configuration_names_its_place(
    name: str, text: str, place: str, tree: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tree({name: text})
    assert cli.main(["scan", str(root)]) == ExitCode.USAGE
    message = capsys.readouterr().err
    assert name in message
    assert place in message


@pytest.mark.parametrize(
    ("files", "words", "code"),
    [
        pytest.param(WEAK, [], ExitCode.FINDINGS, id="findings"),
        pytest.param(WEAK, ["--fail-on", "none"], ExitCode.PASS, id="no gate"),
        pytest.param({"a.txt": "x"}, [], ExitCode.PASS, id="nothing"),
        pytest.param(
            WEAK | {".langflow-scan.yml": "fail-on: none\n"}, [], ExitCode.PASS, id="configured"
        ),
        pytest.param(
            WEAK | {".langflow-scan.yml": "fail-on: none\n"},
            ["--fail-on", "low"],
            ExitCode.FINDINGS,
            id="the option wins",
        ),
        pytest.param(
            WEAK
            | {".langflow-scan.yml": "ignore:\n- {id: LF-AUTH-001, reason: a demo, path: .env}\n"},
            [],
            ExitCode.PASS,
            id="ignored",
        ),
        pytest.param(
            {"flow.json": '{"data": {"nodes": ['}, [], ExitCode.INCOMPLETE, id="truncated"
        ),
        pytest.param(
            {"flow.json": '{"data": {"nodes": ['},
            ["--allow-incomplete", "true"],
            ExitCode.PASS,
            id="truncated, allowed",
        ),
    ],
)
def test_exit_code(
    files: Mapping[str, str | bytes], words: list[str], code: ExitCode, tree: Write
) -> None:
    assert cli.main(["scan", str(tree(files)), *ONLY_OURS, *words]) == code


def test_files_that_were_asked_for(tree: Write) -> None:
    words = ["--formats", "json,html,markdown,full-sarif", "--sarif-file", "out/a.sarif"]
    cli.main(["scan", str(tree(WEAK)), *ONLY_OURS, *words])
    assert sorted(str(path) for path in Path().rglob("*") if path.is_file()) == [
        "langflow-scan-out/langflow-scan.full.sarif",
        "langflow-scan-out/langflow-scan.html",
        "langflow-scan-out/langflow-scan.json",
        "langflow-scan-out/langflow-scan.md",
        "out/a.sarif",
    ]


def test_a_second_scan_does_not_read_what_the_first_wrote(
    tree: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tree(WEAK))
    words = ["scan", *ONLY_OURS, "--formats", "json"]
    cli.main(words)
    first = Path("langflow-scan.sarif").read_bytes(), Path("langflow-scan-out").exists()
    cli.main(words)
    assert (Path("langflow-scan.sarif").read_bytes(), True) == first
    report = json.loads(Path("langflow-scan-out/langflow-scan.json").read_text())
    assert report["files"] == 1


def test_sarif_that_cannot_be_written(tree: Write, capsys: pytest.CaptureFixture[str]) -> None:
    Path("taken").write_text("")
    words = ["scan", str(tree(WEAK)), *ONLY_OURS, "--sarif-file", "taken/a.sarif"]
    assert cli.main(words) == ExitCode.USAGE
    captured = capsys.readouterr()
    assert captured.out == ""  # said before the scan begins, not after it
    assert "taken/a.sarif could not be written" in captured.err


def test_an_error_about_hostile_configuration_is_one_inert_line(
    tree: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = "a: [\n::error::forged\n##[error]forged\n"
    assert cli.main(["scan", str(tree({".langflow-scan.yml": hostile}))]) == ExitCode.USAGE
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert not any("::" in line or "##[" in line for line in lines)


def test_explain_prints_the_help_and_the_variants(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", "lf-auth-001"]) == ExitCode.PASS
    shown = capsys.readouterr().out
    for words in ("LF-AUTH-001", "critical (9.8)", "CWE-306", "What it does", "LF-AUTH-001-local"):
        assert words in shown


def test_explain_prints_the_page_of_the_documentation(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", "lf-component-input-sql"]) == ExitCode.PASS
    page = (ROOT / "docs" / "rules" / "lf-component-input-sql.md").read_text("utf-8")
    assert capsys.readouterr().out == page


@pytest.mark.parametrize(
    ("wanted", "rule"),
    [("B602", "py-subprocess-shell"), ("LF-CMP-002", "lf-component-input-sql")],
    ids=["bandit", "catalogue"],
)
def test_explain_knows_other_names(
    wanted: str, rule: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["explain", wanted]) == ExitCode.PASS
    assert f"# {rule}:" in capsys.readouterr().out


def test_rules_lists_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rules"]) == ExitCode.PASS
    shown = capsys.readouterr().out
    for rule_id in ("LF-AUTH-001", "LF-FLOW-010", "py-subprocess-shell", "secret-private-key"):
        assert re.search(rf"^{rule_id} ", shown, re.MULTILINE)


def inputs() -> dict[str, str]:
    declared = yaml.safe_load((ROOT / "action.yml").read_text())["inputs"]
    return {name: str(entry.get("default", "")) for name, entry in declared.items()}


def test_options_inputs_and_configuration_keys_are_the_same() -> None:
    assert {*inputs()} == {"path", *(name for name, *_ in command_line.INPUTS)}
    keys = {name.replace("_", "-") for name in Options.__struct_fields__}
    assert {name for name, *_ in command_line.INPUTS} - {"config"} <= keys


def test_the_actions_defaults_are_those_of_action_yml() -> None:
    assert {name: value for name, value in inputs().items() if value} == action.DEFAULTS


def test_an_input_at_its_default_does_not_win_over_the_configuration() -> None:
    environ = {f"INPUT_{name.upper()}": value for name, value in inputs().items()}
    assert action.arguments(environ) == ["scan", "--", "."]
    environ |= {"INPUT_FAIL-ON": "low", "INPUT_PATH": "--version"}
    assert action.arguments(environ) == ["scan", "--fail-on=low", "--", "--version"]


def outputs(root: Path, **environ: str) -> dict[str, str]:
    outcome = cli.run(command_line.parse(["scan", str(root), *ONLY_OURS, "--formats", "json"]))
    return action_outputs.outputs(outcome, environ)


def test_outputs_of_the_action(tree: Write) -> None:
    declared = yaml.safe_load((ROOT / "action.yml").read_text())["outputs"]
    found = outputs(tree(WEAK))
    assert set(found) == set(declared)
    assert found["verdict"] == "fail"
    assert found["should-upload"] == "true"
    assert found["critical"] == "1"
    assert found["comment-file"] == ""
    assert found["report-json"] == "langflow-scan-out/langflow-scan.json"


@pytest.mark.parametrize(
    ("head", "upload"), [("owner/repo", "true"), ("stranger/repo", "false"), (None, "false")]
)
def test_a_forks_pull_request_does_not_upload(
    head: str | None, upload: str, tree: Write, tmp_path: Path
) -> None:
    event = {"pull_request": {"head": {"repo": {"full_name": head} if head else None}}}
    (tmp_path / "event.json").write_text(json.dumps(event))
    found = outputs(
        tree(WEAK),
        GITHUB_EVENT_PATH=str(tmp_path / "event.json"),
        GITHUB_REPOSITORY="owner/repo",
    )
    assert found["should-upload"] == upload


def test_a_usage_error_uploads_nothing() -> None:
    outcome = cli.run(command_line.parse(["scan", "nowhere"]))
    assert action_outputs.outputs(outcome, {})["should-upload"] == "false"


def test_in_a_workflow_paths_begin_at_the_checkout(
    tree: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tree({f"deploy/{name}": text for name, text in WEAK.items()})
    monkeypatch.setenv("GITHUB_WORKSPACE", str(root))
    cli.main(["scan", str(root / "deploy"), *ONLY_OURS])
    results = json.loads(Path("langflow-scan.sarif").read_text())["runs"][0]["results"]
    places = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in results}
    assert places == {"deploy/.env"}


def test_in_a_workflow_there_are_annotations_and_a_summary(
    tree: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    cli.main(["scan", str(tree(WEAK)), *ONLY_OURS])
    assert "::error file=.env,line=1," in capsys.readouterr().out
    assert "LF\\-AUTH\\-001" in (tmp_path / "summary.md").read_text()


def test_a_version_is_told_without_loading_the_scan() -> None:
    program = "import sys; sys.argv = ['x', '--version']\n"
    program += "from scanner.__main__ import main_exit\n"
    program += "try:\n    main_exit()\nexcept SystemExit:\n    pass\n"
    program += "print('scanner.pipeline' in sys.modules, 'rich' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.splitlines()[1:] == ["False False"]


def test_the_formats_of_a_difference_are_those_there_are() -> None:
    assert tuple(diff.FORMATS) == command_line.DIFF_FORMATS
