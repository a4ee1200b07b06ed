"""No line of code that is shown has a secret in it, whether a detector ran or not."""

import pytest

from scanner.secrets.hidden import without_secrets
from tests.engines.planted import PLANTED

LETTERS = "".join(("Zx9", "kQ2", "wL7", "pT4", "mN1", "bV6"))
WORDS = " ".join(("correct", "horse", "battery"))


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("api_key = '{}'", id="by-name"),
        pytest.param('x = "{}"', id="by-look"),
        pytest.param('headers = {{"x-api-key": "{}"}}', id="value-of-a-key"),
        pytest.param("call(password='{}', other=1)", id="argument"),
        pytest.param("url = 'postgres://user:{}@host/db'", id="login"),
        pytest.param("    {}", id="in-a-text-of-several-lines"),
        pytest.param("    password: {}", id="named-in-such-a-text"),
        pytest.param("# token {}", id="comment"),
        pytest.param("secret = '{}", id="open-end"),
        pytest.param("self.token = b'{}'", id="bytes"),
    ],
)
def test_what_may_be_a_secret_is_hidden(line: str) -> None:
    assert LETTERS not in without_secrets(line.format(LETTERS))


@pytest.mark.parametrize("kind", sorted({*PLANTED} - {"Private Key", "Basic Auth Credentials"}))
def test_no_known_format_is_shown(kind: str) -> None:
    line, value = PLANTED[kind]
    for form in (line.format(value), f'x = "{value}"', f"    {value}"):
        assert value not in "\n".join(map(without_secrets, form.split("\n")))


@pytest.mark.parametrize(
    "line",
    ["password = '{}'", 'settings["db_password"] = "{}"', "{{'api_key': '{}', 'size': 1}}"],
)
def test_plain_words_under_the_name_of_a_secret_are_hidden(line: str) -> None:
    assert WORDS not in without_secrets(line.format(WORDS))


@pytest.mark.parametrize(
    "line",
    [
        "os.system('rm -rf ' + self.folder)",
        "token = os.environ['OPENAI_TOKEN']",
        "api_key = self.api_key",
        "class EmbeddingsComponentOfTheOffice(Component):",
        "from langflow.components.models.openai_chat_model import OpenAIModelComponent",
        "requests.post('https://collector.example/upload', json=values)",
    ],
)
def test_code_stays_to_be_read(line: str) -> None:
    assert without_secrets(line) == line
