"""Python under names of people's own: without an ending, or a component kept as text."""

import pytest

from scanner.tree.kinds import classify
from scanner.tree.source import FileKind

PROGRAM = "# A wrapper.\nfrom flask import Flask\n\napp = Flask(__name__)\n\ndef run():\n    pass\n"
COMPONENT = "from lfx.custom import Component\n\nclass Mine(Component):\n    name = 'x'\n"


@pytest.mark.parametrize(
    ("uri", "text", "kind"),
    [
        ("Flow-Wrapper", PROGRAM, FileKind.PYTHON),
        ("bin/wrapper", '"""Runs it."""\n\n' + PROGRAM, FileKind.PYTHON),
        ("Mine.txt", COMPONENT, FileKind.PYTHON),
        ("notes.txt", PROGRAM, FileKind.TEXT),
        ("README", "Use it so:\n\n" + PROGRAM, FileKind.TEXT),
        ("README", "import nothing\n", FileKind.TEXT),
        ("notes.txt", "Write:\n" + COMPONENT, FileKind.TEXT),
    ],
)
def test_a_program_is_known_by_how_it_begins(uri: str, text: str, kind: FileKind) -> None:
    assert classify(uri, text.encode()) is kind
