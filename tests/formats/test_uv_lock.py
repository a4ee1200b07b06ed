import pytest

from scanner.errors import ReadError
from scanner.formats import uv_lock
from scanner.formats.uv_lock import Origin

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
    packages = uv_lock.read(LOCK).packages
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
        pytest.param("version = 1\nx = " + "[" * 5000, id="deep"),
    ],
)
def test_what_is_no_lock_is_an_error(text: str) -> None:
    with pytest.raises(ReadError):
        uv_lock.read(text)


def test_the_line_of_a_syntax_error_is_told() -> None:
    with pytest.raises(ReadError) as caught:
        uv_lock.read("version = 1\n[[package]\n")
    assert caught.value.line == 2
