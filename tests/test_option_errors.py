"""Wrong options and keys: where, what, and what is allowed, in words."""

from pathlib import Path

import pytest

from scanner import command_line, configuration, settings
from scanner.configuration import Options
from scanner.errors import ConfigError


def refused(text: str, root: Path) -> ConfigError:
    (root / ".langflow-scan.yml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        settings.decide(root, "", Options())
    return caught.value


@pytest.mark.parametrize(
    ("text", "words", "hint"),
    [
        ("a: 1\n", ":1: there is no key a", "the keys are scanners, fail-on"),
        (
            "profile: dev\nfail-onn: high\n",
            ":2: there is no key fail-onn; did you mean fail-on?",
            "",
        ),
        ("fail-on: hihg\n", ":1: fail-on: hihg is not known; did you mean high?", "critical, high"),
        ("\n\ntimeout: soon\n", ":3: timeout: has to be a whole number, and is a text", "a whole"),
        ("timeout: 1\n", ":1: timeout: has to be at least 10", "another number"),
        (
            "scanners: [code, secret]\n",
            "scanners, entry 2: secret is not known; did you",
            "or langf",
        ),
        ("exclude: docs\n", ":1: exclude: has to be a list, and is a text", "write a list"),
        ("ignore:\n  - id: a\n", ":1: ignore, entry 1: reason is missing", "add reason"),
        ("ignore:\n  - id: a\n    reason: x\n", ":3: ignore, entry 1, reason: has to have", "more"),
        (
            "ignore:\n  - id: a\n    reasn: because\n    reason: because\n",
            ":3: ignore, entry 1: there is no key reasn; did you mean reason?",
            "id, reason",
        ),
        ("components: [abc]\n", "components, entry 1: has a form that is not allowed", "[0-9a-f]"),
        ("category: //\n", ":1: category: has a form that is not allowed", "match"),
    ],
)
def test_a_key_is_refused_in_words(text: str, words: str, hint: str, tmp_path: Path) -> None:
    error = refused(text, tmp_path)
    assert words in str(error)
    assert hint in error.hint
    assert "`$" not in str(error)


def test_an_option_of_the_command_line_is_refused_the_same_way() -> None:
    with pytest.raises(ConfigError, match="command line: profile: intern is not known; did you"):
        configuration.options({"profile": "intern"}, "command line")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["scna"], "did you mean scan?"),
        (["scan", ".", "--fail-onn", "high"], "did you mean --fail-on?"),
        (["scan", ".", "--xyzzy"], "unrecognized arguments: --xyzzy"),
    ],
)
def test_a_mistyped_command_or_option(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        command_line.parse(words)
    assert caught.value.code == 2
    assert said in capsys.readouterr().err


def test_every_command_is_known_to_the_suggestions() -> None:
    parser = command_line._parser()
    (commands,) = (action.choices for action in parser._actions if action.dest == "command")
    assert commands is not None
    assert set(commands) == set(command_line.COMMANDS)
