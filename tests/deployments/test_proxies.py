"""Virtual hosts of reverse proxies: which lead to Langflow, and what is not decided."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from scanner.deployments.proxies.read import virtual_hosts
from scanner.deployments.proxies.virtual_host import VirtualHost
from scanner.deployments.read import deployments
from scanner.settings import Settings
from scanner.tree.collect import collect
from scanner.tree.kinds import classify
from scanner.tree.source import FileKind

Write = Callable[[Mapping[str, str | bytes]], Path]


def hosts(root: Path) -> tuple[VirtualHost, ...]:
    return virtual_hosts(collect(Settings(path=root)))


NGINX = (
    "server {\n  listen 443 ssl;\n  server_name a.example;\n  location / { proxy_pass %s; }\n}\n"
)


@pytest.mark.parametrize(
    ("backend", "found"),
    [
        pytest.param("http://langflow:7860", True, id="name and port"),
        pytest.param("http://10.0.0.5:7860/", True, id="port alone"),
        pytest.param("http://desk-langflow", True, id="name alone"),
        pytest.param("http://shop:8000", False, id="another service"),
        pytest.param("http://shop:17860", False, id="a longer port"),
    ],
)
def test_a_backend_is_langflow_by_name_or_port(tree: Write, backend: str, found: bool) -> None:
    root = tree({"flows.conf": NGINX % backend, "README.txt": "langflow"})
    assert bool(hosts(root)) is found


def test_an_upstream_stands_for_its_servers(tree: Write) -> None:
    upstream = "upstream desk { server 10.0.0.5:7860; keepalive 8; }\n"
    (host,) = hosts(tree({"flows.conf": upstream + NGINX % "http://desk"}))
    assert host.backend == "10.0.0.5:7860"
    assert host.encrypted
    assert host.names == ("a.example",)


def test_a_login_may_stand_at_any_level(tree: Write) -> None:
    text = "auth_basic Desk;\n" + NGINX % "http://langflow:7860"
    assert hosts(tree({"flows.conf": text}))[0].has_login


@pytest.mark.parametrize(
    ("uri", "text", "kind"),
    [
        ("deploy/nginx.conf", "server { listen 80; }", FileKind.NGINX),
        ("sites-enabled/flows.example.com", "server {\n  server_name a;\n}", FileKind.NGINX),
        ("default.conf.template", "server {\n listen ${PORT};\n}", FileKind.NGINX),
        ("app.js", "server {\n listen: 80\n}", FileKind.TEXT),
        ("my.conf", "[server]\nlisten = 80\n", FileKind.TEXT),
        ("Caddyfile", ":80 {\n}", FileKind.CADDYFILE),
        ("Caddyfile.prod", ":80 {\n}", FileKind.CADDYFILE),
        ("dynamic.yml", "http:\n  # ours\n\n  routers:\n    a: {}\n", FileKind.TRAEFIK),
        ("openapi.yml", "http:\n  port: 1\nroutes:\n  routers: 1\n", FileKind.TEXT),
    ],
)
def test_configurations_are_told_by_name_and_content(uri: str, text: str, kind: FileKind) -> None:
    assert classify(uri, text.encode()) is kind


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("server { listen 80; # langflow\n", True, id="broken"),
        pytest.param("server { listen 80; # shop\n", False, id="broken, of something else"),
        pytest.param("server { listen 80; {% if langflow %}\n", False, id="a template"),
    ],
)
def test_what_cannot_be_read_is_named_where_it_matters(tree: Write, text: str, named: bool) -> None:
    notes = deployments(collect(Settings(path=tree({"nginx.conf": text})))).notifications
    assert [note.uri for note in notes] == (["nginx.conf"] if named else [])
