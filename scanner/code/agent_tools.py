"""Functions that a language model calls: decorated as a tool, or handed to one by their name."""

import ast

from scanner.formats.python_ import PythonText
from scanner.model.place import Region

Function = ast.FunctionDef | ast.AsyncFunctionDef

_DECORATORS = frozenset({"tool", "function_tool"})
_MAKERS = frozenset({"from_function", "from_defaults", "add_tool"})
_RUN = frozenset({"_run", "_arun", "forward"})
_GIVEN = frozenset({"func", "coroutine", "fn"})


def is_in_tool(text: PythonText, region: Region) -> bool:
    """Whether a place is in a function whose arguments a model writes."""
    around = [
        node
        for node in text.nodes
        if isinstance(node, Function)
        and node.lineno <= region.start_line <= (node.end_lineno or node.lineno)
    ]
    if any(map(_is_decorated, around)):
        return True
    return any(node in _runs(text) for node in around) or bool(
        {node.name for node in around} & _handed(text)
    )


def tool_functions(text: PythonText) -> list[Function]:
    """The functions whose arguments a model writes."""
    handed, runs = _handed(text), _runs(text)
    return [
        node
        for node in text.nodes
        if isinstance(node, Function)
        and (_is_decorated(node) or node in runs or node.name in handed)
    ]


def _runs(text: PythonText) -> list[ast.stmt]:
    """What a model calls of classes that derive from a tool."""
    return [
        member
        for node in text.nodes
        if isinstance(node, ast.ClassDef) and any(_last(one).endswith("Tool") for one in node.bases)
        for member in node.body
        if isinstance(member, Function) and member.name in _RUN
    ]


def _is_decorated(function: Function) -> bool:
    called = (one.func if isinstance(one, ast.Call) else one for one in function.decorator_list)
    return any(_last(one) in _DECORATORS for one in called)


def _handed(text: PythonText) -> set[str]:
    """The names that are given to a tool: `Tool(func=run)`, `StructuredTool.from_function(run)`."""
    found: set[str] = set()
    for node in text.nodes:
        if not isinstance(node, ast.Call):
            continue
        is_maker = _last(node.func) in _MAKERS
        given = [*node.args[: 1 if is_maker else 0]]
        if is_maker or _last(node.func).endswith("Tool"):
            given += [keyword.value for keyword in node.keywords if keyword.arg in _GIVEN]
        found.update(filter(None, map(_last, given)))
    return found


def _last(named: ast.expr) -> str:
    match named:
        case ast.Name(name) | ast.Attribute(_, name):
            return name
    return ""
