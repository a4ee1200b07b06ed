"""Directives of nginx and Caddy: what is read, where it stands, and what is refused."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from scanner.errors import ReadError
from scanner.formats.directives import Directive, read_caddyfile, read_nginx

Shape = tuple[object, ...]


def shape(directives: tuple[Directive, ...]) -> list[Shape]:
    return [
        (one.name, *one.args) if one.block is None else (one.name, *one.args, shape(one.block))
        for one in directives
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("listen 80;", [("listen", "80")], id="one directive"),
        pytest.param(
            "server {\n listen 80;\n location / { proxy_pass http://a:1; }\n}",
            [("server", [("listen", "80"), ("location", "/", [("proxy_pass", "http://a:1")])])],
            id="nested blocks",
        ),
        pytest.param("add_header A 'b; {c}';", [("add_header", "A", "b; {c}")], id="quotes"),
        pytest.param("listen ${PORT}; # { not open", [("listen", "${PORT}")], id="a variable"),
        pytest.param("a\n b\n c;", [("a", "b", "c")], id="white space of any kind"),
        pytest.param("a # x;\n b;", [("a", "b")], id="a comment inside"),
    ],
)
def test_nginx(text: str, expected: list[Shape]) -> None:
    assert shape(read_nginx(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            ":80\nreverse_proxy a:1", [(":80",), ("reverse_proxy", "a:1")], id="no braces"
        ),
        pytest.param(
            "{\n email a@b.c\n}\na.example, {$B} {\n redir https://{host}{uri}\n}\n",
            [
                ("", [("email", "a@b.c")]),
                ("a.example,", "{$B}", [("redir", "https://{host}{uri}")]),
            ],
            id="options, placeholders",
        ),
        pytest.param(
            "a {\n header {\n  -Server\n }\n}", [("a", [("header", [("-Server",)])])], id="deep"
        ),
        pytest.param("a \\\n b", [("a", "b")], id="a continued line"),
    ],
)
def test_caddyfile(text: str, expected: list[Shape]) -> None:
    assert shape(read_caddyfile(text)) == expected


def test_positions_point_at_the_words() -> None:
    text = "http {\r\n  server { listen 443 ssl; }\r\n}"
    listen = next(one for one in read_nginx(text)[0].walk() if one.name == "listen")
    assert text[listen.start : listen.end] == "listen 443 ssl"


@pytest.mark.parametrize("read", [read_nginx, read_caddyfile])
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a {", id="open"),
        pytest.param("}", id="closed twice"),
        pytest.param("a {\n" * 100_000, id="too deep"),
        pytest.param("a " * 300_000, id="too many words"),
    ],
)
def test_what_is_refused(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(ReadError):
        read(text)


@pytest.mark.parametrize("text", ["'", "\\", "a '", "$", "{$", "a {$b", '"\\'])
def test_odd_text_ends_or_is_refused(text: str) -> None:
    for read in (read_nginx, read_caddyfile):
        with suppress(ReadError):
            read(text)
