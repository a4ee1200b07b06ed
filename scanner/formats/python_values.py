"""Whether an expression is fixed: made of nothing but what stands in the same file.

Fixed are literals, constants by name (`TABLE`), placeholders (`", ".join("?" * n)`), what a
function whose name says so has checked or quoted, and variables, attributes, arguments of private
functions and results of functions that are only ever given such values. It errs towards "not
fixed".
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from scanner.formats.python_ import PythonText
from scanner.formats.python_parts import (
    CONSTANT,
    Function,
    called,
    holds,
    inside,
    is_format,
    is_listed,
    operands,
    pairs,
    summands,
)
from scanner.model.place import Region

MAX_DEPTH = 30
"""Expressions and variables inside one another."""


MAX_STEPS = 2000
"""Expressions that are looked at for one string: more is taken for not fixed."""


MAX_LINES = 500
"""Of one string."""


_CHECKED = re.compile(
    r"quote|escape|valid|sanitiz|identifier|placeholder|check|ensure|allowed", re.I
)


_KEEPING = frozenset(
    {"format", "join", "replace", "strip", "lstrip", "rstrip", "lower", "upper", "split", "copy"}
    | {"splitlines", "removeprefix", "removesuffix", "items", "keys", "values", "get"}
)


_COLLECTING = frozenset(
    {"list", "tuple", "set", "sorted", "frozenset", "dict", "reversed", "enumerate", "zip", "str"}
)


_NUMBERS = frozenset({"len", "int", "float", "bool", "round", "abs", "range", "id"})


class FixedValues:
    """The values of one file; everything is looked up once."""

    def __init__(self, text: PythonText) -> None:
        """`text` that does not parse has no fixed values."""
        self._text = text
        self._left = 0
        self._returned: dict[str, list[tuple[ast.expr | None, Function]]] = {}

    def is_fixed(self, region: Region) -> bool:
        """Whether the string that is built around `region` holds nothing but fixed parts."""
        near = self._building.get(region.start_line, ())
        found = [node for node in near if holds(self._text.region(node), region)]
        if not found:
            return False
        self._left = MAX_STEPS
        outermost = max(found, key=self._length)
        return self._fixed(outermost, self._function_of(outermost), MAX_DEPTH)

    def are_fixed(self, region: Region) -> bool:
        """Whether `region` holds strings that are built, and all of them are fixed."""
        built = [
            node
            for line in range(
                region.start_line, min(region.end_line, region.start_line + MAX_LINES) + 1
            )
            for node in self._building.get(line, ())
            if isinstance(node, ast.JoinedStr | ast.BinOp | ast.Call)
            and node.lineno == line
            and holds(region, self._text.region(node))
        ]
        return bool(built) and all(self.is_fixed(self._text.region(node)) for node in built)

    def _length(self, node: ast.expr) -> int:
        region, lines = self._text.region(node), self._text.lines
        start = lines.offset(region.start_line, region.start_column)
        return lines.offset(region.end_line, region.end_column) - start

    def _fixed(self, node: ast.AST | None, scope: Function | None, depth: int) -> bool:
        self._left -= 1
        depth -= 1
        if node is None or depth <= 0 or self._left <= 0:
            return False
        match node:
            case ast.Constant():
                return True
            case ast.Name():
                return self._fixed_name(node.id, scope, depth)
            case ast.Attribute():
                return self._fixed_attribute(node, depth)
            case ast.Call():
                return self._fixed_call(node, scope, depth)
            case ast.BinOp(op=ast.Mult()):  # "?" * n
                return self._fixed(node.left, scope, depth) or self._fixed(node.right, scope, depth)
            case ast.Subscript(value=ast.Call() as call, slice=ast.Constant(value=int() as at)):
                return self._fixed_result(call, at, depth) or self._fixed(call, scope, depth)
            case ast.Subscript():
                return self._fixed(node.value, scope, depth)
            case ast.IfExp():
                return self._all((node.body, node.orelse), scope, depth)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
                return self._fixed(node.elt, scope, depth)
            case ast.Dict():
                return self._all((*filter(None, node.keys), *node.values), scope, depth)
            case ast.BinOp(op=ast.Add()):
                return self._all(summands(node), scope, depth)
            case ast.BinOp() | ast.JoinedStr() | ast.FormattedValue() | ast.BoolOp() | ast.List():
                return self._all(operands(node), scope, depth)
            case ast.Tuple() | ast.Set() | ast.Starred() | ast.Await():
                return self._all(operands(node), scope, depth)
        return False

    def _all(self, nodes: Iterable[ast.AST], scope: Function | None, depth: int) -> bool:
        return all(self._fixed(node, scope, depth) for node in nodes)

    def _fixed_call(self, node: ast.Call, scope: Function | None, depth: int) -> bool:
        name = called(node)
        arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
        if _CHECKED.search(name) or name in _NUMBERS:
            return True
        if isinstance(node.func, ast.Attribute) and name in _KEEPING:
            return self._all((node.func.value, *arguments), scope, depth)
        if name in _COLLECTING:
            return self._all(arguments, scope, depth)
        results = self._results(name)
        return bool(results) and all(self._fixed(*result, depth) for result in results)

    def _fixed_result(self, node: ast.Call, at: int, depth: int) -> bool:
        """Whether one of several results of a function is fixed."""
        results = self._results(called(node))
        return bool(results) and all(
            isinstance(value, ast.Tuple)
            and at < len(value.elts)
            and self._fixed(value.elts[at], function, depth)
            for value, function in results
        )

    def _results(self, name: str) -> list[tuple[ast.expr | None, Function]]:
        """What the functions of that name return."""
        if name not in self._returned:
            self._returned[name] = [
                (child.value, function)
                for function in self._functions.get(name, ())
                for child in ast.walk(function)
                if isinstance(child, ast.Return)
            ]
        return self._returned[name]

    def _fixed_name(self, name: str, scope: Function | None, depth: int) -> bool:
        if CONSTANT.fullmatch(name) or (scope, name) in self._checked:
            return True
        values = self._values.get((scope, name), [])
        given = self._given(scope, name) if scope is not None else None
        if given is not None:
            values = [*values, *given]
        elif not values and scope is not None:
            outer = self._function_of(scope)
            return self._fixed_name(name, outer, depth)
        return bool(values) and all(self._fixed(value, where, depth) for value, where in values)

    def _fixed_attribute(self, node: ast.Attribute, depth: int) -> bool:
        if CONSTANT.fullmatch(node.attr):
            return True
        values = self._attributes.get(node.attr, [])
        return bool(values) and all(self._fixed(value, where, depth) for value, where in values)

    def _given(
        self, function: Function, name: str
    ) -> list[tuple[ast.AST | None, Function | None]] | None:
        """What the calls of this file hand to an argument; None where `name` is no argument.

        A function that others may call gets anything.
        """
        arguments = [*function.args.posonlyargs, *function.args.args]
        names = [argument.arg for argument in arguments]
        keyword_only = [argument.arg for argument in function.args.kwonlyargs]
        if name not in names and name not in keyword_only:
            return None
        calls = self._calls.get(function.name, [])
        if not (function.name.startswith("_") and calls):
            return [(None, None)]
        bound = 1 if names[:1] in (["self"], ["cls"]) else 0
        at = names.index(name) - bound if name in names else len(names)
        found: list[tuple[ast.AST | None, Function | None]] = []
        for call in calls:
            by_name = [keyword.value for keyword in call.keywords if keyword.arg == name]
            by_place = call.args[at : at + 1] if name in names else []
            handed = [*by_name, *by_place]
            value = handed[0] if handed else self._default(function, name)
            found.append((value, self._function_of(call)))
        return found

    @staticmethod
    def _default(function: Function, name: str) -> ast.AST | None:
        arguments = [*function.args.posonlyargs, *function.args.args]
        pairs = list(zip(reversed(arguments), reversed(function.args.defaults), strict=False))
        pairs += zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)  # type: ignore[arg-type]
        return next((default for argument, default in pairs if argument.arg == name), None)

    @cached_property
    def _nodes(self) -> list[ast.AST]:
        return list(self._text.nodes)

    @cached_property
    def _building(self) -> dict[int, list[ast.expr]]:
        """Expressions that make strings, by each of their lines."""
        found: dict[int, list[ast.expr]] = defaultdict(list)
        kinds = ast.BinOp | ast.JoinedStr | ast.Call | ast.Constant
        for node in self._nodes:
            if isinstance(node, kinds) and (not isinstance(node, ast.Call) or is_format(node)):
                last = min(node.end_lineno or node.lineno, node.lineno + MAX_LINES)
                for line in range(node.lineno, last + 1):
                    found[line].append(node)
        return found

    @cached_property
    def _parents(self) -> dict[ast.AST, Function]:
        """The innermost function around each node."""
        return dict(inside(self._nodes[0], None)) if self._nodes else {}

    def _function_of(self, node: ast.AST) -> Function | None:
        return self._parents.get(node)

    @cached_property
    def _functions(self) -> dict[str, list[Function]]:
        found: dict[str, list[Function]] = defaultdict(list)
        for node in self._nodes:
            if isinstance(node, Function):
                found[node.name].append(node)
        return found

    @cached_property
    def _calls(self) -> dict[str, list[ast.Call]]:
        found: dict[str, list[ast.Call]] = defaultdict(list)
        for node in self._nodes:
            if isinstance(node, ast.Call):
                found[called(node)].append(node)
        return found

    @cached_property
    def _checked(self) -> set[tuple[Function | None, str]]:
        """Names that were handed to a function that checks them, or looked for in a fixed list."""
        found = {
            (self._function_of(node), argument.id)
            for name, calls in self._calls.items()
            if _CHECKED.search(name)
            for node in calls
            for argument in node.args
            if isinstance(argument, ast.Name)
        }
        for node in self._nodes:
            match node:
                case ast.Compare(
                    left=ast.Name(id=name), ops=[ast.In() | ast.NotIn()], comparators=[known]
                ) if is_listed(known):
                    found.add((self._function_of(node), name))
        return found

    @cached_property
    def _assigned(self) -> list[tuple[ast.expr, ast.AST | None, Function | None]]:
        """Targets, what is put into them, and where."""
        found: list[tuple[ast.expr, ast.AST | None, Function | None]] = []
        for node in self._nodes:
            where = self._function_of(node)
            match node:
                case ast.Assign():
                    found += [pair for t in node.targets for pair in pairs(t, node.value, where)]
                case ast.AnnAssign(value=ast.expr()) | ast.AugAssign() | ast.NamedExpr():
                    found.append((node.target, node.value, where))
                case ast.For() | ast.AsyncFor() | ast.comprehension():
                    rows = node.iter.elts if isinstance(node.iter, ast.Tuple | ast.List) else []
                    for row in rows or [node.iter]:
                        found += pairs(node.target, row, where)
                case ast.withitem(optional_vars=ast.expr() as target):
                    found += pairs(target, None, where)
                case ast.Call(
                    func=ast.Attribute(value=grown, attr="append" | "extend" | "add"), args=[one]
                ):
                    found.append((grown, one, where))
        return found

    @cached_property
    def _values(
        self,
    ) -> dict[tuple[Function | None, str], list[tuple[ast.AST | None, Function | None]]]:
        found: dict[tuple[Function | None, str], list[tuple[ast.AST | None, Function | None]]]
        found = defaultdict(list)
        for target, value, where in self._assigned:
            if isinstance(target, ast.Name):
                found[where, target.id].append((value, where))
        return found

    @cached_property
    def _attributes(self) -> dict[str, list[tuple[ast.AST | None, Function | None]]]:
        found: dict[str, list[tuple[ast.AST | None, Function | None]]] = defaultdict(list)
        for target, value, where in self._assigned:
            if isinstance(target, ast.Attribute):
                found[target.attr].append((value, where))
        return found
