"""Calls that are worth a login, whatever they are given: of the host, of a key, of stored data."""

import ast
import re
from collections.abc import Iterator

from scanner.code.across.marks import Sink
from scanner.code.across.sinks import is_model_call

_HOST = frozenset(
    {"os.system", "os.popen", "asyncio.create_subprocess_shell", "docker.from_env"}
    | {"docker.DockerClient", "kubernetes.config.load_incluster_config"}
    | {"kubernetes.config.load_kube_config"}
)
_PROGRAMS = re.compile(
    r"^(kubectl|oc|docker|podman|helm|terraform|nerdctl|systemctl|ssh|(/usr)?/bin/(ba)?sh|(ba)?sh)$"
)
_SENT = frozenset({"post", "get", "put", "request", "stream"})
_KEY = re.compile(r"(?i)x-api-key|Authorization")
_CHAINS = re.compile(r"\b(langchain\w*|langgraph)\b")
_ASKED = frozenset({"invoke", "ainvoke", "astream", "astream_events"})
_CHANGES = frozenset(
    {"delete_collection", "drop_collection", "insert_one", "insert_many", "update_one"}
    | {"update_many", "replace_one", "delete_one", "delete_many", "upsert", "add_documents"}
    | {"aadd_documents", "add_texts", "write_text", "write_bytes", "unlink", "fetchall"}
    | {"put_object", "delete_object", "bulk_save_objects"}
)
_SESSION = re.compile(r"^(\w+\.)*(db|session|db_session|async_session)$")
_OF_SESSION = frozenset({"add", "add_all", "delete", "merge"})
_STATEMENT = re.compile(r"(?i)^\s*(insert|update|delete|drop|replace|alter)\b")


def powers(call: ast.Call, name: str, file: str) -> Iterator[Sink]:
    """What a call has power over.

    Args:
        call: the call.
        name: the full name of what is called.
        file: the text of its file.
    """
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if name in _HOST or _starts_program(call, name):
        yield Sink.HOST
    has_headers = method in _SENT and any(one.arg == "headers" for one in call.keywords)
    asks = is_model_call(name, "") or method == "generate_content"
    asks = asks or (method in _ASKED and _CHAINS.search(file) is not None)
    if asks or (has_headers and _KEY.search(file)):
        yield Sink.KEY
    if _changes(call, name, method):
        yield Sink.STORE


def _starts_program(call: ast.Call, name: str) -> bool:
    if not name.startswith("subprocess.") or not call.args:
        return False
    if any(one.arg == "shell" and _is_true(one.value) for one in call.keywords):
        return True
    match call.args[0]:
        case ast.List([ast.Constant(str() as program), *_]):
            return bool(_PROGRAMS.match(program))
    return False


def _changes(call: ast.Call, name: str, method: str) -> bool:
    if method in _CHANGES or name in ("shutil.rmtree", "shutil.copyfileobj"):
        return True
    if method in _OF_SESSION and isinstance(call.func, ast.Attribute):
        return bool(_SESSION.match(ast.unparse(call.func.value)))
    match call.args:
        case [ast.Constant(str() as statement), *_] if method == "execute":
            return bool(_STATEMENT.match(statement))
        case [_, ast.Constant(str() as mode), *_] if name == "open":
            return mode[:1] in "wax"
    return False


def _is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is True
