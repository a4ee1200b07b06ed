"""Where values come in from outside: inputs of components, web requests, calls of a model."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scanner.code.across.marks import Mark, Marks, Origin
from scanner.code.across.program import Code, Function, Module, last
from scanner.code.agent_tools import tool_functions
from scanner.code.endpoints import is_route, listed_handlers, open_doors

_COMPONENT = re.compile(r"\w*(Component|EmbeddingsModel)\w*$")
# Looked for in the whole file first, which is cheap.
_COMPONENTS = re.compile(r"(Component|EmbeddingsModel)\s*[,)]")
_ROUTES = re.compile(
    r"\.\s*(get|post|put|patch|delete|route|api_route|websocket|add_\w+|view)\s*\(|Route\(|def do_"
)
_TOOLS = re.compile(r"[@.\s](function_)?tool\b|\.from_(function|defaults)\(|Tool[()]|\.add_tool\(")
_PAGES = re.compile(r"\bfile_uploader\(|\.(text_input|text_area|chat_input)\(")
_MODELS = re.compile(
    r"\.(a?invoke|a?predict|generate_content|create|completion)\("
    r"|/(chat/completions|v1/messages|v1/responses|api/v1/run|lf|api/generate|api/chat)\b"
)
_NO_TEXT_INPUTS = frozenset(
    {"IntInput", "BoolInput", "FloatInput", "SliderInput", "DropdownInput", "SecretStrInput"}
    | {"FileInput", "TabInput", "SortableListInput", "HandleInput", "ModelInput", "ConnectionInput"}
)
_PLAIN = re.compile(
    r"^(Optional\[)?(int|float|bool|UUID|uuid\.UUID|date|datetime|datetime\.\w+|Decimal)\b"
)
_SERVICE = re.compile(
    r"\b(BackgroundTasks|Response|Session|AsyncSession|Depends|Security|Settings|User)\b"
)
_REQUEST = re.compile(r"\b(Request|HttpRequest|HTTPConnection)\b")
_UPLOAD = re.compile(r"\b(UploadFile|FileStorage|UploadedFile)\b")
_NO_INPUT = frozenset({"app", "state", "client", "method", "scope", "user", "session", "g", "auth"})
_FLASK = ("flask.request", "quart.request", "bottle.request", "sanic.request")
_REQUESTED: tuple[str, ...] = (
    *("json", "get_json", "args", "form", "values", "data", "get_data", "files", "headers"),
    *("cookies", "query_params", "path_params", "query", "body", "GET", "POST", "FILES"),
    *("match_info", "rel_url", "post", "stream", "read", "url", "query_string", "text"),
)


@dataclass(frozen=True)
class Door:
    """A function that something from outside calls, and what its variables hold then."""

    code: Code
    origin: Origin
    known: Mapping[str, Marks]
    is_open: bool = False
    """Whether anyone may call: a route that asks nobody."""


def doors(module: Module) -> Iterator[Door]:
    """Those of a file."""
    text = module.unit.code
    if _COMPONENTS.search(text):
        yield from _components(module)
    if _ROUTES.search(text):
        yield from _routes(module)
    for node in tool_functions(module.text) if _TOOLS.search(text) else ():
        code = _code_of(module, node)
        known = _given(code, Origin.TOOL)
        if known:
            yield Door(code, Origin.TOOL, known)
    if _PAGES.search(text):
        yield Door(_whole(module), Origin.REQUEST, {})
    for node in module.all_functions if _PAGES.search(text) or _MODELS.search(text) else ():
        yield Door(_code_of(module, node), Origin.MODEL, {})


def _whole(module: Module) -> Code:
    """The top of a file, which Streamlit runs for every visitor, as a function."""
    nothing = ast.arguments([], [], None, [], [], None, [])
    body = [one for one in module.tree.body if not isinstance(one, Function)]
    made = ast.FunctionDef("", nothing, body or [ast.Pass()], [], lineno=1, col_offset=0)
    made.end_lineno, made.end_col_offset = 1, 0
    return Code(made, module)


def _components(module: Module) -> Iterator[Door]:
    for holder in module.classes.values():
        if not any(_COMPONENT.match(last(base)) for base in holder.bases):
            continue
        inputs = frozenset(_inputs(holder))
        known = {f"self.{name}": _marked(Origin.COMPONENT) for name in inputs}
        for node in holder.body if known else ():
            if isinstance(node, Function):
                yield Door(Code(node, module, holder), Origin.COMPONENT, known)


def _inputs(holder: ast.ClassDef) -> Iterator[str]:
    """The names of a component's inputs that hold text."""
    for node in ast.walk(holder):
        match node:
            case ast.Call(called, keywords=keywords) if last(called).endswith("Input"):
                if last(called) in _NO_TEXT_INPUTS:
                    continue
                for keyword in keywords:
                    if keyword.arg == "name" and isinstance(keyword.value, ast.Constant):
                        yield str(keyword.value.value)


def _routes(module: Module) -> Iterator[Door]:
    listed = listed_handlers(module.text.nodes)
    opened = open_doors(module.text)
    for node in module.all_functions:
        if is_route(node) or node.name in listed:
            code = _code_of(module, node)
            known = _given(code, Origin.REQUEST)
            known |= dict(_of_frameworks(module))
            yield Door(code, Origin.REQUEST, known, node in opened)


def _given(code: Code, origin: Origin) -> dict[str, Marks]:
    """What the arguments of such a function hold."""
    found: dict[str, Marks] = {}
    arguments = code.node.args
    named = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    defaults = _defaults(arguments)
    for one in named:
        kind = ast.unparse(one.annotation) if one.annotation else ""
        default = ast.unparse(defaults[one.arg]) if one.arg in defaults else ""
        if one.arg in ("self", "cls") or _PLAIN.search(kind):
            continue
        if _SERVICE.search(kind) or re.search(r"\b(Depends|Security)\(", default):
            continue
        if _REQUEST.search(kind) or (one.arg in ("request", "req") and not kind):
            found |= _parts(one.arg, _REQUESTED)
        elif _UPLOAD.search(kind):
            found |= {one.arg: _marked(Origin.UPLOAD)}
        elif not re.search(r"(?i)websocket|callable|manager|^(ctx|context)$", f"{kind}|{one.arg}"):
            found[one.arg] = _marked(origin)
    return found


def _defaults(arguments: ast.arguments) -> dict[str, ast.expr]:
    positional = (*arguments.posonlyargs, *arguments.args)
    found = dict(
        zip((one.arg for one in reversed(positional)), reversed(arguments.defaults), strict=False)
    )
    later = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=False)
    return found | {one.arg: default for one, default in later if default is not None}


def _parts(name: str, parts: tuple[str, ...]) -> dict[str, Marks]:
    found = {f"{name}.{part}": _marked(Origin.REQUEST) for part in parts}
    uploads = {f"{name}.{part}": _marked(Origin.UPLOAD) for part in ("files", "FILES")}
    return found | {key: uploads[key] for key in found.keys() & uploads.keys()}


def _of_frameworks(module: Module) -> Iterator[tuple[str, Marks]]:
    """The parts of a request that is a global name: `request.args` of Flask."""
    for name, full in module.imports.items():
        if full in _FLASK:
            yield from _parts(name, _REQUESTED).items()


def _code_of(module: Module, node: Function) -> Code:
    for code in module.methods.values():
        if code.node is node:
            return code
    return Code(node, module)


def _marked(origin: Origin) -> Marks:
    return frozenset({Mark(origin)})
