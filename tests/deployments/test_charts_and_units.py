"""Chart values, systemd units and platform manifests as deployments."""

from pathlib import Path

import pytest

from scanner.deployments.model import Deployment, Exposure, Form
from scanner.deployments.read import deployments
from scanner.tree.kinds import classify
from scanner.tree.source import FileKind, Source, Tree
from tests.making import assert_cost_grows_with_size


def read(files: dict[str, str]) -> tuple[Deployment, ...]:
    sources = (Source(uri, classify(uri, t.encode()), t.encode()) for uri, t in files.items())
    found = deployments(Tree(Path(), tuple(sources)))
    assert found.notifications == ()
    return found.units


def settings(unit: Deployment) -> dict[str, str | None]:
    return {setting.name: setting.value for setting in unit.settings}


def test_values_of_the_ide_chart() -> None:
    (unit,) = read(
        {
            "values.yaml": "langflow:\n"
            "  global: {image: {tag: 1.9.0}}\n"
            "  backend:\n"
            "    autoLogin: false\n"
            "    superuser: {value: operator}\n"
            "    superuserPassword: {valueFrom: {secretKeyRef: {name: a, key: b}}}\n"
            "    env: [{name: X, value: '1'}, {name: Y, valueFrom: {}}]\n"
            "    podSecurityContext: {runAsUser: 0}\n"
            "ingress: {enabled: true}\n"
        }
    )
    assert unit.form is Form.HELM
    assert settings(unit) == {
        "LANGFLOW_AUTO_LOGIN": "false",
        "LANGFLOW_SUPERUSER": "operator",
        "LANGFLOW_SUPERUSER_PASSWORD": None,
        "X": "1",
        "Y": None,
    }
    assert (str(unit.version), unit.version_location.region.start_line) == ("1.9.0", 2)
    assert (unit.exposure, unit.complete) == (Exposure.PUBLISHED, True)
    assert [(o.name, o.value) for o in unit.options] == [("user", "0")]


def test_values_without_a_tag_do_not_say_the_release() -> None:
    (unit,) = read({"values.yaml": "image: {repository: langflowai/langflow}\n"})
    assert unit.image is not None
    assert (unit.version, unit.image.certain, unit.complete) == (None, False, False)


@pytest.mark.parametrize(
    "text",
    [
        "image: {repository: nginx, tag: '1'}\n",
        "dependencies:\n  - name: x\n    repository: https://langflow-ai.github.io/charts\n",
        "downloadFlows: {{ .Values.x }}\n",
    ],
)
def test_other_charts_and_templates_say_nothing(text: str) -> None:
    assert read({"values.yaml": text}) == ()


def test_a_large_file_of_values_is_read_fast() -> None:
    def reading(size: int) -> None:
        env = "".join(f"    - name: V{n}\n      value: 'x'\n" for n in range(size))
        (unit,) = read({"values.yaml": f"langflow:\n  backend:\n    env:\n{env}"})
        assert len(unit.settings) == size

    assert_cost_grows_with_size(reading, 600)


def test_a_unit_has_its_environment_files_and_user() -> None:
    text = (
        "[Service]\nUser=flows\n"
        'Environment="A=b c" D=e%%f G=%h\n'
        "EnvironmentFile=-/etc/langflow/server.env\n"
        "ExecStart=-/usr/bin/langflow run \\\n  --port 80\n"
    )
    files = {"langflow.service": text, "server.env": "LANGFLOW_AUTO_LOGIN=true\n"}
    (unit,) = read(files)
    assert settings(unit) == {
        "A": "b c",
        "D": "e%f",
        "G": None,
        "LANGFLOW_AUTO_LOGIN": "true",
        "LANGFLOW_PORT": "80",
    }
    assert (unit.form, unit.complete, unit.exposure) == (Form.SYSTEMD, True, Exposure.LOOPBACK)
    assert [(o.name, o.value) for o in unit.options] == [("user", "flows")]
    lines = {s.name: s.location.region.start_line for s in unit.settings}
    assert (lines["A"], lines["LANGFLOW_PORT"]) == (3, 6)


@pytest.mark.parametrize(
    ("uri", "more", "users"),
    [
        ("langflow.service", "", ["root"]),
        ("langflow.service", "DynamicUser=yes\n", []),
        ("systemd/user/langflow.service", "", []),
        ("langflow.service", "[Install]\nWantedBy=default.target\n", []),
    ],
)
def test_who_runs_a_unit(uri: str, more: str, users: list[str]) -> None:
    (unit,) = read({uri: f"[Service]\nExecStart=/usr/bin/langflow run\n{more}"})
    assert [option.value for option in unit.options] == users
    assert unit.complete


def test_a_unit_without_its_environment_file_is_incomplete() -> None:
    text = "[Service]\nEnvironmentFile=/etc/x\nExecStart=/usr/bin/langflow run\n"
    (unit,) = read({"langflow.service": text})
    assert not unit.complete


def test_render_services() -> None:
    text = (
        "services:\n"
        "  - {type: web, name: a, startCommand: langflow run --host 0.0.0.0}\n"
        "  - type: pserv\n"
        "    name: b\n"
        "    envVars: [{key: LANGFLOW_PORT, value: '1'}, {key: AUTO_LOGIN, sync: false}]\n"
        "  - {type: web, name: c, envVars: [{key: X, value: y}]}\n"
    )
    found = read({"render.yaml": text})
    assert [(unit.name, unit.exposure) for unit in found] == [
        ("a", Exposure.PUBLISHED),
        ("b", Exposure.INTERNAL),
    ]
    assert settings(found[1]) == {"LANGFLOW_PORT": "1", "LANGFLOW_AUTO_LOGIN": None}


def test_fly_application() -> None:
    text = '[build]\nimage = "langflowai/langflow:1.9.0"\n[env]\nA = "b" # c\n[[services]]\nx = 1\n'
    (unit,) = read({"fly.toml": text})
    assert (settings(unit), str(unit.version)) == ({"A": "b"}, "1.9.0")
    assert (unit.exposure, unit.complete) == (Exposure.PUBLISHED, False)
    assert read({"fly.toml": '[env]\nA = "b"\n'}) == ()


def test_kinds() -> None:
    for uri, text, kind in (
        ("values.yaml", "x:\n  langflow:\n    # a\n    backend: {}\n", FileKind.HELM),
        ("settings.yaml", "langflow:\n  url: x\n", FileKind.TEXT),
        ("a.service", "[Unit]\n[Service]\n", FileKind.SYSTEMD),
        ("a.service", "text", FileKind.TEXT),
        ("render.yaml", "services:\n  - image: x\n", FileKind.RENDER),
        ("fly.prod.toml", "", FileKind.FLY),
        (".github/workflows/a.yml", "services:\n  image:\n", FileKind.WORKFLOW),
    ):
        assert classify(uri, text.encode()) is kind


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        pytest.param(
            "railway.json",
            '{"deploy": {\n "startCommand": "langflow run --host 0.0.0.0 --dev"}}',
            2,
            id="JSON",
        ),
        pytest.param(
            "railway.toml",
            '[build]\nbuilder = "NIXPACKS"\n[deploy]\nstartCommand = "langflow run --dev"\n',
            4,
            id="TOML",
        ),
        pytest.param(
            "railway.json",
            '{"environments": {"production": {"deploy": {"startCommand": "langflow run --dev"}}}}',
            1,
            id="an environment's own",
        ),
    ],
)
def test_railway_runs_its_start_command(name: str, text: str, line: int) -> None:
    (unit,) = read({name: text})
    assert (unit.form, unit.exposure, unit.complete) == (Form.PLATFORM, Exposure.UNKNOWN, False)
    assert settings(unit)["LANGFLOW_DEV"] == "true"
    assert unit.location.region.start_line == line


def test_railway_without_langflow_is_no_deployment() -> None:
    assert read({"railway.json": '{"deploy": {"startCommand": "node server.js"}}'}) == ()


SPACE = "---\ntitle: Desk\nsdk: docker\napp_port: 7860\n---\n# Desk\n"


@pytest.mark.parametrize(
    ("readme", "exposure"),
    [
        pytest.param(SPACE, Exposure.PUBLISHED, id="a Space of its Dockerfile"),
        pytest.param(SPACE.replace("docker", "gradio"), Exposure.UNKNOWN, id="another Space"),
        pytest.param("# Desk\n\nsdk: docker\n", Exposure.UNKNOWN, id="no front matter"),
    ],
)
def test_a_space_is_open_to_everybody(readme: str, exposure: Exposure) -> None:
    built = "FROM langflowai/langflow:1.9.0\n"
    (unit,) = read({"README.md": readme, "Dockerfile": built})
    assert (unit.form, unit.exposure) == (Form.DOCKERFILE, exposure)


def test_instructions_for_later_images_count() -> None:
    text = (
        "FROM langflowai/langflow:1.9.0\nONBUILD ENV LANGFLOW_AUTO_LOGIN=true\nONBUILD USER root\n"
    )
    (unit,) = read({"Dockerfile": text})
    assert settings(unit) == {"LANGFLOW_AUTO_LOGIN": "true"}
    assert [(o.name, o.value, o.location.region.start_line) for o in unit.options] == [
        ("user", "root", 3)
    ]
