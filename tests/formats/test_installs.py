import pytest

from scanner.formats import installs, shell
from scanner.formats.installs import Unknown
from scanner.formats.requirements import Direct, Include, Local, Requirement, Unparsed
from scanner.formats.shell import Word


def told(text: str) -> list[str]:
    """What a command line installs, in words; variables are not known."""

    def expand(word: Word) -> str | None:
        return None if word.dynamic else word.text

    found = []
    for command in shell.read(text):
        for entry in installs.read(command.words, expand):
            match entry:
                case Requirement(name, specifier):
                    found.append(f"{name}{specifier}")
                case Include(target, is_constraint):
                    found.append(f"{'-c' if is_constraint else '-r'} {target}")
                case Direct() | Local() | Unparsed() | Unknown():
                    found.append(type(entry).__name__)
    return found


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("echo pip install langflow", id="only-said"),
        pytest.param("pip uninstall langflow", id="another-verb"),
        pytest.param("pip list --format json", id="list"),
        pytest.param("uv run langflow run", id="run-of-what-is-locked"),
        pytest.param("npm install langflow", id="another-language"),
        pytest.param("uv sync --frozen", id="sync"),
    ],
)
def test_what_installs_nothing(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("pip install a==1 'b[x]>=2' c", ["a==1", "b>=2", "c"], id="pip"),
        pytest.param("sudo -H python3 -m pip install -U a", ["a"], id="module"),
        pytest.param("pip3.12 install --no-cache-dir a", ["a"], id="versioned-name"),
        pytest.param("/opt/v/bin/pip install a", ["a"], id="path"),
        pytest.param("pip install -i https://h.invalid/simple a", ["a"], id="option-with-value"),
        pytest.param("pip install --index-url=https://h.invalid a", ["a"], id="joined-value"),
        pytest.param("pip install -r a.txt -c b.txt", ["-r a.txt", "-c b.txt"], id="files"),
        pytest.param("pip install -ra.txt", ["-r a.txt"], id="file-joined"),
        pytest.param("pip install -e .[dev] .", ["Local", "Local"], id="own-project"),
        pytest.param("pip install git+https://h.invalid/x", ["Direct"], id="repository"),
        pytest.param("pip install 'a b'", ["Unparsed"], id="no-requirement"),
        pytest.param('pip install "$WHAT"', ["Unknown"], id="variable"),
        pytest.param('pip install "a==$V" b', ["a", "b"], id="variable-version"),
        pytest.param("%pip install -q a==1", ["a==1"], id="magic"),
        pytest.param("uv pip install --system a", ["a"], id="uv-pip"),
        pytest.param("uv --directory x add a", ["a"], id="uv-options-in-front"),
        pytest.param("uv tool install a==1", ["a==1"], id="uv-tool"),
        pytest.param("uvx a@1.2 run --with b", ["a==1.2"], id="uvx-at-version"),
        pytest.param("uvx a@latest run", ["a"], id="uvx-latest"),
        pytest.param("uvx --from a==1 b run", ["a==1"], id="uvx-from"),
        pytest.param("uvx --python 3.12 --with b a", ["b", "a"], id="uvx-with"),
        pytest.param("uv run --with a==1 --with b x.py", ["a==1", "b"], id="uv-run-with"),
        pytest.param("pipx run --spec a==1 b", ["a==1"], id="pipx"),
        pytest.param("poetry add a@1.2 --group dev b", ["a==1.2", "b"], id="poetry"),
        pytest.param(
            "conda install -y -c forge a=1.2.3 b=1.2", ["a==1.2.3", "b==1.2.*"], id="conda"
        ),
        pytest.param("apt-get update && pip install a", ["a"], id="second-command"),
    ],
)
def test_what_commands_install(text: str, expected: list[str]) -> None:
    assert told(text) == expected


def test_a_word_keeps_its_place() -> None:
    text = "pip install \\\n  --quiet \\\n  langflow==1.0"
    (command,) = shell.read(text)
    (found,) = installs.read(command.words, lambda word: word.text)
    assert text[found.start : found.end] == "langflow==1.0"
