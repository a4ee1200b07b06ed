"""Files of the deployment formats that no person wrote: refused by a cap, and said so."""

from pathlib import Path

import pytest

from scanner.deployments.read import deployments
from scanner.settings import Settings
from scanner.tree.collect import MAX_FILE_BYTES, collect
from tests.making import assert_cost_grows_with_size

LANGFLOW = "langflowai/langflow:1.9.0"


def read(root: Path, files: dict[str, str]) -> list[str]:
    """The notifications of a tree."""
    for uri, text in files.items():
        (root / uri).write_text(text, encoding="utf-8")
    tree = collect(Settings(path=root))
    return [note.message for note in (*tree.notifications, *deployments(tree).notifications)]


@pytest.mark.parametrize(
    ("uri", "text", "said"),
    [
        pytest.param(
            "docker-compose.yml",
            "services:\n  a:\n    image: x\n    environment: " + "[" * 100_000,
            "more than 100 levels",
            id="nested brackets",
        ),
        pytest.param(".env", "A=b\n" * (MAX_FILE_BYTES // 4 + 1), "over the cap", id="large .env"),
        pytest.param(
            "Dockerfile",
            f"FROM {LANGFLOW}\nRUN echo {'x' * 5_000_000}\n",
            "a line of more than",
            id="one long line",
        ),
        pytest.param(
            "main.tf", f"# {LANGFLOW}\n" + "a = 1\n" * 100_000, "more than", id="large Terraform"
        ),
        pytest.param(
            "compose.yaml",
            f"x: &e\n{''.join(f'  K{n}: v{n}{chr(10)}' for n in range(2000))}services:\n"
            + "".join(f"  s{n}: {{image: a, environment: *e}}\n" for n in range(100)),
            "aliases make more than",
            id="alias bomb",
        ),
    ],
)
def test_a_cap_is_said(uri: str, text: str, said: str, tmp_path: Path) -> None:
    (note,) = read(tmp_path, {uri: text})
    assert note.startswith(uri)
    assert said in note


@pytest.mark.parametrize(
    ("uri", "head", "line"),
    [
        pytest.param(
            "pod.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n"
            f"    - name: a\n      image: {LANGFLOW}\n      env:\n",
            "        - {name: V, value: x}\n",
            id="manifest",
        ),
        pytest.param(
            "values.yaml",
            "langflow:\n  backend:\n    env:\n",
            "      - {name: V, value: x}\n",
            id="values",
        ),
        pytest.param("Dockerfile", f"FROM {LANGFLOW}\n", "ENV A=b\n", id="Dockerfile"),
        pytest.param(
            "compose.yaml",
            f"services:\n  a:\n    image: {LANGFLOW}\n    environment:\n",
            "      - A=b\n",
            id="Compose",
        ),
    ],
)
def test_a_long_file_costs_what_its_size_says(
    uri: str, head: str, line: str, tmp_path: Path
) -> None:
    def work(size: int) -> None:
        assert read(tmp_path, {uri: head + line * size}) == []

    assert_cost_grows_with_size(work, 500)


@pytest.mark.parametrize(
    ("uri", "head", "part"),
    [
        pytest.param("up.ps1", "langflow run\n", '@"\n', id="here-strings that do not end"),
        pytest.param("up.bat", "langflow run\n", "if x set a=%b%\n", id="variables of a batch"),
        pytest.param(
            "up.sh", "langflow run\ngcloud run deploy --set-env-vars ", "A=b,", id="pairs"
        ),
        pytest.param("go.sh", "langflow run\nhelm install a --set ", "a.b=c,", id="values"),
        pytest.param("main.bicep", "resource a 'langflow' = {", "a: [1]\n", id="members"),
        pytest.param("Dockerfile", f"FROM {LANGFLOW}\n", "COPY a b\n", id="copies"),
        pytest.param("Jenkinsfile", "langflow\n", "sh '''a", id="steps that do not end"),
    ],
)
def test_a_long_file_of_a_newer_format_costs_what_its_size_says(
    uri: str, head: str, part: str, tmp_path: Path
) -> None:
    def work(size: int) -> None:
        read(tmp_path, {uri: head + part * size})

    assert_cost_grows_with_size(work, 1000)
