"""One setting, many formats: the same finding; one deployment, many files: one finding."""

from pathlib import Path

import pytest

from scanner.engines.langflow import Langflow
from scanner.model.finding import Finding
from scanner.model.rule import Kind
from scanner.settings import Settings
from scanner.tree.collect import collect

NAME = "LANGFLOW_ALLOW_PUBLIC_CUSTOM_COMPONENTS"
IMAGE = "langflowai/langflow:1.13.0"

FORMATS = {
    ".env": f"{NAME}=true\n",
    "deploy/prod.env": f"export {NAME}=true\n",
    "docker-compose.yml": (
        f"services:\n  flow:\n    image: {IMAGE}\n    environment:\n      {NAME}: 'true'\n"
    ),
    "list/compose.yaml": (
        f"services:\n  flow:\n    image: {IMAGE}\n    environment:\n      - {NAME}=true\n"
    ),
    "Dockerfile": f"FROM {IMAGE}\nENV {NAME}=true\n",
    "pod.yaml": (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: flow}\nspec:\n  containers:\n"
        f"    - name: flow\n      image: {IMAGE}\n      env:\n"
        f"        - name: {NAME}\n          value: 'true'\n"
    ),
    "configmap.yaml": (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: flow-settings}\n"
        f"data:\n  {NAME}: 'true'\n---\n"
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n"
        f"    spec:\n      containers:\n        - name: web\n          image: {IMAGE}\n"
        "          envFrom: [{configMapRef: {name: flow-settings}}]\n"
    ),
    "values.yaml": (
        f"langflow:\n  backend:\n    env:\n      - name: {NAME}\n        value: 'true'\n"
    ),
    "flow.service": (
        f'[Service]\nEnvironment="{NAME}=true"\nExecStart=/usr/bin/langflow run --host 0.0.0.0\n'
    ),
    "start.sh": f"#!/bin/sh\nexport {NAME}=true\nlangflow run --host 0.0.0.0\n",
    "run.sh": f"#!/bin/sh\ndocker run -p 7860:7860 -e {NAME}=true {IMAGE}\n",
    "Makefile": f"up:\n\t{NAME}=true langflow run --host 0.0.0.0\n",
    "Procfile": f"web: {NAME}=true langflow run --host 0.0.0.0\n",
    "render.yaml": (
        "services:\n  - type: web\n    name: flow\n    runtime: image\n"
        f"    image: {{url: docker.io/{IMAGE}}}\n"
        f"    envVars:\n      - key: {NAME}\n        value: 'true'\n"
    ),
    "fly.toml": f"app = 'flow'\n[build]\nimage = '{IMAGE}'\n[env]\n{NAME} = 'true'\n",
}


def found(root: Path, files: dict[str, str]) -> list[Finding]:
    for uri, text in files.items():
        path = root / uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    settings = Settings(path=root)
    outcomes = Langflow("langflow", frozenset({Kind.LANGFLOW})).run(collect(settings), settings)
    return [outcome for outcome in outcomes if isinstance(outcome, Finding)]


@pytest.mark.parametrize("uri", FORMATS)
def test_every_format_gives_the_same_finding(uri: str, tmp_path: Path) -> None:
    findings = [f for f in found(tmp_path, {uri: FORMATS[uri]}) if f.rule.id == "LF-EXE-002"]
    line = next(n for n, text in enumerate(FORMATS[uri].splitlines(), 1) if NAME in text)
    places = [(f.location.uri, f.location.region.start_line) for f in findings]
    assert [*places] in ([(uri, line)], [(uri, line + 1)])  # `value:` stands below its `name:`
    assert findings[0].message.startswith(NAME)
    assert findings[0].fix


def test_one_deployment_in_three_files_is_one_finding(tmp_path: Path) -> None:
    files = {
        "Dockerfile": f"FROM {IMAGE}\nENV {NAME}=true\n",
        "flow.env": f"{NAME}=1\n",
        "docker-compose.yml": (
            "services:\n  flow:\n    build: .\n    env_file: flow.env\n"
            f"    environment:\n      {NAME}: 'yes'\n"
        ),
    }
    findings = [f for f in found(tmp_path, files) if f.rule.id == "LF-EXE-002"]
    assert [(f.location.uri, f.location.region.start_line) for f in findings] == [
        ("docker-compose.yml", 6)
    ]
    related = [(at.uri, at.region.start_line, at.message) for at in findings[0].related]
    said = f"{NAME} is set here too, and overridden"
    assert related == [("Dockerfile", 2, said), ("flow.env", 1, said)]


def test_what_a_service_overrides_is_no_finding(tmp_path: Path) -> None:
    files = {
        "Dockerfile": f"FROM {IMAGE}\nENV {NAME}=true\n",
        "docker-compose.yml": (
            f"services:\n  flow:\n    build: .\n    environment: {{{NAME}: 'false'}}\n"
        ),
    }
    assert not [f for f in found(tmp_path, files) if f.rule.id == "LF-EXE-002"]


def test_a_default_of_a_variable_is_told(tmp_path: Path) -> None:
    text = f"services:\n  a:\n    image: {IMAGE}\n    environment: {{{NAME}: '${{OPEN:-true}}'}}\n"
    (finding,) = (f for f in found(tmp_path, {"compose.yml": text}) if f.rule.id == "LF-EXE-002")
    assert "the default of a variable" in finding.message
