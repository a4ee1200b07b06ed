"""Scripts and documentation as deployments: settings, precedence, exposure, versions."""

from pathlib import Path

import pytest

from scanner.checks import CHECKS
from scanner.checks.facts import Facts
from scanner.deployments import read as all_formats
from scanner.deployments.model import Deployment, Exposure
from scanner.deployments.scripts import shell
from scanner.settings import Settings
from scanner.tree.kinds import classify
from scanner.tree.source import FileKind, Source, Tree


def units(text: str, name: str = "start.sh", **files: str) -> tuple[Deployment, ...]:
    source = Source(name, classify(name, text.encode()), text.encode())
    others = [Source(uri, FileKind.DOTENV, body.encode()) for uri, body in files.items()]
    read = {FileKind.MAKEFILE: shell.makefile, FileKind.PROCFILE: shell.procfile}
    tree = Tree(Path(), (source, *others))
    return read.get(source.kind, shell.read)(tree, source).units


@pytest.mark.parametrize(
    ("flags", "exposure"),
    [
        ("", Exposure.LOOPBACK),
        ("--host 127.0.0.1", Exposure.LOOPBACK),
        ("--host=::1", Exposure.LOOPBACK),
        ("--host 0.0.0.0", Exposure.PUBLISHED),
        ("--host 10.0.0.5", Exposure.PUBLISHED),
        ("--host $HOST", Exposure.UNKNOWN),
    ],
)
def test_the_host_decides_who_reaches_a_server(flags: str, exposure: Exposure) -> None:
    (unit,) = units(f"exec langflow run {flags}\n")
    assert unit.exposure is exposure
    assert unit.is_langflow
    assert not unit.complete


def test_flags_beat_the_environment() -> None:
    (unit,) = units("export LANGFLOW_HOST=0.0.0.0\nlangflow run --host 127.0.0.1\n")
    setting = unit.explicit("LANGFLOW_HOST")
    assert setting is not None
    assert (setting.value, setting.origin) == ("127.0.0.1", "flag --host")
    assert unit.exposure is Exposure.LOOPBACK


@pytest.mark.parametrize(
    "line",
    [
        "langflow run",
        "uv run langflow run",
        "python -m langflow run",
        "sudo -u langflow /opt/venv/bin/langflow run --port 80",
        "uvx --from langflow==1.9.0 langflow run",
        "nohup lfx serve flow.json &",
        "uvicorn --factory langflow.main:create_app --host 0.0.0.0",
    ],
)
def test_what_starts_a_server(line: str) -> None:
    assert [unit.is_langflow for unit in units(line)] == [True]


@pytest.mark.parametrize(
    "line",
    [
        "echo langflow run",
        'pkill -f "langflow run"',
        "docker compose run langflow run",
        "kubectl exec -it pod -- langflow run",
        "# langflow run",
        "langflow --version",
        "cat <<X\nlangflow run\nX",
    ],
)
def test_what_starts_none(line: str) -> None:
    assert units(line) == ()


def test_an_installed_release_is_the_one_that_runs() -> None:
    (unit,) = units("pip install 'langflow==1.9.0'\nlangflow run\n")
    assert str(unit.version) == "1.9.0"
    assert unit.version_location.region.start_line == 1


def test_container_options() -> None:
    text = (
        "docker run -dit --name flows -p 127.0.0.1:7860:7860 --env-file ./server.env"
        " -e A=1 --network host langflowai/langflow:1.9.0 langflow run --port 80\n"
    )
    (unit,) = units(text, **{"server.env": "LANGFLOW_AUTO_LOGIN=true\n"})
    assert (unit.name, unit.host_network, unit.complete) == ("flows", True, True)
    assert [(s.name, s.value, s.location.uri) for s in unit.settings] == [
        ("LANGFLOW_AUTO_LOGIN", "true", "server.env"),
        ("A", "1", "start.sh"),
        ("LANGFLOW_PORT", "80", "start.sh"),
    ]
    assert str(unit.version) == "1.9.0"


def test_variables_of_the_script_and_none_from_outside() -> None:
    text = "V=1.9.0\ndocker run -e A=$V -e B=${C:-d} -e E=$F -e G=$(h) langflowai/langflow:$V\n"
    unit = units(text)[0]
    assert [(s.name, s.value) for s in unit.settings] == [
        ("A", "1.9.0"),
        ("B", "d"),
        ("E", None),
        ("G", None),
    ]
    assert str(unit.version) == "1.9.0"


def test_a_port_with_variables() -> None:
    text = "P=80\ndocker run -p $P:7860 -p 127.0.0.1:${Q:-1}:7861 -p $R:7862 langflowai/langflow\n"
    ports = units(text)[0].ports
    assert [(port.host, port.published, port.target) for port in ports] == [
        ("", "80", "7860"),
        ("127.0.0.1", "1", "7861"),
        ("", "?", "7862"),
    ]


def test_fixes_are_options_of_the_container(tmp_path: Path) -> None:
    text = (
        "docker run -e LANGFLOW_AUTO_LOGIN=1 langflowai/langflow:1.13.0\n"
        "export LANGFLOW_AUTO_LOGIN=1\nlangflow run\n"
    )
    source = Source("start.sh", FileKind.SHELL, text.encode())
    tree = Tree(tmp_path, (source,))
    facts = Facts(tree, Settings(path=tmp_path), all_formats.deployments(tree).units, ())
    found = CHECKS["LF-AUTH-001"](facts)
    assert [match.fix for match in found] == [
        '-e LANGFLOW_AUTO_LOGIN="false"',
        'export LANGFLOW_AUTO_LOGIN="false"',
    ]


def test_scripts_without_langflow_say_nothing() -> None:
    assert units("export API_KEY=abc\ndocker run postgres\n") == ()


def test_documentation_is_incomplete_and_its_placeholders_are_no_values() -> None:
    text = (
        "```bash\ndocker run -p 7860:7860 -e LANGFLOW_SECRET_KEY=your-secret-key"
        " langflowai/langflow:1.9.0\n```\n\n```yaml\nservices: [langflow\n```\n"
    )
    source = Source("README.md", classify("README.md", text.encode()), text.encode())
    found = all_formats.deployments(Tree(Path(), (source,)))
    assert found.notifications == ()
    (unit,) = found.units
    assert not unit.complete
    assert [s.value for s in unit.settings] == [None]


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("run.sh", "", FileKind.SHELL),
        ("bin/serve", "#!/usr/bin/env bash\n", FileKind.SHELL),
        ("bin/serve", "#!/usr/bin/env python\n", FileKind.PYTHON),
        ("Makefile", "", FileKind.MAKEFILE),
        ("Procfile", "", FileKind.PROCFILE),
        ("docs/a.mdx", "", FileKind.MARKDOWN),
    ],
)
def test_kinds(name: str, head: str, kind: FileKind) -> None:
    assert classify(name, head.encode()) is kind
