"""Compose files: what a service takes from where, and what a hostile file meets."""

from pathlib import Path

import pytest

from scanner.collect import FileKind, Source, Tree
from scanner.errors import ReadError
from scanner.langflow import compose
from scanner.langflow.facts import Deployment, Exposure


def services(text: str, **others: str) -> dict[str, Deployment]:
    made = Source("docker-compose.yml", FileKind.COMPOSE, text.encode())
    files = [Source(name, FileKind.DOTENV, body.encode()) for name, body in others.items()]
    units, _ = compose.deployments(Tree(Path("/"), (made, *files)), made)
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
    with pytest.raises(ReadError, match="aliases make more than"):
        services(f"x-env: &e\n{shared}services:\n{users}")
