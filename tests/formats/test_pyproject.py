import pytest

from scanner.errors import ReadError
from scanner.formats import pyproject
from scanner.formats.requirements import Direct, Local, Requirement, Unparsed

TEXT = """[build-system]
requires = ["hatchling==1.0"]

[project]
name = "mine"
dependencies = [
    "langflow==1.7.2",  # why
    'lfx[all]>=0.1 ; python_version > "3"',
    "two words here",
    "mine @ git+https://host.invalid/x",
]

[project.optional-dependencies]
dev = ["langflow==1.7.2"]

[dependency-groups]
test = ["pytest==9.0", {include-group = "dev"}]

[tool.poetry.dependencies]
python = "^3.11"
requests = "2.31.0"
django = "^4.2"
celery = { version = "==5.3", extras = ["redis"] }
own = { path = "../own" }

[tool.poetry.group.dev.dependencies]
"flask" = { git = "https://host.invalid/flask" }
"""


def test_every_table_is_read_at_its_place() -> None:
    entries = pyproject.read(TEXT)
    pins = [e for e in entries if isinstance(e, Requirement)]
    assert [(e.name, e.version) for e in pins] == [
        ("langflow", "1.7.2"),
        ("lfx", None),
        ("langflow", "1.7.2"),
        ("pytest", "9.0"),
        ("requests", "2.31.0"),
        ("django", None),
        ("celery", "5.3"),
    ]
    first, second = pins[0], pins[2]
    assert TEXT[first.start : first.end] == "langflow==1.7.2" == TEXT[second.start : second.end]
    assert first.start < second.start
    assert TEXT[pins[4].start : pins[4].end] == 'requests = "2.31.0"'
    others = [type(e) for e in entries if not isinstance(e, Requirement)]
    assert others == [Unparsed, Direct, Local, Direct]


def test_what_asks_for_nothing_has_no_entries() -> None:
    assert pyproject.read("[tool.ruff]\nline-length = 100\n") == ()


@pytest.mark.parametrize(
    "text",
    [
        "[project]\ndependencies = 3\n",
        "project = 1\n",
        "[project]\ndependencies = [1, '']\n",
        "[dependency-groups]\na = 'x'\n",
        "[tool]\npoetry = []\n",
    ],
)
def test_other_shapes_are_passed_over(text: str) -> None:
    assert pyproject.read(text) == ()


def test_a_syntax_error_has_its_line() -> None:
    with pytest.raises(ReadError) as caught:
        pyproject.read("[project]\nx = \n")
    assert caught.value.line == 2


def test_a_string_with_escapes_is_read_without_its_place() -> None:
    (entry,) = pyproject.read('[project]\ndependencies = ["a\\u003d\\u003d1"]\n')
    assert isinstance(entry, Requirement)
    assert (entry.version, entry.start) == ("1", 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            '[tool.hatch.envs.serve]\nextra-dependencies = ["langflow==1.2.0"]\n',
            [("langflow", "1.2.0", 2)],
            id="an environment of Hatch",
        ),
        pytest.param(
            '[envs.default]\ndependencies = ["langflow==1.2.0"]\n',
            [("langflow", "1.2.0", 2)],
            id="hatch.toml",
        ),
        pytest.param(
            '[tool.pixi.workspace]\n[tool.pixi.dependencies]\nrequests = "==2.19.0"\n'
            '[tool.pixi.feature.gpu.pypi-dependencies]\nlangflow = { version = "==1.2.0" }\n',
            [("requests", "2.19.0", 3), ("langflow", "1.2.0", 5)],
            id="Pixi",
        ),
        pytest.param(
            '[project]\nname = "x"\n[dependencies]\npython = "3.11"\nrequests = "=2.19.0"\n',
            [("requests", "2.19.0", 5)],
            id="pixi.toml",
        ),
        pytest.param(
            "[tool.poetry.dependencies]\nlangflow = [\n"
            '  {version = "1.2.0", python = "<3.12"},\n'
            '  {version = "1.12.3", python = ">=3.12"},\n]\n',
            [("langflow", "1.2.0", 3), ("langflow", "1.12.3", 4)],
            id="a constraint for each Python",
        ),
        pytest.param(
            '[tool.poetry.dependencies.langflow]\nversion = "1.2.0"\n',
            [("langflow", "1.2.0", 2)],
            id="a table for one package",
        ),
        pytest.param(
            '[project]\nname = "My.Bot"\ndependencies = ["my-bot[extra]", "langflow==1.2.0"]\n',
            [("langflow", "1.2.0", 3)],
            id="an extra of the project itself is no package",
        ),
        pytest.param(
            '[tool.other.dependencies]\nlangflow = "1.2.0"\n', [], id="a table of another tool"
        ),
    ],
)
def test_tables_of_other_tools(text: str, expected: list[tuple[str, str, int]]) -> None:
    pins = [entry for entry in pyproject.read(text) if isinstance(entry, Requirement)]
    assert [(p.name, p.version, text.count("\n", 0, p.start) + 1) for p in pins] == expected
