"""A function that promises a check clears an input only if something in it checks."""

import pytest

from scanner.code.sanitizers import without_false_promises
from scanner.formats.python_ import PythonText


def spelt(code: str) -> str:
    text = PythonText(code)
    return without_false_promises(text, text.respelt)


@pytest.mark.parametrize("body", ["return text", "return text.strip()", "log(text)\n    return"])
def test_one_that_checks_nothing_loses_its_name(body: str) -> None:
    code = f"def sanitize_it(text):\n    {body}\nrun(sanitize_it(x), unsanitize_it)\n"
    assert spelt(code) == code.replace("sanitize_it(", "u__________(")


@pytest.mark.parametrize(
    "body",
    [
        "return re.sub(r'\\W', '', text)",
        "return text if text in ALLOWED else ''",
        "return shlex.quote(text)",
        "return validate_path(text)",
        "return COMMANDS[text]",
        "raise ValueError(text)",
        "return text.replace(';', '')",
    ],
)
def test_one_that_checks_keeps_it(body: str) -> None:
    code = f"def sanitize_it(text):\n    {body}\nrun(sanitize_it(x))\n"
    assert spelt(code) == code


def test_what_the_file_does_not_define_is_believed() -> None:
    code = "from app import validate\nrun(validate(x))\ndef read(text):\n    return text\n"
    assert spelt(code) == code
