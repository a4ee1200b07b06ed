"""Which code of a Python file a web request reaches while nothing asks who is calling.

Semgrep finds what an endpoint should not do for everyone; here it is followed back, through
functions of the same file, to the routes of FastAPI, Flask, Starlette, aiohttp and http.server.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scanner.formats.python_ import PythonText
from scanner.model.place import Region

Function = ast.FunctionDef | ast.AsyncFunctionDef
MAX_FUNCTIONS = 400
"""Of one file, that are followed."""

_ROUTES = frozenset(
    {"get", "post", "put", "patch", "delete", "route", "api_route", "websocket", "view"}
)
_LISTED = frozenset({"add_get", "add_post", "add_route", "add_url_rule", "add_api_route", "Route"})
_APPLICATIONS = frozenset({"FastAPI", "APIRouter", "include_router"})
_NO_ROUTER = re.compile(r"(?i)mock|respx|responses|client|session|cache|registry")
_SERVER_METHOD = re.compile(r"do_(GET|POST|PUT|DELETE)$")
_GUARD = re.compile(
    r"(?i)login|auth|require|token|api_?key|permission|role|protect|jwt|admin|secure|verif"
    r"|access|guard|dependencies"
)
_NO_USER = re.compile(
    r"(?i)^(\w+\.)*(get_?)?(\w*_)?(db|database|session_?local|db_session|async_session|session"
    r"|settings|config|client|service|repository|repo|logger|store|engine|cache)s?$"
)
_WHO = re.compile(
    r"(?i)^_?(current_user|user|auth|authorized|authenticated|claims|principal|credentials)$"
)
_ASKS = re.compile(
    r"(?i)\b40[13]\b|UNAUTHORIZED|FORBIDDEN|current_user|compare_digest|login_required"
    r"|\b_?(verify|authenticate|authori[sz]e|require|check|validate)_?\w{0,40}"
    r"(user|token|key|auth|access|permission|login|signature|session|caller|credential|secret)"
    r"|\.(headers|cookies)(\.get\(|\[)\s*['\"][\w-]*"
    r"(authorization|api-?key|token|secret|signature|password|session|auth)"
    r"|\bsession(\[|\.get\(\s*['\"]\w{0,40}(user|token|logg|login|auth|account|email))|\bauthenticate\("
)
_MAKES_APPLICATION = re.compile(r"\b(FastAPI|Flask|Starlette|Quart|Sanic|APIFlask)\(")
_ENTRANCE = re.compile(
    r"(?i)['\"][^'\"]{0,80}/(log-?in|sign-?(in|up)|register|(forgot|reset)-?password)\b"
)
_FOR_ALL = re.compile(
    r"before_request|HTTPBasicAuth\(|LoginManager\(|JWTManager\("
    r"|\.middleware\([^\n]*\n(?:[^\n]*\n){1,25}?[^\n]*(?i:authoriz|api.?key|token|\b40[13]\b)"
)
_MIDDLEWARE = re.compile(r"add_middleware\(\s*(?:\w+\.)*(\w+)|Middleware\(\s*(?:\w+\.)*(\w+)")
_NEUTRAL = re.compile(
    r"(?i)^(CORS|GZip|TrustedHost|Session|HTTPSRedirect|Prometheus|RequestId|Logging|Log|Timing"
    r"|SlowAPI|RateLimit|Process|Proxy|Static|Trace|Sentry|Correlation)"
)


@dataclass(frozen=True)
class _Module:
    """A file's functions by name, and the routes that nothing guards."""

    functions: dict[str, Function]
    open_doors: tuple[Function, ...]


def open_calls(text: PythonText, region: Region) -> tuple[Region, ...]:
    """Where open routes reach the code in a region: itself, or the calls that lead to it."""
    tree = text.tree
    if tree is None:
        return ()
    module = _module(tree, text)
    holder = _holder(module, region.start_line)
    if holder is None:
        return ()
    if holder in module.open_doors:
        return (region,)
    leading = _leading_to(module, holder.name)
    return tuple(
        text.region(call)
        for door in module.open_doors
        for call in _calls(door)
        if _called(call) in leading
    )


def open_doors(text: PythonText) -> tuple[Function, ...]:
    """The handlers of a file that ask nobody who is calling."""
    return _module(text.tree, text).open_doors if text.tree is not None else ()


def guards_all(text: PythonText) -> bool:
    """Whether a file makes an application that asks before every route, in other files too."""
    if text.tree is None or not _MAKES_APPLICATION.search(text.lines.text):
        return False
    return _FOR_ALL.search(text.lines.text) is not None or any(
        _depends_as_a_whole(node) and _last(node.func) != "include_router"
        for node in text.nodes
        if isinstance(node, ast.Call)
    )


def guarded_routers(text: PythonText) -> frozenset[str]:
    """The modules whose routers are included with a dependency: `users` of `users.router`."""
    found: set[str] = set()
    for node in text.nodes:
        match node:
            case ast.Call(called, [router, *_]) if _last(called) == "include_router":
                found |= {*ast.unparse(router).split(".")} if _depends_as_a_whole(node) else set()
    return frozenset(found | _imported_as(text, found))


def _imported_as(text: PythonText, names: set[str]) -> set[str]:
    """The last part of the modules that names were imported from."""
    return {
        (node.module or "").rpartition(".")[2]
        for node in text.nodes
        if isinstance(node, ast.ImportFrom)
        and any((one.asname or one.name) in names for one in node.names)
    }


def _module(tree: ast.Module, text: PythonText) -> _Module:
    found = [node for node in ast.walk(tree) if isinstance(node, Function)][:MAX_FUNCTIONS]
    functions = {function.name: function for function in reversed(found)}
    if _is_guarded_whole(tree, text.lines.text):
        return _Module(functions, ())
    listed = listed_handlers(text.nodes)
    doors = (one for one in found if is_route(one) or one.name in listed)
    closed = (_asks_who, _lets_in)
    return _Module(
        functions, tuple(one for one in doors if not any(is_so(one) for is_so in closed))
    )


def _holder(module: _Module, line: int) -> Function | None:
    """The function around a line; of nested ones that which is a route, else the innermost."""
    around = [
        one
        for one in {*module.functions.values(), *module.open_doors}
        if one.lineno <= line <= (one.end_lineno or one.lineno)
    ]
    doors = [one for one in around if one in module.open_doors]
    return max(doors or around, key=lambda one: one.lineno, default=None)


def _leading_to(module: _Module, name: str) -> frozenset[str]:
    """The functions that call it, directly or through others, and itself."""
    callers: dict[str, set[str]] = {}
    for function in module.functions.values():
        for call in _calls(function):
            callers.setdefault(_called(call), set()).add(function.name)
    found, waiting = {name}, [name]
    while waiting:
        new = callers.get(waiting.pop(), set()) - found
        found |= new
        waiting.extend(new)
    return frozenset(found)


def _calls(function: Function) -> Iterator[ast.Call]:
    return (node for node in ast.walk(function) if isinstance(node, ast.Call))


def _called(call: ast.Call) -> str:
    """The function's name: of `f(...)`, `self.f(...)` and `asyncio.run(f(...))`'s own calls."""
    match call.func:
        case ast.Name(name):
            return name
        case ast.Attribute(ast.Name("self" | "cls"), name):
            return name
    return ""


def is_route(function: Function) -> bool:
    """Whether a decorator makes it the handler of a web request, or its name in a server class."""
    if _SERVER_METHOD.match(function.name):
        return True
    for decorator in function.decorator_list:
        match decorator:
            case ast.Call(ast.Attribute(owner, name)) if name in _ROUTES:
                return not _NO_ROUTER.search(ast.unparse(owner))
    return False


def listed_handlers(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """The functions that are named as handlers: `add_post("/run", run)`, `Route("/run", run)`."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Call) and _last(node.func) in _LISTED:
            given = [*node.args[1:], *(keyword.value for keyword in node.keywords)]
            found.update(each.id for each in given if isinstance(each, ast.Name))
    return frozenset(found)


def _last(called: ast.expr) -> str:
    match called:
        case ast.Name(name) | ast.Attribute(_, name):
            return name
    return ""


def _asks_who(function: Function) -> bool:
    """Whether a decorator, an argument or the body asks who is calling."""
    decorators = map(ast.unparse, function.decorator_list)
    if any(_GUARD.search(_without_texts(each)) for each in decorators):
        return True
    arguments = function.args
    named = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    if any(_WHO.match(one.arg) for one in named):
        return True
    given = [ast.unparse(one) for one in (*arguments.defaults, *arguments.kw_defaults) if one]
    given += [ast.unparse(one.annotation) for one in named if one.annotation]
    if any(map(_depends_on_caller, given)):
        return True
    return any(_ASKS.search(ast.unparse(statement)) for statement in function.body)


def _lets_in(function: Function) -> bool:
    """Whether it is where people log in or register: nobody can be known before."""
    return any(_ENTRANCE.search(ast.unparse(each)) for each in function.decorator_list)


def _depends_as_a_whole(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or _last(node.func) not in _APPLICATIONS:
        return False
    return any(keyword.arg == "dependencies" for keyword in node.keywords)


def _without_texts(code: str) -> str:
    """A decorator without its strings: what a path is called guards nothing."""
    return re.sub(r"'[^']*'|\"[^\"]*\"", "", code)


def _depends_on_caller(code: str) -> bool:
    if re.search(r"\b(Security|Header|Cookie)\(", code):
        return True
    found = re.search(r"\bDepends\(\s*([\w.]+)?", code)
    return found is not None and not (found[1] and _NO_USER.match(found[1]))


def _is_guarded_whole(tree: ast.Module, code: str) -> bool:
    """Whether the application asks before every route: a dependency, a hook or a middleware."""
    if _FOR_ALL.search(code) or any(map(_depends_as_a_whole, ast.walk(tree))):
        return True
    named = (one or other for one, other in _MIDDLEWARE.findall(code))
    return any(not _NEUTRAL.match(name) for name in named)
