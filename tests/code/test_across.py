"""What comes in at one function and decides something in another, in other files too."""

from pathlib import Path

import pytest

from scanner.engines.calls import Calls
from scanner.errors import NothingToScan
from scanner.model.finding import Finding
from scanner.settings import Settings
from scanner.tree.kinds import classify
from scanner.tree.source import Source, Tree

HELPERS = """\
import subprocess
from pathlib import Path

import httpx
import requests


def read(name):
    return Path("/data", name).read_text()


def run(command):
    return subprocess.run(command, shell=True, check=True)


async def ask(address, timeout=5):
    async with httpx.AsyncClient(timeout=timeout) as client:
        return await client.get(address)


def api(path):
    return requests.get(f"https://api.example.com/{path}", timeout=5)


def rows(db, table):
    return db.execute("SELECT * FROM " + table).fetchall()


def one(db, name):
    return db.execute("SELECT * FROM people WHERE name = ?", (name,)).fetchall()
"""
APP = """\
import asyncio
from urllib.parse import urlparse
from fastapi import Depends, FastAPI
from services import helpers
from services.helpers import ask, read as read_file

app = FastAPI()

@app.post("/do", dependencies=[Depends(user)])
async def do(name: str, number: int):
    {body}
"""
COMPONENT = """\
from pathlib import Path
from lfx.custom import Component
from lfx.io import IntInput, MessageTextInput, Output

def store(path, text):
    Path(path).write_text(text)

class Save(Component):
    inputs = [MessageTextInput(name="target"), IntInput(name="count")]
    outputs = [Output(method="save")]

    def save(self):
        {body}

    def _write(self, path, text):
        path.write_text(text)
"""


def found(files: dict[str, str]) -> list[tuple[str, str, int]]:
    sources = (Source(uri, classify(uri, t.encode()), t.encode()) for uri, t in files.items())
    tree = Tree(Path("/nowhere"), tuple(sources))
    outcomes = Calls().run(tree, Settings(Path("/nowhere")))
    return [
        (one.rule.id, one.location.uri, one.location.region.start_line)
        for one in outcomes
        if isinstance(one, Finding)
    ]


def in_app(body: str) -> list[tuple[str, str, int]]:
    helpers = {"services/helpers.py": HELPERS, "services/__init__.py": ""}
    return found({"app.py": APP.format(body=body), **helpers})


@pytest.mark.parametrize(
    ("body", "rule", "line"),
    [
        ("return read_file(name)", "py-request-path", 9),
        ("return helpers.read(name=name)", "py-request-path", 9),
        ("return helpers.run(f'convert {name}')", "py-request-exec", 13),
        ("return await ask(name)", "py-request-url", 18),
        ("return await asyncio.to_thread(helpers.run, name)", "py-request-exec", 13),
        ("return helpers.rows(db, name)", "py-request-sql", 26),
        ("names = [name]; return [helpers.read(each) for each in names]", "py-request-path", 9),
    ],
)
def test_a_route_hands_a_value_to_a_helper_in_another_file(body: str, rule: str, line: int) -> None:
    assert in_app(body) == [(rule, "services/helpers.py", line)]


@pytest.mark.parametrize(
    "body",
    [
        "return helpers.read(number)",
        "return helpers.read('report.txt')",
        "return helpers.read(os.path.basename(name))",
        "return helpers.api(name)",
        "return helpers.one(db, name)",
        "return helpers.run(shlex.quote(name))",
        "if name not in NAMES: raise HTTPException(404)\n    return helpers.read(name)",
        "if '..' in name: raise HTTPException(400)\n    return helpers.read(name)",
        "host = urlparse(name).hostname\n    if host not in HOSTS: raise ValueError\n"
        "    return await ask(name)",
        "if not re.fullmatch(r'\\w+', name): raise ValueError\n    return helpers.read(name)",
        "answer = requests.post(API, json={'q': name}, timeout=5)\n"
        "    return helpers.read(answer.id)",
    ],
)
def test_what_a_route_makes_of_a_value_may_make_it_harmless(body: str) -> None:
    assert in_app(body) == []


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("store(self.target, 'x')", 6),
        ("store(getattr(self, 'target', ''), 'x')", 6),
        ("self._write(Path(self.target) / 'a', 'x')", 16),
    ],
)
def test_an_input_of_a_component_reaches_its_other_methods(body: str, line: int) -> None:
    assert found({"save.py": COMPONENT.format(body=body)}) == [
        ("lf-component-input-path", "save.py", line)
    ]


@pytest.mark.parametrize(
    "body",
    [
        "store('/data/out', self.target)",
        "store(self.count, 'x')",
        "self._write(Path(self.target).name, 'x')",
        "path = (ROOT / self.target).resolve()\n"
        "        if not path.is_relative_to(ROOT):\n            raise ValueError\n"
        "        self._write(path, 'x')",
    ],
)
def test_what_is_no_path_of_an_input_is_left_alone(body: str) -> None:
    assert found({"save.py": COMPONENT.format(body=body)}) == []


def test_a_helper_that_checks_ends_the_way() -> None:
    helper = HELPERS.replace(
        '    return Path("/data", name)',
        "    if Path(name).name != name or name not in NAMES:\n        raise ValueError\n"
        '    return Path("/data", name)',
    )
    files = {"app.py": APP.format(body="return read_file(name)"), "services/helpers.py": helper}
    assert found(files) == []


def test_a_check_in_name_only_ends_nothing() -> None:
    helper = HELPERS + "\n\ndef sanitize(name):\n    return name\n"
    body = "return read_file(helpers.sanitize(name))"
    files = {"app.py": APP.format(body=body), "services/helpers.py": helper}
    assert found(files) == [("py-request-path", "services/helpers.py", 9)]


def test_what_a_model_answers_reaches_a_shell_behind_a_call() -> None:
    code = (
        "import os\ndef run(text):\n    os.system(text)\ndef go(llm, q):\n    run(llm.invoke(q))\n"
    )
    assert found({"go.py": code}) == [("lf-llm-output-shell", "go.py", 3)]


def test_a_tool_hands_its_argument_on() -> None:
    code = (
        "import requests\nfrom langchain_core.tools import tool\n"
        "def load(url):\n    return requests.get(url, timeout=5).text\n"
        "@tool\ndef page(url: str):\n    '''Read a page.'''\n    return load(url)\n"
    )
    assert found({"tools.py": code}) == [("lf-tool-argument-url", "tools.py", 4)]


def test_functions_that_call_each_other_come_to_an_end() -> None:
    code = (
        "from flask import Flask, request\napp = Flask(__name__)\n"
        "def one(x):\n    return two(x)\ndef two(x):\n    open(x)\n    return one(x)\n"
        "@app.route('/a')\ndef a():\n    return one(request.args['x'])\n"
    )
    assert found({"a.py": code}) == [("py-request-path", "a.py", 6)]


def test_without_python_there_is_nothing_to_follow() -> None:
    with pytest.raises(NothingToScan):
        found({"a.txt": "x"})


def test_a_client_that_is_handed_over_is_known_by_its_type() -> None:
    code = (
        "import httpx\nfrom fastapi import FastAPI\napp = FastAPI()\n"
        "async def load(client: httpx.AsyncClient, url):\n    return await client.get(url)\n"
        "@app.get('/x')\nasync def x(url: str):\n"
        "    async with httpx.AsyncClient() as client:\n        return await load(client, url)\n"
    )
    assert found({"x.py": code}) == [("py-request-url", "x.py", 5)]


STORE = """\
import requests

def forget(name):
    collection.delete_one({"name": name})

def ask(text):
    return requests.post(LANGFLOW_URL, headers={"x-api-key": KEY}, json={"input": text}, timeout=9)
"""
ROUTES = """\
from fastapi import APIRouter, Depends
from store import ask, forget
{top}
router = APIRouter()

@router.post("/forget"{guard})
def remove(name: str):
    forget(name)

@router.post("/ask"{guard})
def asked(text: str):
    return ask(text)
"""
MAIN = "from fastapi import FastAPI, Depends\nfrom routes import router\napp = FastAPI({})\n"


@pytest.mark.parametrize(
    ("change", "main", "is_open"),
    [
        ({}, MAIN.format(""), True),
        ({"guard": ", dependencies=[Depends(user)]"}, MAIN.format(""), False),
        ({}, MAIN.format("dependencies=[Depends(user)]"), False),
        ({}, MAIN.format("") + "app.include_router(router, dependencies=[Depends(user)])\n", False),
        ({}, MAIN.format("") + "app.include_router(router)\n", True),
    ],
)
def test_a_route_reaches_stored_data_and_keys_in_other_files(
    change: dict[str, str], main: str, is_open: bool
) -> None:
    routes = ROUTES.format(**{"top": "", "guard": "", **change})
    reported = found({"main.py": main, "routes.py": routes, "store.py": STORE})
    assert sorted(reported) == (
        [
            ("py-endpoint-data-without-login", "routes.py", 8),
            ("py-endpoint-without-login", "routes.py", 12),
        ]
        if is_open
        else []
    )


KEPT = """\
from flask import Flask
app = Flask(__name__)
{top}

@app.get("/all")
def everything():
    {body}
"""


@pytest.mark.parametrize(
    ("top", "body", "is_found"),
    [
        ("notes = []", "return {'notes': [one.text for one in notes]}", True),
        ("notes: list[str] = []", "notes.append(request.json['text'])", True),
        ("answers = {}", "answers[request.json['id']] = 1", True),
        ("notes = []", "return {'count': len(notes)}", False),
        ("notes = ['one', 'two']", "return notes", False),
        ("settings = {}", "return settings", False),
        ("", "notes = []; notes.append(1); return notes", False),
        (
            "notes = []",
            "if not request.headers.get('x-api-key'): abort(401)\n    return notes",
            False,
        ),
    ],
)
def test_a_route_hands_out_what_the_program_keeps(top: str, body: str, is_found: bool) -> None:
    expected = [("py-endpoint-data-without-login", "a.py", 7)] if is_found else []
    assert found({"a.py": KEPT.format(top=top, body=body)}) == expected


FILES = """\
def keep(files):
    for one in files:
        open(f'/data/{one.name}', 'wb').write(one.read())
"""


@pytest.mark.parametrize(
    ("page", "is_found"),
    [
        ("keep(st.file_uploader('Files', accept_multiple_files=True))", True),
        ("sent = st.sidebar.file_uploader('Files')\nif sent:\n    keep([sent])", True),
        ("keep([Path('/in/a.txt')])", False),
        ("keep([])", False),
    ],
)
def test_the_name_of_an_upload_is_the_senders_choice(page: str, is_found: bool) -> None:
    files = {
        "page.py": f"import streamlit as st\nfrom files import keep\n{page}\n",
        "files.py": FILES,
    }
    assert found(files) == ([("py-request-path", "files.py", 3)] if is_found else [])


def test_the_name_of_a_path_is_no_path_to_elsewhere() -> None:
    code = APP.format(body="return helpers.read(Path(name).name)")
    assert found({"app.py": code, "services/helpers.py": HELPERS}) == []


def test_what_a_flow_answers_becomes_html_in_another_file() -> None:
    files = {
        "flow.py": "import requests\ndef ask(q):\n"
        "    return requests.post(URL + '/api/v1/run/x', json=q).json()\n",
        "page.py": "import streamlit as st\nfrom flow import ask\n"
        "st.markdown(ask(st.chat_input('?')), unsafe_allow_html=True)\n"
        "st.markdown(ask(st.chat_input('?')))\n",
    }
    assert found(files) == [("lf-llm-output-html", "page.py", 3)]


def test_one_part_of_a_record_says_nothing_of_the_others() -> None:
    code = (
        "from pathlib import Path\nfrom flask import Flask, request\napp = Flask(__name__)\n"
        "def keep(note):\n    Path('/data', note['id']).write_text(note['text'])\n"
        "@app.route('/a')\n@login_required\ndef a():\n"
        "    note = {'id': new_id()}\n    note['text'] = request.args['text']\n    keep(note)\n"
    )
    assert found({"a.py": code}) == []


def test_what_a_model_answers_over_plain_http_is_its_answer() -> None:
    code = (
        "import json, urllib.request\n"
        "def ask(text):\n"
        "    request = urllib.request.Request('https://m.example/v1/chat/completions', text)\n"
        "    with urllib.request.urlopen(request, timeout=9) as answer:\n"
        "        return json.loads(answer.read())['choices'][0]\n"
        "def run(cursor, text):\n    cursor.execute(ask(text))\n"
        "def rows(cursor, name):\n"
        "    cursor.execute('SELECT 1 FROM t WHERE n = :n', {'n': ask(name)})\n"
    )
    assert found({"a.py": code}) == [("lf-llm-output-sql", "a.py", 7)]
