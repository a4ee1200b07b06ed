"""The marks of expressions: how a value goes into another one."""

import ast
import re
from collections.abc import Callable, Iterator

from scanner.code.across.checks import converted, is_check, part_of_path
from scanner.code.across.marks import NONE, Mark, Marks, Origin, Sink, in_sql, made_safe
from scanner.code.across.powers import powers
from scanner.code.across.program import Code, Module, Program, last
from scanner.code.across.sinks import (
    asks_langflow,
    decided,
    ends_marks,
    is_client,
    is_model_call,
    of_user,
)
from scanner.code.across.summaries import Found, Hit, Summary, arguments

_SQL = re.compile(
    r"(?i)\b(select\b.{0,300}\bfrom|insert\s+into|update\s+\S+\s+set|delete\s+from|where\b|match\s*\("
    r"|(drop|create|alter|truncate)\s+(table|index|view|database|user)|order\s+by|values\s*\()",
    re.DOTALL,
)
_FIXED_START = re.compile(r"^[a-z][a-z0-9+.-]*://[^/?#]+[/?#]", re.IGNORECASE)
_KEEPING = frozenset(
    {"str", "list", "tuple", "set", "dict", "sorted", "reversed", "next", "iter", "zip", "filter"}
    | {"map", "max", "min", "bytes", "getattr", "copy.copy", "copy.deepcopy", "typing.cast", "cast"}
    | {"json.loads", "json.dumps", "yaml.safe_load", "ast.literal_eval", "textwrap.dedent", "vars"}
    | {"pathlib.Path", "Path", "pathlib.PurePath", "os.fspath", "urllib.parse.urljoin", "re.sub"}
    | {"urllib.parse.urlparse", "urllib.parse.urlsplit", "urllib.parse.urlunparse"}
    | {"urllib.parse.unquote", "base64.b64decode", "enumerate", "asyncio.gather", "anyio.Path"}
)
_KEEPING_MODULES = ("os.path.", "posixpath.", "urllib.parse.")
_ANSWER: Marks = frozenset({Mark(Origin.MODEL, is_sql=True)})
"""Of what a model answers: it may be a whole statement."""
_ANYONE = Mark(Origin.ANYONE)
Resolver = Callable[[Code], Summary]


class Values:
    """The marks of the variables of one function, and of what is made of them."""

    def __init__(self, code: Code, program: Program, summary: Resolver, found: Found) -> None:
        """`summary` says what a function of the program does."""
        self.code, self.module, self._program = code, code.module, program
        self._summary, self._found = summary, found
        self.marks: dict[str, Marks] = {}
        self.made_by: dict[str, str] = {}
        """The full name of what made the object of a variable."""

    def of(self, node: ast.expr | None) -> Marks:
        """The marks of an expression; what its calls decide is noted on the way."""
        match node:
            case None | ast.Constant() | ast.Lambda():
                return NONE
            case ast.Name(name):
                return self.marks.get(name, NONE).union(*self._parts(name))
            case ast.Subscript(ast.Name(name), ast.Constant(key)):
                own = self.marks.get(f"{name}[{key!r}]", NONE)
                return self.marks.get(name, NONE) | own
            case ast.Attribute():
                return self._of_attribute(node)
            case ast.Call():
                return self._of_call(node)
            case ast.JoinedStr(parts):
                return self._of_text(parts)
            case ast.BinOp(left, ast.Add() | ast.Mod() | ast.Div(), right):
                return self._of_operation(node, left, right)
            case ast.IfExp(_, body, other):
                return self.of(body) | self.of(other)
            case ast.Compare() | ast.UnaryOp(ast.Not(), _):
                self._children(node)
                return NONE
            case ast.NamedExpr(target, value):
                self.marks[target.id] = self.of(value)
                return self.marks[target.id]
            case ast.Subscript(value, index):
                self.of(index)
                return self.of(value)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                return self._of_comprehension(node)
        return self._children(node)

    def bind(self, target: ast.expr, marks: Marks, maker: str = "") -> None:
        """Give a value to what stands on the left of an assignment."""
        match target:
            case ast.Name(name):
                self.marks[name] = marks
                self.made_by[name] = maker
            case ast.Attribute(ast.Name("self"), name):
                self.marks[f"self.{name}"] = self.marks.get(f"self.{name}", NONE) | marks
                self.made_by[f"self.{name}"] = maker
            case ast.Tuple(parts) | ast.List(parts):
                for part in parts:
                    self.bind(part, marks)
            case ast.Starred(value):
                self.bind(value, marks)
            case ast.Subscript(ast.Name(name), ast.Constant(key)):
                own = f"{name}[{key!r}]"
                self.marks[own] = self.marks.get(own, NONE) | marks
            case ast.Attribute(ast.Name(name), attribute):
                self.marks[f"{name}.{attribute}"] = marks
            case ast.Subscript(ast.Name(name), _):
                self.marks[name] = self.marks.get(name, NONE) | marks
            case ast.Subscript(ast.Subscript() | ast.Attribute() as holder, _):
                self.bind(holder, marks)

    def maker(self, node: ast.expr | None) -> str:
        """The full name of what makes an object: `httpx.Client` of `httpx.Client()`."""
        match node:
            case ast.Await(value):
                return self.maker(value)
            case ast.Call(called):
                return self.module.full_name(called)
            case ast.Name(name):
                return self.made_by.get(name, "") or self._global_maker(name)
            case ast.Attribute(ast.Name("self"), name):
                return self.made_by.get(f"self.{name}", "") or self._attribute_maker(name)
        return ""

    def clear(self, node: ast.expr, *sinks: Sink) -> None:
        """What a check says of a value holds for every variable with the same origin."""
        origins = {mark.origin for mark in self.of(node)}
        for name, marks in self.marks.items():
            met = frozenset(mark for mark in marks if mark.origin in origins)
            if not met:
                continue
            is_same = name in {last(one) for one in ast.walk(node) if isinstance(one, ast.expr)}
            if is_same or not sinks:
                self.marks[name] = (marks - met) | (made_safe(met, *(sinks or Sink)))

    def _parts(self, name: str) -> Iterator[Marks]:
        """The marks of the parts of a variable that were given values of their own."""
        for key, marks in self.marks.items():
            if key.startswith(f"{name}["):
                yield marks

    def _given_to(self, node: ast.expr, marks: Marks) -> Marks:
        """What a function of the program gets: of a record only what holds for all of it.

        Which part the function uses is not followed, and one part says nothing of the rest.
        """
        return self.marks.get(node.id, NONE) if isinstance(node, ast.Name) else marks

    def _children(self, node: ast.AST | None) -> Marks:
        found = NONE
        for child in ast.iter_child_nodes(node) if node else ():
            if isinstance(child, ast.expr):
                found |= self.of(child)
            elif isinstance(child, ast.keyword):
                found |= self.of(child.value)
        return found

    def _of_attribute(self, node: ast.Attribute) -> Marks:
        if isinstance(node.value, ast.Name):
            known = self.marks.get(f"{node.value.id}.{node.attr}")
            if known is not None:
                return known
        return part_of_path(node.attr, self.of(node.value))

    def _of_comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> Marks:
        for each in node.generators:
            self.bind(each.target, self.of(each.iter))
        if isinstance(node, ast.DictComp):
            return self.of(node.key) | self.of(node.value)
        return self.of(node.elt)

    def _of_text(self, parts: list[ast.expr]) -> Marks:
        """Of an f-string: what follows a fixed start chooses no host."""
        found, start = NONE, ""
        is_fixed = bool(parts) and isinstance(parts[0], ast.Constant) and _is_relative(parts[0])
        for part in parts:
            if isinstance(part, ast.Constant):
                start += str(part.value)
            elif isinstance(part, ast.FormattedValue):
                marks = self.of(part.value)
                found |= made_safe(marks, Sink.URL, Sink.PROGRAM) if is_fixed else marks
                start += "x://x" if not start else "x"
            is_fixed = is_fixed or bool(_FIXED_START.match(start))
            if isinstance(part, ast.FormattedValue) and not marks and start == "x://x":
                is_fixed = True  # a base of our own comes first
        return in_sql(found) if _SQL.search(start) else found

    def _of_operation(self, node: ast.BinOp, left: ast.expr, right: ast.expr) -> Marks:
        first, second = self.of(left), self.of(right)
        if isinstance(node.op, ast.Add) and not first:
            second = made_safe(second, Sink.URL, Sink.PROGRAM)
        text = _text(left)
        if isinstance(node.op, ast.Mod) and _FIXED_START.match(text):
            second = made_safe(second, Sink.URL, Sink.PROGRAM)
        texts = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant))
        is_sql = any(isinstance(one, str) and _SQL.search(one) for one in texts)
        return in_sql(first | second) if is_sql else first | second

    def _of_call(self, call: ast.Call) -> Marks:
        match call:
            case ast.Call(
                ast.Name("getattr"), [ast.Name(owner), ast.Constant(str() as attribute), *rest]
            ):
                default = self.of(rest[0]) if rest else NONE
                return default | self.marks.get(f"{owner}.{attribute}", self.marks.get(owner, NONE))
        name, receiver = self.module.full_name(call.func), ""
        method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if isinstance(call.func, ast.Attribute):
            receiver = self.maker(call.func.value)
        given = {node: self.of(node) for node in _given(call)}
        for part in decided(call, name, receiver):
            self._note(part.sink, part.node)
        for sink in powers(call, name, self.module.unit.code):
            self._found.add(Hit(sink, self.module, call, _ANYONE))
        if is_model_call(name, method) or asks_langflow(
            name, receiver, method, self.module.unit.code
        ):
            return _ANSWER
        if (typed := of_user(name, method)) is not None:
            return typed
        code = self._code(call, name, receiver)
        if code is None and (handed := _handed_over(call, self)):
            return handed
        marks = NONE.union(*given.values())
        if code is not None:
            return self._of_own(code, call, given)
        if (other := converted(name, marks)) is not None:
            return other
        if is_check(method or name, None):
            self._check(call)
            return NONE
        return self._kept(call, name, receiver, method, marks)

    def _of_own(self, code: Code, call: ast.Call, given: dict[ast.expr, Marks]) -> Marks:
        """Of a call of a function of the program."""
        handed = {node: self._given_to(node, marks) for node, marks in given.items()}
        done = self._summary(code).called(code, call, self.module, arguments(code, call, handed))
        for hit in done.hits:
            self._found.add(hit)
        if is_check(code.node.name, code):
            self._check(call)
            return NONE
        return done.returned

    def _check(self, call: ast.Call) -> None:
        for node in _given(call):
            if self.of(node):
                self.clear(node)

    def _kept(self, call: ast.Call, name: str, receiver: str, method: str, marks: Marks) -> Marks:
        """Of a call of something else: what only changes the form of a value keeps its marks."""
        own = self.of(call.func.value) if isinstance(call.func, ast.Attribute) else NONE
        if ends_marks(name, receiver, method) or is_client(receiver):
            return NONE
        if method in ("format", "join", "format_map"):
            texts = [call.func.value] if isinstance(call.func, ast.Attribute) else []
            return self._of_format(texts, marks | own)
        if name in _KEEPING or name.startswith(_KEEPING_MODULES) or last(call.func)[:1].isupper():
            return marks | own
        if method in ("append", "extend", "add", "update", "insert", "setdefault") and marks:
            self.bind(ast.Subscript(call.func.value, ast.Constant(0)), marks)  # type: ignore[attr-defined]
        return own | marks if method in ("joinpath", "with_name", "get", "replace") else own

    def _of_format(self, texts: list[ast.expr], marks: Marks) -> Marks:
        text = _text(texts[0]) if texts else ""
        if _SQL.search(text):
            return in_sql(marks)
        if _FIXED_START.match(text):
            return made_safe(marks, Sink.URL, Sink.PROGRAM)
        return marks

    def _note(self, sink: Sink, node: ast.expr) -> None:
        for mark in self.of(node):
            # Whether a name is harmless is known where the function is called.
            is_safe = sink in mark.safe and not (sink is Sink.PATH and mark.is_name)
            if not is_safe and (sink is not Sink.SQL or mark.is_sql):
                self._found.add(Hit(sink, self.module, node, mark))

    def _code(self, call: ast.Call, name: str, receiver: str) -> Code | None:
        """The function of the program that is called."""
        match call.func:
            case ast.Attribute(ast.Name("self" | "cls"), method) if self.code.holder is not None:
                return self._program.method(self.code.holder.name, method, self.module)
            case ast.Attribute(_, method) if receiver:
                found = self._program.method(receiver, method, self.module)
                return found or self._program.function(name, self.module)
        if not name:
            return None
        if self._program.holder(name, self.module):
            return self._program.method(name, "__init__", self.module)
        return self._program.function(name, self.module)

    def _global_maker(self, name: str) -> str:
        """What the top of the file makes, or what the type of an argument says."""
        arguments = self.code.node.args
        for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            if one.arg == name:
                return self.module.full_name(one.annotation) if one.annotation else ""
        return _made(self.module, name)

    def _attribute_maker(self, name: str) -> str:
        """What `__init__` makes of an attribute."""
        if self.code.holder is None:
            return ""
        for node in ast.walk(self.code.holder):
            match node:
                case ast.Assign([ast.Attribute(ast.Name("self"), attribute)], ast.Call(called)):
                    if attribute == name:
                        return self.module.full_name(called)
        return ""


def _is_relative(text: ast.Constant) -> bool:
    """Whether a text begins behind a host: as a path, or with all of an address's host."""
    return not re.match(r"^([a-z][a-z0-9+.-]*:)?//[^/?#]*$|^$", str(text.value), re.IGNORECASE)


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _made(module: Module, name: str) -> str:
    for node in module.tree.body:
        match node:
            case ast.Assign([ast.Name(target)], ast.Call(called)) if target == name:
                return module.full_name(called)
    return ""


def _given(call: ast.Call) -> Iterator[ast.expr]:
    yield from call.args
    yield from (keyword.value for keyword in call.keywords)


_RUNNERS = frozenset({"to_thread", "run_in_executor", "run_sync", "run_in_threadpool", "submit"})


def _handed_over(call: ast.Call, values: Values) -> Marks:
    """Of `asyncio.to_thread(run, text)`: as `run(text)`."""
    if last(call.func) not in _RUNNERS:
        return NONE
    skipped = 1 if last(call.func) == "run_in_executor" else 0
    parts = call.args[skipped:]
    if not parts or not isinstance(parts[0], ast.Name | ast.Attribute):
        return NONE
    direct = ast.Call(parts[0], parts[1:], [*call.keywords])
    return values.of(ast.copy_location(direct, call))
