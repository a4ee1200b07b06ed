"""Lines that two and three engines report, through the real engines: one alert for each defect."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.code.defects import defects
from scanner.code.rules import bandit_rules, semgrep_rules
from scanner.model.finding import Finding
from scanner.model.rule import Kind
from scanner.pipeline import scan
from scanner.settings import Settings

COMPONENT = """\
import os, pickle, random, subprocess, sqlite3, requests, yaml, hashlib, jwt, tarfile
from lfx.custom import Component


class Mine(Component):
    def run(self):
        {line}
"""
REQUEST = """\
import os, subprocess, sqlite3, requests
from flask import Flask, request

app = Flask(__name__)


@app.route("/a")
def run():
    {line}
"""
VALUE = "sk-" + "ant-api03-" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY" * 2 + "12345678"
BOTH = {"bandit", "semgrep"}
CASES: dict[str, tuple[str, list[tuple[str, set[str]]]]] = {
    "eval(self.text)": (COMPONENT, [("lf-component-input-exec", BOTH)]),
    "os.system('ls ' + self.text)": (COMPONENT, [("lf-component-input-shell", BOTH)]),
    "subprocess.run(f'ls {self.text}', shell=True)": (
        COMPONENT,
        [("lf-component-input-shell", BOTH)],
    ),
    "subprocess.run([self.tool, '-v'])": (COMPONENT, [("lf-component-input-program", BOTH)]),
    "pickle.loads(self.data)": (COMPONENT, [("lf-component-input-unpickle", BOTH)]),
    "sqlite3.connect('a').execute(f'select a from b where c = {self.c}')": (
        COMPONENT,
        [("lf-component-input-sql", BOTH)],
    ),
    "requests.get('https://a.example', verify=False, timeout=3)": (
        COMPONENT,
        [("py-tls-unverified", BOTH)],
    ),
    "token = ''.join(random.choice('ab') for _ in range(9))": (
        COMPONENT,
        [("py-weak-random-token", BOTH)],
    ),
    "app.run(host='0.0.0.0', debug=True)": (
        REQUEST,
        [("py-flask-debug", {"bandit"}), ("py-uvicorn-reload-exposed", BOTH)],
    ),
    "hashlib.md5(password.encode())": (COMPONENT, [("py-password-fast-hash", BOTH)]),
    "return eval(request.args['a'])": (REQUEST, [("py-request-exec", BOTH)]),
    "subprocess.run(request.args['a'], shell=True)": (REQUEST, [("py-request-exec", BOTH)]),
    # Different defects on one line stay apart.
    "return eval(self.one), eval('2')": (
        COMPONENT,
        [("lf-component-input-exec", BOTH), ("py-exec", {"bandit"})],
    ),
    "return eval('1'), eval(self.two)": (
        COMPONENT,
        [("lf-component-input-exec", BOTH), ("py-exec", {"bandit"})],
    ),
    "requests.get(self.url, verify=False)": (
        COMPONENT,
        [
            ("lf-component-input-url", {"semgrep"}),
            ("py-request-without-timeout", {"bandit"}),
            ("py-tls-unverified", BOTH),
        ],
    ),
    "eval(pickle.loads(self.data))": (
        COMPONENT,
        [("lf-component-input-exec", BOTH), ("lf-component-input-unpickle", BOTH)],
    ),
    "open(f'/tmp/{self.title}', 'w')": (
        COMPONENT,
        [("lf-component-input-path", {"semgrep"}), ("py-shared-temporary-folder", {"bandit"})],
    ),
    f"key = os.getenv('ANTHROPIC_API_KEY', '{VALUE}')": (
        REQUEST,
        [("secret-anthropic-key", {"detect-secrets", "semgrep"})],
    ),
}


def _scanned(root: Path) -> Iterator[Finding]:
    kinds = (Kind.CODE, Kind.SECRETS)
    report = scan(Settings(root, scanners=kinds, timeout=300))
    assert not report.incomplete_kinds
    yield from report.findings


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, set[str]]]]:
    root = tmp_path_factory.mktemp("corpus")
    by_file = {f"case_{number}.py": line for number, line in enumerate(CASES)}
    for name, line in by_file.items():
        (root / name).write_text(CASES[line][0].format(line=line), "utf-8")
    found: dict[str, list[tuple[str, set[str]]]] = {line: [] for line in CASES}
    for one in _scanned(root):
        engines = {detection.engine for detection in one.detections}
        found[by_file[one.location.uri]].append((one.rule.id, engines))
    return found


@pytest.mark.engines
@pytest.mark.parametrize("line", CASES, ids=lambda line: line.replace(VALUE, "..."))
def test_each_defect_is_one_alert(line: str, found: dict[str, list[tuple[str, set[str]]]]) -> None:
    assert sorted(found[line], key=str) == sorted(CASES[line][1], key=str)


def test_the_table_speaks_of_rules_that_exist() -> None:
    bandit, table = bandit_rules(), defects()
    catalogue = {*semgrep_rules().by_id, *(rule.id for rule in bandit.rules)}
    for name, defect in table.defects.items():
        assert name in defect.rules
        assert catalogue >= {*defect.rules}, name
        mapped = {test for (test, *_), rule in bandit.by_result.items() if rule.id in defect.rules}
        assert {*defect.bandit} == mapped, name
    for name, rules in table.names.items():
        assert catalogue >= {*rules}, name
        assert not (Path("rulesets/langflow") / f"{name}.yaml").exists()
