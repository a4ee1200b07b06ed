"""What PowerShell writes in its own way, as commands that a shell could have."""

import pytest

from scanner.formats.powershell import MAX_ARRAY, without_array_marks
from scanner.formats.windows import read_powershell


@pytest.mark.parametrize(
    "text",
    [
        'Start-Process -FilePath "tool" -ArgumentList "run", "--host", "::1" -PassThru',
        'Start-Process tool -Wait -ArgumentList "run","--host","::1"',
        'Start-Process -NoNewWindow tool "run --host ::1"',
        'saps tool -Args @("run", "--host", "::1") -WindowStyle Hidden',
        '$p = Start-Process -PassThru -FilePath tool -ArgumentList "run --host ::1"',
        '$options = @(\n  "run" # (how)\n  "--host", "::1"\n)\n& tool @options',
        '$Options = "run", "--host",\n  "::1"\ntool @options',
        '$a = "run", "--host", "::1"\nStart-Process tool -ArgumentList $a',
    ],
)
def test_every_way_to_give_arguments_is_the_same_command(text: str) -> None:
    words = [word.text for word in read_powershell(text)[-1].words if word.text != "&"]
    assert words == ["tool", "run", "--host", "::1"]


def test_arguments_in_one_text_keep_their_places() -> None:
    text = 'Start-Process tool -ArgumentList "run --host ::1"'
    words = read_powershell(text)[0].words
    assert [text[word.start : word.end] for word in words[1:]] == ["run", "--host", "::1"]


def test_variables_are_known_in_any_spelling() -> None:
    command = read_powershell('param([string]$BindTo = "::1")\ntool --host $bindto')[-1]
    assert command.words[-1].text == "${BindTo}"


@pytest.mark.parametrize(
    "text", ["$a = @(Get-Item x | Sort)", "@(" + "x " * MAX_ARRAY, "@(", "@()"]
)
def test_what_is_no_list_of_words_keeps_its_length(text: str) -> None:
    assert len(without_array_marks(text)) == len(text)
    read_powershell(text)
