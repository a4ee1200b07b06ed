"""Conda, Pipfile, setup.py, setup.cfg, script metadata: entries, places, and what is refused."""

import pytest

from scanner.errors import ReadError
from scanner.formats import conda, constraints, inline_metadata, pipfile, requirements, setup_files
from scanner.formats.requirements import Direct, Entry, Include, Local, Requirement, Unparsed


def told(entries: tuple[Entry, ...], text: str) -> list[tuple[str, str]]:
    """Name and versions, and the text at the place."""
    found = []
    for entry in entries:
        shown = (
            f"{entry.name}{entry.specifier}"
            if isinstance(entry, Requirement)
            else type(entry).__name__
        )
        found.append((shown, text[entry.start : entry.end]))
    return found


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("*", ""),
        ("1.2.3", "==1.2.3"),
        ("^1.2.3", "<2,>=1.2.3"),
        ("^0.2.3", "<0.3,>=0.2.3"),
        ("^0.0.3", "<0.0.4,>=0.0.3"),
        ("~1.2", "<1.3,>=1.2"),
        ("1.2.*", "==1.2.*"),
        (">=1,<2", "<2,>=1"),
        ("^1 || ^2", ""),
        ("^" + "9" * 5000, ""),
        ("nonsense", ""),
    ],
)
def test_constraints_of_poetry(written: str, expected: str) -> None:
    assert constraints.of_poetry(written) == expected


def test_conda_with_its_pip_part() -> None:
    text = """\
name: x
channels: [forge]
dependencies:
  - python=3.12
  - numpy=1.26.4=py312_0
  - forge::pandas>=2,<3
  - scipy 1.11.1
  - pip
  - pip:
      - "langflow==1.2.0"
      - -r more.txt
"""
    read = conda.read(text)
    assert told(read.conda, text) == [
        ("numpy==1.26.4", "numpy=1.26.4=py312_0"),
        ("pandas<3,>=2", "forge::pandas>=2,<3"),
        ("scipy==1.11.1", "scipy 1.11.1"),
    ]
    assert told(read.pip, text) == [
        ("langflow==1.2.0", "langflow==1.2.0"),
        ("Include", "-r more.txt"),
    ]


def test_pipfile() -> None:
    text = """\
[[source]]
url = "https://host.invalid/simple"

[packages]
langflow = "==1.2.0"
numpy = "*"
own = {path = "."}
far = {git = "https://host.invalid/x"}
extra = {extras = ["a"], version = ">=1"}

[dev-packages]
pytest = 3
"""
    assert told(pipfile.read(text), text) == [
        ("langflow==1.2.0", 'langflow = "==1.2.0"'),
        ("numpy", 'numpy = "*"'),
        ("Local", 'own = {path = "."}'),
        ("Direct", 'far = {git = "https://host.invalid/x"}'),
        ("extra>=1", 'extra = {extras = ["a"], version = ">=1"}'),
        ("Unparsed", "pytest = 3"),
    ]


def test_setup_py_is_read_and_never_run(tmp_path: object) -> None:
    text = '''\
import setuptools
raise SystemExit("never")
BASE = ["numpy==1.26.4"]
ünï = 1; setuptools.setup(install_requires=BASE + ["""langflow>=1"""], extras_require={
    "dev": ["pytest", *BASE], "all": read("all.txt")})
'''
    setup = setup_files.read_py(text)
    assert told(setup.entries, text) == [
        ("numpy==1.26.4", "numpy==1.26.4"),
        ("langflow>=1", "langflow>=1"),
        ("pytest", "pytest"),
        ("numpy==1.26.4", "numpy==1.26.4"),
    ]
    assert [text[at:].startswith("read(") for at in setup.computed] == [True]


def test_setup_cfg() -> None:
    text = """\
[options]
install_requires =
    langflow==1.2.0
    numpy>=1; python_version < "3.13"

[options.extras_require]
dev = pytest
    ruff==0.1
[other]
install_requires = nothing
"""
    assert told(setup_files.read_cfg(text).entries, text) == [
        ("langflow==1.2.0", "langflow==1.2.0"),
        ("numpy>=1", "numpy>=1"),
        ("pytest", "pytest"),
        ("ruff==0.1", "ruff==0.1"),
    ]
    (include,) = setup_files.read_cfg("[options]\ninstall_requires = file: a.txt\n").entries
    assert isinstance(include, Include)
    assert include.target == "a.txt"


def test_script_metadata() -> None:
    text = """\
#!/usr/bin/env python
# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "langflow==1.2.0",
#   'numpy',
# ]
# ///
print("# /// script")
"""
    entries = inline_metadata.read(text)
    assert told(entries, text) == [("langflow==1.2.0", "langflow==1.2.0"), ("numpy", "numpy")]
    assert inline_metadata.read("x = 1\n") == ()


@pytest.mark.parametrize(
    ("read", "text", "line"),
    [
        pytest.param(conda.read, "dependencies: [", 2, id="conda-no-yaml"),
        pytest.param(conda.read, "dependencies:\n- pip:\n  - {a: 1}\n", None, id="conda-odd-pip"),
        pytest.param(pipfile.read, "[packages]\nx = \n", 2, id="pipfile-truncated"),
        pytest.param(setup_files.read_py, "x = 1\nsetup(", 2, id="setup-truncated"),
        pytest.param(setup_files.read_py, "#" * (2**20 + 1), None, id="setup-large"),
        pytest.param(
            inline_metadata.read, "# /// script\n# a = [\n# ///\n", 1, id="script-no-toml"
        ),
        pytest.param(
            inline_metadata.read,
            "# /// script\n# a = 1\n# ///\n\n# /// script\n# b = 1\n# ///\n",
            5,
            id="script-twice",
        ),
    ],
)
def test_what_is_refused(read: object, text: str, line: int | None) -> None:
    with pytest.raises(ReadError) as caught:
        read(text)  # type: ignore[operator]
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a==1\n    # via b\n", {"a": ("b",)}),
        ("a==1  # via b, c\n", {"a": ("b", "c")}),
        ("a==1 \\\n  --hash=sha256:0\n  # via\n  #   -r x.in\n  #   b\n", {"a": ("", "b")}),
        ("a==1\n    # via p (pyproject.toml)\n# via x\n    # other\n", {"a": ("",)}),
        ("a==1\n# a comment\n", {}),
    ],
)
def test_who_asks_as_a_compiler_notes_it(text: str, expected: dict[str, tuple[str, ...]]) -> None:
    assert requirements.parents(text) == expected


def test_odd_names_are_unparsed() -> None:
    assert told(conda.read("dependencies: ['!!', x]\n").conda, "")[0][0] == "Unparsed"
    assert Unparsed in {type(e) for e in pipfile.read('[packages]\n"a b" = "1"\n')}
    assert isinstance(pipfile.read('[packages]\na = {file = "x.whl"}\n')[0], Local)
    assert isinstance(pipfile.read('[packages]\na = {git = "x"}\n')[0], Direct)
