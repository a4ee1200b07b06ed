"""Shell commands and fenced blocks: words, positions, and what hostile text may cost."""

import pytest

from scanner.errors import ReadError
from scanner.formats import markdown, shell
from scanner.formats.shell import Command
from tests.making import assert_cost_grows_with_size


def words(command: Command) -> list[str]:
    return [word.text for word in command.words]


def test_words_are_unquoted_and_span_what_is_written() -> None:
    text = 'run \'a b\' "c $D" e\\ f \\\n  --x="y" # a comment\n'
    (command,) = shell.read(text)
    assert words(command) == ["run", "a b", "c $D", "e f", "--x=y"]
    assert [text[word.start : word.end] for word in command.words] == [
        "run",
        "'a b'",
        '"c $D"',
        "e\\ f",
        '--x="y"',
    ]
    assert [word.dynamic for word in command.words] == [False, False, True, False, False]


def test_a_placeholder_is_no_redirection() -> None:
    (command,) = shell.read("run -e A=<your-key> --url=http://<host>:80 image <in >out\n")
    assert words(command) == ["run", "-e", "A=<your-key>", "--url=http://<host>:80", "image"]
    assert command.targets == ("in", "out")


def test_single_quotes_keep_a_dollar() -> None:
    (command,) = shell.read("echo '$HOME' \"\\$HOME\" `date` $(date -u)\n")
    assert [word.dynamic for word in command.words] == [False, False, False, True, True]


def test_escapes_of_ansi_c_quotes() -> None:
    (command,) = shell.read(r"""export A=$'\x74r\165e' "B=$'x'" C=a$'\'b\n'c""")
    assert [word.text for word in command.words] == ["export", "A=true", "B=$'x'", "C=a'b\nc"]


def test_commands_end_where_the_shell_ends_them() -> None:
    text = 'A=1 B="2 3" one && two; if three; then four >log 2>&1 & fi\n# it\'s\nfive <in\n'
    found = shell.read(text)
    assert [words(one) for one in found if one.words[0].text != "fi"] == [
        ["one"],
        ["two"],
        ["three"],
        ["four"],
        ["five"],
    ]
    assert [(a.name, a.value.text) for a in found[0].assignments] == [("A", "1"), ("B", "2 3")]
    assert found[3].targets == ("log", "1")


def test_heredocs_are_no_commands() -> None:
    text = "cat > .env <<-'END'\n\tA=1\nEND\nnext\n"
    first, second = shell.read(text)
    assert [(body.text, text[body.start : body.start + 2]) for body in first.heredocs] == [
        ("\tA=1\n", "\tA")
    ]
    assert words(second) == ["next"]


def test_makefile_recipes_and_variables() -> None:
    text = "export A := 1 # note\nB ?= $(C)\nrun: deps\n\t@-serve --host $(H) \\\n\t  --port $$P\n"
    found = shell.read_makefile(text)
    assert [(a.name, a.value.text, a.value.dynamic) for one in found for a in one.assignments] == [
        ("A", "1", False),
        ("B", "$(C)", True),
    ]
    assert words(found[-1]) == ["serve", "--host", "$(H)", "--port", "$_P"]


def test_procfile() -> None:
    text = "web: serve --port $PORT\nworker: work\n"
    assert [words(one) for one in shell.read_procfile(text)] == [
        ["serve", "--port", "$PORT"],
        ["work"],
    ]


def test_overlong_lines_are_refused() -> None:
    with pytest.raises(ReadError) as caught:
        shell.read("ok\n" + "x" * (shell.MAX_LINE + 1))
    assert caught.value.line == 2


@pytest.mark.parametrize(
    "unit", ['"\\"', "$(", "'", "`", "${", 'a="\n', "\\\n", "<<A\n", "((", "a=b ", "$((", "\\"]
)
def test_hostile_text_costs_little(unit: str) -> None:
    assert_cost_grows_with_size(lambda size: shell.read("\n".join([unit * size] * 20)), 500)


def test_a_long_script_is_read_fast() -> None:
    text = 'export A="b $C"\ndocker run -e X=1 -p 80:80 \\\n  image:1 >log 2>&1\n'
    assert len(shell.read(text * 2_000)) == 4_000
    assert_cost_grows_with_size(lambda size: shell.read(text * size), 500)


def test_markdown_blocks_keep_their_lines() -> None:
    text = "text\n\n```bash title=x\none\n```\n> ~~~ {.yaml}\n> two\n> ~~~\n"
    text += "````\n```\n````\n```sh\nopen"
    found = list(markdown.blocks(text))
    assert [block.language for block in found] == ["bash", "yaml", "", "sh"]
    assert [block.text for block in found] == [
        "\n\n\none",
        "\n" * 6 + "> two",
        "\n" * 9 + "```",
        "\n" * 12 + "open",
    ]


def test_prompts_are_no_part_of_a_command() -> None:
    assert markdown.commands("$ one \\\n  two\noutput\n% three") == "  one \\\n  two\n\n  three"
    assert markdown.commands("one\ntwo") == "one\ntwo"
