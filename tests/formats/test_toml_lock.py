import pytest

from scanner.errors import ReadError
from scanner.formats import toml_lock
from scanner.formats.toml_lock import PDM, POETRY, PYLOCK, UV, Flavour, Origin

LOCK = """version = 1
requires-python = ">=3.11"

[[package]]
name = "Lang_Flow"
version = "1.7.2"
source = { registry = "https://index.invalid/simple" }
dependencies = [
    { name = "lfx" },
]

[package.metadata]
name = "not this one"

[[package]]
name = "forked"
version = "1.0"
source = { registry = "https://index.invalid/simple" }

[[package]]
name = "forked"
version = "2.0"
source = { registry = "https://index.invalid/simple" }

[[package]]
name = "mine"
version = "0.1.0"
source = { editable = "." }

[[package]]
name = "from-git"
version = "3.0"
source = { git = "https://host.invalid/x?rev=main#0a1b" }

[[package]]
name = "dynamic"
source = { virtual = "tools" }
"""


def test_packages_have_origin_version_and_place() -> None:
    packages = toml_lock.read(LOCK, UV).packages
    assert [(p.name, p.version, p.origin) for p in packages] == [
        ("lang-flow", "1.7.2", Origin.REGISTRY),
        ("forked", "1.0", Origin.REGISTRY),
        ("forked", "2.0", Origin.REGISTRY),
        ("mine", "0.1.0", Origin.LOCAL),
        ("from-git", "3.0", Origin.DIRECT),
        ("dynamic", None, Origin.LOCAL),
    ]
    stretches = [LOCK[p.start : p.end] for p in packages]
    assert stretches[0] == 'Lang_Flow"\nversion = "1.7.2'
    assert stretches[-1] == "dynamic"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(LOCK[:120], id="truncated"),
        pytest.param("not toml", id="no-toml"),
        pytest.param("version = 1\npackage = 3\n", id="packages-are-no-list"),
        pytest.param("[[package]]\nname = 'a'\n", id="no-format-version"),
        pytest.param("version = 1\npackage = [{name = 'a'}]\n", id="inline-tables"),
        pytest.param('version = 1\n[[package]]\nname = """\na"""\n', id="name-on-two-lines"),
        pytest.param("version = 1\n[[package]]\nversion = '1'\n", id="no-name"),
        pytest.param("version = " + "9" * 5000, id="number-too-long"),
        pytest.param("version = 1\nx = " + "[" * 5000, id="deep"),
    ],
)
def test_what_is_no_lock_is_an_error(text: str) -> None:
    with pytest.raises(ReadError):
        toml_lock.read(text, UV)


def test_the_line_of_a_syntax_error_is_told() -> None:
    with pytest.raises(ReadError) as caught:
        toml_lock.read("version = 1\n[[package]\n", UV)
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("flavour", "text"),
    [
        pytest.param(
            POETRY,
            """
            [[package]]
            name = "a"
            version = "1"
            files = [
                {file = "x", hash = "y"},
            ]

            [[package]]
            name = "b"
            version = "2"

            [package.source]
            type = "git"

            [[package]]
            name = "c"
            version = "3"

            [package.source]
            type = "directory"

            [metadata]
            lock-version = "2.1"
            """,
            id="poetry",
        ),
        pytest.param(
            PDM,
            """
            [metadata]
            lock_version = "4.5.0"

            [[package]]
            name = "a"
            version = "1"

            [[package]]
            name = "b"
            version = "2"
            git = "https://host.invalid/b"

            [[package]]
            name = "c"
            version = "3"
            path = "./c"
            """,
            id="pdm",
        ),
        pytest.param(
            PYLOCK,
            """
            lock-version = "1.0"

            [[packages]]
            name = "a"
            version = "1"
            index = "https://index.invalid/simple"

            [[packages]]
            name = "b"
            version = "2"
            vcs = { type = "git", url = "https://host.invalid/b" }

            [[packages]]
            name = "c"
            version = "3"
            directory = { path = "c" }
            """,
            id="pylock",
        ),
    ],
)
def test_other_tools_write_the_same_in_their_own_way(flavour: Flavour, text: str) -> None:
    lock = toml_lock.read(text, flavour)
    assert lock.is_known
    assert [(p.name, p.version, p.origin) for p in lock.packages] == [
        ("a", "1", Origin.REGISTRY),
        ("b", "2", Origin.DIRECT),
        ("c", "3", Origin.LOCAL),
    ]
