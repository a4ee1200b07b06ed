"""The calls that a value from outside must not decide, by their full names."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.code.across.marks import Mark, Marks, Origin, Sink

_VERBS = ("get", "post", "put", "patch", "delete", "head", "options")
_CLIENTS = frozenset(
    {"requests.Session", "requests.session", "httpx.Client", "httpx.AsyncClient"}
    | {"aiohttp.ClientSession", "urllib3.PoolManager"}
)
_SUBPROCESS = ("run", "call", "check_call", "check_output", "Popen")
_SHELLS = re.compile(r"^(/(usr/)?bin/)?(ba|z|da)?sh$|^(cmd|powershell|pwsh)(\.exe)?$")
_INTERPRETERS = re.compile(r"^(\S*/)?(python[\d.]*|node|ruby|perl|php)$")

_BY_SINK: dict[Sink, str] = {
    Sink.CODE: "exec eval builtins.exec builtins.eval",
    Sink.SHELL: "os.system os.popen subprocess.getoutput subprocess.getstatusoutput"
    " asyncio.create_subprocess_shell pexpect.spawn pexpect.run",
    Sink.PATH: "open io.open aiofiles.open os.remove os.unlink os.rmdir os.rename shutil.rmtree"
    " shutil.move shutil.copy shutil.copyfile fastapi.responses.FileResponse flask.send_file"
    " starlette.responses.FileResponse pandas.read_csv pandas.read_excel pandas.read_json"
    " pandas.read_parquet",
    Sink.URL: "urllib.request.urlopen urllib.request.Request urllib.request.urlretrieve",
    Sink.UNPICKLE: "pickle.loads cloudpickle.loads dill.loads marshal.loads jsonpickle.decode",
    Sink.SQL: "pandas.read_sql pandas.read_sql_query sqlalchemy.text",
    Sink.HTML: "fastapi.responses.HTMLResponse starlette.responses.HTMLResponse markupsafe.Markup"
    " flask.Markup django.utils.safestring.mark_safe streamlit.html streamlit.components.v1.html",
}
"""Functions whose first argument decides."""
_FIRST = {name: sink for sink, names in _BY_SINK.items() for name in names.split()} | {
    f"{library}.{verb}": Sink.URL for library in ("requests", "httpx") for verb in _VERBS
}
_SECOND = {
    **dict.fromkeys(("requests.request", "httpx.request", "httpx.stream"), Sink.URL),
    **dict.fromkeys(("aiohttp.request", "urllib3.request"), Sink.URL),
    **dict.fromkeys(("shutil.move", "shutil.copy", "shutil.copyfile", "os.rename"), Sink.PATH),
}
_ON_PATHS = frozenset(
    {"read_text", "read_bytes", "write_text", "write_bytes", "unlink", "rmdir", "open"}
)
_TO_PATHS = frozenset({"save", "to_csv", "to_excel", "to_json", "to_parquet", "to_pickle"})
_STATEMENTS = frozenset({"execute", "executemany", "executescript", "exec_driver_sql"})
_KEYWORDS = {
    Sink.URL: ("url",),
    Sink.PATH: ("path", "file", "path_or_buf", "filepath_or_buffer"),
    Sink.SQL: ("sql", "query", "statement", "operation"),
    Sink.SHELL: ("args", "cmd", "command"),
    Sink.PROGRAM: ("args", "program"),
    Sink.HTML: ("content",),
}


_ASKED = frozenset({"invoke", "ainvoke", "predict", "apredict", "generate_content"})
_CREATED = re.compile(r"\.(completions|responses|messages)\.create$")


_TYPED = frozenset({"text_input", "text_area", "chat_input"})
_MODELS = re.compile(
    r"/api/v1/run\b|/lf/|/chat/completions\b|/v1/messages\b|/v1/responses\b|/api/generate\b|/api/chat\b"
    r"|:generateContent\b"
)
"""Paths at which flows and models answer."""


def of_user(name: str, method: str) -> Marks | None:
    """The marks of what somebody types or sends in a page of Streamlit; None for other calls."""
    if method == "file_uploader":
        return frozenset({Mark(Origin.UPLOAD)})
    if name.startswith("streamlit.") and method in _TYPED:
        return frozenset({Mark(Origin.REQUEST, safe=frozenset({Sink.URL}))})
    return None


def asks_langflow(name: str, receiver: str, method: str, file: str) -> bool:
    """Whether a flow or a model answers it: a request, in a file that asks one."""
    is_sent = name in ("requests.post", "httpx.post", "requests.request", "urllib.request.urlopen")
    is_sent = is_sent or (receiver in _CLIENTS and method in ("post", "request"))
    return is_sent and _MODELS.search(file) is not None


def is_model_call(name: str, method: str) -> bool:
    """Whether a language model answers it."""
    return method in _ASKED or bool(_CREATED.search(name)) or name == "litellm.completion"


@dataclass(frozen=True)
class Decided:
    """A part of a call, and what it decides."""

    sink: Sink
    node: ast.expr


def decided(call: ast.Call, name: str, receiver: str) -> Iterator[Decided]:
    """What the parts of a call decide.

    Args:
        call: the call.
        name: the full name of what is called.
        receiver: the full name of what made the object that a method is called of, if known.
    """
    if sink := _FIRST.get(name):
        yield from _at(call, 0, sink)
    if sink := _SECOND.get(name):
        yield from _at(call, 1, sink)
    yield from _processes(call, name)
    if isinstance(call.func, ast.Attribute):
        yield from _of_method(call, call.func, receiver)


def ends_marks(name: str, receiver: str, method: str) -> bool:
    """Whether what a call returns comes from elsewhere: an answer, a file's content, rows."""
    is_client = receiver in _CLIENTS and method in (*_VERBS, "request", "stream")
    return name in _FIRST or name in _SECOND or is_client or method in _STATEMENTS | _ON_PATHS


def is_client(name: str) -> bool:
    """Whether it makes a client for HTTP."""
    return name in _CLIENTS


def _of_method(call: ast.Call, called: ast.Attribute, receiver: str) -> Iterator[Decided]:
    if receiver in _CLIENTS:
        if called.attr in _VERBS:
            yield from _at(call, 0, Sink.URL)
        elif called.attr in ("request", "stream"):
            yield from _at(call, 1, Sink.URL)
    elif called.attr in _STATEMENTS:
        yield from _at(call, 0, Sink.SQL)
    elif called.attr in _ON_PATHS and not _is_module(called.value):
        yield Decided(Sink.PATH, called.value)
    elif called.attr in _TO_PATHS:
        yield from _at(call, 0, Sink.PATH)
    elif called.attr in ("markdown", "write") and _has(call, "unsafe_allow_html", True):
        yield from _at(call, 0, Sink.HTML)
    elif called.attr == "to_html" and _has(call, "escape", False):
        yield Decided(Sink.HTML, called.value)


def _has(call: ast.Call, name: str, value: bool) -> bool:
    return any(
        one.arg == name and isinstance(one.value, ast.Constant) and one.value.value is value
        for one in call.keywords
    )


def _is_module(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in (
        "os",
        "io",
        "aiofiles",
        "webbrowser",
        "zipfile",
    )


def _processes(call: ast.Call, name: str) -> Iterator[Decided]:
    """The command of a shell, the source of an interpreter, or the program that is started."""
    if name == "asyncio.create_subprocess_exec":
        yield from _of_command(call.args)
        return
    module, _, function = name.rpartition(".")
    if module != "subprocess" or function not in _SUBPROCESS or not call.args:
        return
    shell = next((one.value for one in call.keywords if one.arg == "shell"), None)
    if isinstance(shell, ast.Constant) and shell.value is True:
        yield Decided(Sink.SHELL, call.args[0])
    elif isinstance(call.args[0], ast.List | ast.Tuple):
        yield from _of_command(call.args[0].elts)


def _of_command(parts: list[ast.expr]) -> Iterator[Decided]:
    if not parts:
        return
    yield Decided(Sink.PROGRAM, parts[0])
    if len(parts) > 2 and isinstance(parts[0], ast.Constant) and isinstance(parts[0].value, str):
        if _SHELLS.match(parts[0].value):
            yield Decided(Sink.SHELL, parts[2])
        elif _INTERPRETERS.match(parts[0].value) and ast.unparse(parts[1]) in ("'-c'", "'-e'"):
            yield Decided(Sink.CODE, parts[2])


def _at(call: ast.Call, index: int, sink: Sink) -> Iterator[Decided]:
    if len(call.args) > index:
        if not isinstance(call.args[index], ast.Starred):
            yield Decided(sink, call.args[index])
        return
    for keyword in call.keywords:
        if keyword.arg in _KEYWORDS.get(sink, ()):
            yield Decided(sink, keyword.value)
