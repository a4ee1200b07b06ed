"""Compose files: what a service takes from where, and what a hostile file meets."""

from pathlib import Path

import pytest

from scanner.deployments.compose import projects as compose_projects
from scanner.deployments.images import dockerfile
from scanner.deployments.model import Deployment, Exposure
from scanner.tree.kinds import classify
from scanner.tree.source import FileKind, Source, Tree


def services(text: str, **others: str) -> dict[str, Deployment]:
    made = Source("docker-compose.yml", FileKind.COMPOSE, text.encode())
    files = [Source(name, FileKind.DOTENV, body.encode()) for name, body in others.items()]
    units = compose_projects.together(Tree(Path("/"), (made, *files))).units
    return {unit.name: unit for unit in units}


LANGFLOW = "services:\n  a:\n    image: langflowai/langflow:1.13.0\n"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        pytest.param("${NAME}", "from env", id="from .env"),
        pytest.param("$NAME", "from env", id="without braces"),
        pytest.param("${OTHER:-given}", "given", id="a default"),
        pytest.param("${OTHER:-${NAME}}", "from env", id="a default that refers"),
        pytest.param("${EMPTY:-given}", "given", id="a default for an empty value"),
        pytest.param("${EMPTY-given}", "", id="no default for an empty value"),
        pytest.param("${NAME:+other}", "other", id="an alternative"),
        pytest.param("$$NAME", "$NAME", id="escaped"),
        pytest.param("${OTHER:?needed}", None, id="from outside"),
        pytest.param("a-${OTHER}", None, id="part from outside"),
    ],
)
def test_interpolation(written: str, value: str | None) -> None:
    text = f"{LANGFLOW}    environment:\n      X: '{written}'\n"
    setting = services(text, **{".env": "NAME=from env\nEMPTY=\n"})["a"].explicit("X")
    assert setting is not None
    assert setting.value == value


@pytest.mark.parametrize(
    ("ports", "exposure"),
    [
        pytest.param('["7860:7860"]', Exposure.PUBLISHED, id="all interfaces"),
        pytest.param('["127.0.0.1:7860:7860"]', Exposure.LOOPBACK, id="loopback"),
        pytest.param('["[::1]:7860:7860"]', Exposure.LOOPBACK, id="loopback of IPv6"),
        pytest.param("[{target: 7860, host_ip: 127.0.0.1}]", Exposure.LOOPBACK, id="long form"),
        pytest.param("[{target: 7860, published: 80}]", Exposure.PUBLISHED, id="long form, open"),
        pytest.param("[]", Exposure.INTERNAL, id="nothing published"),
    ],
)
def test_exposure(ports: str, exposure: Exposure) -> None:
    assert services(f"{LANGFLOW}    ports: {ports}\n")["a"].exposure is exposure


def test_a_path_out_of_the_tree_is_not_followed() -> None:
    unit = services(f"{LANGFLOW}    env_file: ../../etc/passwd\n")["a"]
    assert unit.settings == ()
    assert not unit.complete


def test_what_aliases_multiply_is_refused() -> None:
    shared = "".join(f"  K{n}: v\n" for n in range(2000))
    users = "".join(f"  s{n}:\n    image: a\n    environment: *e\n" for n in range(100))
    made = Source("compose.yml", FileKind.COMPOSE, f"x: &e\n{shared}services:\n{users}".encode())
    found = compose_projects.together(Tree(Path("/"), (made,)))
    assert [str(error) for _, error in found.damaged] == [
        "aliases make more than 50000 values of it"
    ]


def project_sources(**texts: str) -> tuple[Source, ...]:
    """Files by name; in a name `_` is a dash, `__` a dot, `___` a slash, and `env` is `.env`."""
    named = {
        ".env"
        if name == "env"
        else name.replace("___", "/").replace("__", ".").replace("_", "-"): text
        for name, text in texts.items()
    }
    return tuple(Source(u, classify(u, t.encode()), t.encode()) for u, t in named.items())


def project(**texts: str) -> dict[tuple[str, str], Deployment]:
    """Deployments by file and name."""
    units = compose_projects.together(Tree(Path("/"), project_sources(**texts))).units
    return {(unit.uri, unit.name): unit for unit in units}


def value(unit: Deployment, name: str) -> str | None:
    setting = unit.explicit(name)
    return setting.value if setting else "absent"


BASE = (
    LANGFLOW
    + '    ports: ["7860:7860"]\n    environment: {LANGFLOW_AUTO_LOGIN: "true", KEPT: "1"}\n'
)


def test_the_override_beside_the_default_file_is_always_merged() -> None:
    over = 'services:\n  a:\n    environment: {LANGFLOW_AUTO_LOGIN: "false"}\n    user: root\n'
    units = project(docker_compose__yml=BASE, docker_compose__override__yml=over)
    assert list(units) == [("docker-compose.yml", "a")]
    unit = units["docker-compose.yml", "a"]
    assert value(unit, "LANGFLOW_AUTO_LOGIN") == "false"
    assert value(unit, "KEPT") == "1"
    assert [s.location.uri for s in unit.others("LANGFLOW_AUTO_LOGIN")] == ["docker-compose.yml"]
    assert unit.option("user") is not None
    assert unit.complete


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"start__sh": "docker compose -f base.yml -f prod.yml up -d\n"}, id="script"),
        pytest.param(
            {"ops___Makefile": "up:\n\tdocker-compose --file=base.yml \\\n  -f prod.yml up\n"},
            id="Makefile in a folder below",
        ),
        pytest.param({"env": "COMPOSE_FILE=base.yml:prod.yml\n"}, id="COMPOSE_FILE"),
    ],
)
def test_files_that_are_named_together(said: dict[str, str]) -> None:
    over = (
        'services:\n  a:\n    image: x/langflow:2\n    environment: ["LANGFLOW_AUTO_LOGIN=false"]\n'
    )
    sources = project_sources(base__yml=BASE, prod__yml=over, **said)
    units = compose_projects.together(Tree(Path("/"), sources)).units
    assert [(u.uri, u.image.tag, value(u, "LANGFLOW_AUTO_LOGIN")) for u in units if u.image] == [
        ("base.yml", "2", "false"),
        ("base.yml", "1.13.0", "true"),
    ]


def test_an_overlay_without_image_belongs_to_the_file_that_it_is_named_after() -> None:
    over = 'services:\n  a:\n    ports: !override ["127.0.0.1:7860:7860"]\n'
    sources = project_sources(docker_compose__yml=BASE, docker_compose__prod__yml=over)
    found = compose_projects.together(Tree(Path("/"), sources)).units
    assert [unit.exposure for unit in found] == [Exposure.LOOPBACK, Exposure.PUBLISHED]


def test_what_merging_replaces_and_what_it_adds_to() -> None:
    base = (
        f"{LANGFLOW}    command: langflow run --host 0.0.0.0\n    cap_add: [NET_ADMIN]\n"
        "    volumes: ['data:/app', './x:/x']\n    env_file: one.env\n"
        "    environment: {A: '1', B: '2'}\n"
    )
    over = (
        "services:\n  a:\n    command: langflow run --host 127.0.0.1\n    cap_add: [SYS_ADMIN]\n"
        "    volumes: ['/:/x:ro']\n    env_file: !reset []\n    environment: {A: !reset null}\n"
    )
    unit = project(compose__yml=base, compose__override__yml=over, one__env="C=3\n")[
        "compose.yml", "a"
    ]
    assert value(unit, "LANGFLOW_HOST") == "127.0.0.1"
    assert [o.value for o in unit.options if o.name == "cap_add"] == ["NET_ADMIN", "SYS_ADMIN"]
    assert [(m.source, m.target) for m in unit.mounts] == [("data", "/app"), ("/", "/x")]
    assert [value(unit, name) for name in "ABC"] == ["absent", "2", "absent"]


def test_extends_takes_the_other_service_as_its_base() -> None:
    common = "services:\n  base:\n    image: langflowai/langflow:1.9.0\n"
    common += '    environment: {A: "1", B: "1"}\n'
    text = (
        "services:\n  a:\n    extends: {file: common.yml, service: base}\n"
        '    environment: {B: "2"}\n  b:\n    extends: a\n'
    )
    unit = project(compose__yml=text, common__yml=common)["compose.yml", "b"]
    assert (str(unit.version), value(unit, "A"), value(unit, "B")) == ("1.9.0", "1", "2")
    assert unit.complete
    assert unit.name == "b"


@pytest.mark.parametrize(
    "extended",
    [
        pytest.param("{file: ../../other.yml, service: x}", id="out of the tree"),
        pytest.param("missing", id="no such service"),
        pytest.param("a", id="itself"),
    ],
)
def test_what_extends_cannot_find_leaves_the_service_incomplete(extended: str) -> None:
    unit = project(compose__yml=f"{LANGFLOW}    extends: {extended}\n")["compose.yml", "a"]
    assert not unit.complete


def test_an_included_file_belongs_to_the_stack() -> None:
    text = "include: [db/compose.yml]\n" + LANGFLOW
    other = "services:\n  db:\n    image: postgres:16\n"
    units = project(compose__yml=text, db___compose__yml=other)
    assert [(name, unit.in_stack) for (_, name), unit in units.items()] == [
        ("a", True),
        ("db", True),
    ]


def test_build_arguments_and_the_target_stage() -> None:
    built = (
        "ARG V=1.2.0\nFROM langflowai/langflow:${V} AS run\nENV A=1\nFROM python:3.12 AS tools\n"
    )
    text = "services:\n  a:\n    build: {context: ., target: run, args: {V: 1.13.0}}\n"
    unit = project(compose__yml=text, Dockerfile=built)["compose.yml", "a"]
    assert (str(unit.version), value(unit, "A")) == ("1.13.0", "1")
    assert unit.built_from == "Dockerfile"


def test_the_document_with_services_is_the_one_of_several() -> None:
    unit = project(compose__yml=f"x-a: 1\n---\n{LANGFLOW}")["compose.yml", "a"]
    assert unit.is_langflow


def test_a_default_of_a_variable_is_not_certain() -> None:
    text = f"{LANGFLOW}    environment: {{A: '${{X:-1}}', B: '${{Y:-1}}', C: '1'}}\n"
    unit = project(compose__yml=text, env="Y=2\n")["compose.yml", "a"]
    found = {name: unit.effective(name) for name in "ABC"}
    assert {name: (e.value, e.certain) for name, e in found.items() if e} == {
        "A": ("1", False),
        "B": ("2", True),
        "C": ("1", True),
    }


@pytest.mark.parametrize(
    "started",
    [
        pytest.param('CMD ["langflow", "run", "--dev", "--port", "80"]', id="words"),
        pytest.param("CMD langflow run --dev --port=80", id="shell"),
        pytest.param('ENTRYPOINT ["langflow", "run"]\nCMD ["--dev", "--port", "80"]', id="both"),
    ],
)
def test_flags_of_an_image_beat_its_environment(started: str) -> None:
    built = f"FROM langflowai/langflow:1.13.0\nENV LANGFLOW_PORT=7860\n{started}\n"
    made = Source("Dockerfile", FileKind.DOCKERFILE, built.encode())
    image = dockerfile.build(Tree(Path("/"), (made,)), made)
    assert image is not None
    unit = image.unit
    assert (value(unit, "LANGFLOW_PORT"), value(unit, "LANGFLOW_DEV")) == ("80", "true")


@pytest.mark.parametrize(
    ("manifest", "text", "command"),
    [
        pytest.param("requirements.txt", "langflow==1.2.0\n", "pip install -r requirements.txt"),
        pytest.param("r/base.txt", "a==1\nlangflow[x]==1.2.0\n", "pip install -r /app/r/base.txt"),
        pytest.param("uv.lock", 'name = "langflow"\nversion = "1.2.0"\n', "uv sync --frozen"),
    ],
)
def test_an_image_has_the_release_that_its_manifest_pins(
    manifest: str, text: str, command: str
) -> None:
    built = f"FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN {command}\n"
    built += 'CMD ["langflow", "run"]\n'
    made = Source("Dockerfile", FileKind.DOCKERFILE, built.encode())
    other = Source(manifest, FileKind.TEXT, text.encode())
    image = dockerfile.build(Tree(Path("/"), (made, other)), made)
    assert image is not None
    assert str(image.unit.version) == "1.2.0"
    assert image.unit.by_manifest


@pytest.mark.parametrize("name", ["stack.yaml", "stack.conf", "stack", "parts/langflow.inc"])
def test_a_file_is_included_whatever_it_is_called(name: str) -> None:
    files = {
        "compose.yaml": f"include: [{name}]\n",
        name: "services:\n  flow:\n    image: langflowai/langflow:1.2.0\n",
    }
    sources = (Source(n, classify(n, b.encode()), b.encode()) for n, b in files.items())
    units = compose_projects.together(Tree(Path("/"), tuple(sources))).units
    (image,) = (one.image for one in units if one.is_langflow)
    assert image is not None
    assert (image.location.uri, image.location.region.start_line) == (name, 3)
