"""Where shell commands stand in the files of a tree, and that hostile files cost no more."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from scanner.deployments.scripts.read import scripts
from scanner.engines.langflow import Langflow
from scanner.model.rule import Kind
from scanner.settings import Settings
from scanner.tree.collect import collect
from scanner.tree.kinds import classify
from scanner.tree.source import Source, Tree
from tests.making import assert_cost_grows_with_size

Write = Callable[[Mapping[str, str | bytes]], Path]

STEP = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - name: b\n        run: "


@pytest.mark.parametrize(
    ("uri", "text", "line", "column"),
    [
        pytest.param("a.sh", "cd x\nlfx run a.json\n", 2, 1, id="a script"),
        pytest.param("Makefile", "all:\n\t@lfx run a.json\n", 2, 3, id="a recipe"),
        pytest.param("Dockerfile", "FROM a\nRUN b && \\\n  lfx run a.json\n", 3, 3, id="a RUN"),
        pytest.param(
            "Dockerfile", "FROM a\nRUN <<E\ncd x\nlfx run a.json\nE\n", 4, 1, id="a heredoc"
        ),
        pytest.param(
            "README.md", "Do:\r\n\r\n```sh\r\n$ lfx run a.json\r\n```\r\n", 4, 3, id="docs"
        ),
        pytest.param(".github/workflows/a.yml", f"{STEP}lfx run a.json\n", 7, 14, id="plain"),
        pytest.param(".github/workflows/a.yml", f'{STEP}"lfx run a.json"\n', 7, 15, id="quoted"),
        pytest.param(
            ".github/workflows/a.yml",
            f"{STEP}|\n          cd ${{{{ x || y }}}}\n          lfx run a.json\n",
            9,
            11,
            id="a block",
        ),
        pytest.param(
            ".github/workflows/a.yml",
            f"{STEP}>\n          lfx\n          run a.json\n",
            8,
            11,
            id="folded",
        ),
    ],
)
def test_commands_stand_where_the_file_has_them(
    tree: Write, uri: str, text: str, line: int, column: int
) -> None:
    found = [
        script.place(command)
        for script in scripts(collect(Settings(path=tree({uri: text}))))
        for command in script.commands
        if [word.text for word in command.words] == ["lfx", "run", "a.json"]
    ]
    assert [(at.region.start_line, at.region.start_column) for at in found] == [(line, column)]


def test_steps_that_aliases_share_are_one(tree: Write) -> None:
    text = "jobs:\n  a: &a\n    steps:\n      - run: lfx\n  b: *a\n  c: *a\n"
    root = tree({".github/workflows/a.yml": text})
    assert len(scripts(collect(Settings(path=root)))) == 1


def test_a_line_that_nobody_wrote_is_no_script(tree: Write) -> None:
    root = tree({"a.sh": "langflow " + "x" * 200_000, "b.sh": "langflow run\n"})
    assert [script.source.uri for script in scripts(collect(Settings(path=root)))] == ["b.sh"]


SERVICE = "services:\n  langflow:\n    image: langflowai/langflow:1.13.0\n"


@pytest.mark.parametrize(
    ("uri", "head", "again"),
    [
        pytest.param("a.sh", "langflow pg_dump\n", "gsutil scp a curl " * 50 + "\n", id="commands"),
        pytest.param(
            "Dockerfile",
            "FROM langflowai/langflow:1.9.0\n",
            "RUN curl http://a.b/flow.json | bash\n",
            id="builds",
        ),
        pytest.param(
            "nginx.conf",
            "",
            "server { listen 80; location / { proxy_pass http://langflow:7860; } }\n",
            id="virtual hosts",
        ),
        pytest.param("Caddyfile", "", ":80 {\n reverse_proxy langflow:7860\n}\n", id="sites"),
        pytest.param("CODEOWNERS", "", "/docs/*.md @a\n", id="owners"),
        pytest.param("dump.sql", "", "COPY apikey (\n", id="rows"),
        pytest.param("a.yml", "", "\n \n", id="empty lines"),
    ],
)
def test_cost_grows_with_the_file(uri: str, head: str, again: str) -> None:
    def work(size: int) -> None:
        files = {uri: head + again * size, "compose.yml": SERVICE}
        sources = (Source(u, classify(u, t.encode()), t.encode()) for u, t in files.items())
        engine = Langflow("langflow", frozenset({Kind.LANGFLOW, Kind.SECRETS}))
        settings = Settings(path=Path(), profile="audit")
        tuple(engine.run(Tree(Path(), tuple(sources)), settings))

    assert_cost_grows_with_size(work, 100)
