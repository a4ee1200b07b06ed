"""Random secrets in every context are found, random look-alikes are not: rates cell by cell."""

import base64
import hashlib
import json
import os
import uuid
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from scanner.engines.detect_secrets import engine
from scanner.secrets import known
from scanner.secrets.names import word_set
from scanner.tree.source import FileKind, Source
from tests.engines.planted import ALNUM, DRAW, HEX, URLSAFE, draw, sample_of

MANY = int(os.environ.get("LANGFLOW_SCAN_TEST_VALUES", "20"))
"""Values of a cell; the rates in the notes are of 200."""
SYMBOLS = "!#%&()*+,-./:;<=>?@[]^_|~"
FORMS = {row.name: row for row in known.formats()}


def _password() -> str:
    return draw(1) + draw(17, ALNUM + SYMBOLS) + draw(2, "0123456789")


def _form(name: str) -> Callable[[], str]:
    return lambda: sample_of(FORMS[name])


SECRETS: dict[str, Callable[[], str]] = {
    "alnum-24": lambda: draw(24),
    "alnum-32": lambda: draw(32),
    "hex-32": lambda: draw(32, HEX),
    "hex-64": lambda: draw(64, HEX),
    "url-safe-43": lambda: draw(43, URLSAFE),
    "base64-padded": lambda: base64.b64encode(DRAW.randbytes(31)).decode(),
    "symbols-20": _password,
    "openai": _form("OpenAI Project Key"),
    "anthropic": _form("Anthropic API Key"),
    "google": _form("Google AI Studio Key"),
    "azure": _form("Azure AI Key"),
    "groq": _form("Groq API Key"),
    "langflow": _form("Langflow API Key"),
    "slack": _form("Slack App Token"),
    "astra": _form("Astra DB Token"),
}
CONTEXTS: dict[str, tuple[str, str]] = {
    "python": ("app.py", 'db_password = "{}"\n'),
    "default": ("settings.py", 'KEY = os.environ.get("SERVICE_API_KEY") or "{}"\n'),
    "javascript": ("app.ts", 'const client = new Client({{ apiKey: "{}" }});\n'),
    "dotenv": (".env", "SERVICE_API_KEY={}\n"),
    "yaml": ("values.yaml", 'apiKey: "{}"\n'),
    "windows": ("run.bat", "set SERVICE_API_KEY={}\n"),
    "header": ("call.py", 'headers = {{"Authorization": "Bearer {}"}}\n'),
    "xml": ("web.xml", "<password>{}</password>\n"),
}
UNWRITABLE = {
    ("symbols-20", "xml"): "<&",
    ("symbols-20", "windows"): "%!<>&|^",
    ("symbols-20", "dotenv"): "#",
}
"""Characters that a context cannot hold as they are."""


def _scan(files: dict[str, str]) -> Iterator[tuple[str, int]]:
    """File and line of everything that is found."""
    kinds = {".env": FileKind.DOTENV, "app.py": FileKind.PYTHON}
    sources = [
        Source(uri, kinds.get(uri.rpartition("/")[2], FileKind.TEXT), text.encode())
        for uri, text in files.items()
    ]
    for file in engine.scan(sources, 2, 600):
        assert file.error is None
        for hit in file.hits:
            for region in (hit.region, *hit.others):
                yield file.uri, region[0]


@pytest.mark.parametrize("kind", SECRETS)
def test_random_secrets_are_found_in_every_context(kind: str) -> None:
    files = {}
    for context, (name, line) in CONTEXTS.items():
        banned = UNWRITABLE.get((kind, context), "")
        values = [SECRETS[kind]() for _ in range(MANY)]
        shown = ("".join(c for c in value if c not in banned) for value in values)
        files[f"{context}/{name}"] = "".join(map(line.format, shown))
    found = Counter(uri.partition("/")[0] for uri, _ in set(_scan(files)))
    rates = {context: found[context] / MANY for context in CONTEXTS}
    assert {
        context: rate for context, rate in rates.items() if rate < (0.97 if MANY > 100 else 0.9)
    } == {}


def _words(count: int, between: str = " ") -> str:
    return between.join(DRAW.choice(WORDS) for _ in range(count))


WORDS = tuple(
    word_set(
        "flow graph model server client window table column record index filter agent prompt "
        "memory vector store chain parser loader handler request answer session worker queue"
    )
)
LOOK_ALIKES: dict[str, Callable[[], str]] = {
    "sha256": lambda: hashlib.sha256(DRAW.randbytes(8)).hexdigest(),
    "sha1": lambda: hashlib.sha1(DRAW.randbytes(8)).hexdigest(),  # noqa: S324 - a look-alike
    "uuid": lambda: str(uuid.UUID(bytes=DRAW.randbytes(16), version=4)),
    "integrity": lambda: "sha512-" + base64.b64encode(DRAW.randbytes(64)).decode(),
    "words": lambda: _words(4),
    "kebab": lambda: _words(4, "-"),
    "path": lambda: "/" + _words(4, "/") + ".py",
    "address": lambda: f"https://{_words(2, '.')}.example.org/{_words(2, '/')}?page={draw(6)}",
    "camel": lambda: "".join(word.title() for word in _words(4).split()),
    "number": lambda: str(DRAW.randrange(10**12)),
    "version": lambda: ".".join(str(DRAW.randrange(20)) for _ in range(3)),
    "call": lambda: f"get_secret('{_words(2, '-')}')",
}
PLACES: dict[str, tuple[str, str]] = {
    "python": ("app.py", 'value = "{}"\n'),
    "yaml": ("values.yaml", "digest: {}\n"),
    "json": ("data.json", ""),
    "prose": ("notes.md", "The run ended with {} and was started again.\n"),
    "names": ("names.py", 'token_url = "{}"\n'),
    "secret-names": ("deploy.yaml", "existingSecret: {}\n"),
}


@pytest.mark.parametrize("kind", LOOK_ALIKES)
def test_random_look_alikes_alarm_nowhere(kind: str) -> None:
    files = {}
    for place, (name, line) in PLACES.items():
        values = [LOOK_ALIKES[kind]() for _ in range(MANY * 3)]
        lines = [line.format(value) for value in values]
        text = json.dumps([{"id": value} for value in values], indent=1) if not line else ""
        files[f"{place}/{name}"] = text or "".join(lines)
    found = Counter(uri.partition("/")[0] for uri, _ in set(_scan(files)))
    assert {place: n for place, n in found.items() if n > 0.001 * MANY * 3} == {}
