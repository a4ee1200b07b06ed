"""Reads one function from top to bottom: branches apart, loops twice, checks where they refuse."""

import ast
from collections.abc import Iterable, Mapping

from scanner.code.across.checks import compared, refuses
from scanner.code.across.marks import Marks
from scanner.code.across.program import Code, Program
from scanner.code.across.summaries import Found, Summary
from scanner.code.across.values import Resolver, Values


def read(code: Code, program: Program, summary: Resolver, known: Mapping[str, Marks]) -> Summary:
    """What a function does, when `known` is what its variables hold at the start."""
    found = Found()
    values = Values(code, program, summary, found)
    values.marks.update(known)
    _Reader(values, found).block(code.node.body)
    return found.summary()


class _Reader:
    """The statements of one function."""

    def __init__(self, values: Values, found: Found) -> None:
        self._values, self._found = values, found

    def block(self, body: Iterable[ast.stmt]) -> None:
        """Statements one after the other."""
        for statement in body:
            self._statement(statement)

    def _statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Assign(targets, value):
                self._assign(targets, value)
            case ast.AnnAssign(target, _, value) if value is not None:
                self._assign([target], value)
            case ast.AugAssign(target, _, value):
                joined = ast.copy_location(ast.BinOp(_loaded(target), node.op, value), node)
                self._assign([target], joined)
            case ast.Return(value):
                self._found.returned |= self._values.of(value)
            case ast.If(test, body, other):
                self._condition(test, body, other)
            case ast.For(target, each, body, other) | ast.AsyncFor(target, each, body, other):
                self._values.bind(target, self._values.of(each))
                self._branches([*body, *body], other)
            case ast.While(test, body, other):
                self._values.of(test)
                self._branches([*body, *body], other)
            case ast.With(items, body) | ast.AsyncWith(items, body):
                self._with(items)
                self.block(body)
            case ast.Try(body, handlers, other, final) | ast.TryStar(body, handlers, other, final):
                self._try(body, handlers, [*other, *final])
            case ast.Match(subject, cases):
                self._values.of(subject)
                for case in cases:
                    self._branches(case.body, [])
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self.block(node.body)  # what it uses of the variables around it
            case ast.ClassDef():
                return
            case _:
                self._others(node)

    def _others(self, node: ast.stmt) -> None:
        """An expression, a `raise`, an `assert`: what it calls counts."""
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                marks = self._values.of(child)
                if isinstance(child, ast.Yield | ast.YieldFrom):
                    self._found.returned |= marks
        if isinstance(node, ast.Assert):
            self._compare(node.test, is_refused=False)

    def _assign(self, targets: list[ast.expr], value: ast.expr) -> None:
        marks, maker = self._values.of(value), self._values.maker(value)
        for target in targets:
            pairs = _pairs(target, value)
            if pairs:
                for part, given in pairs:
                    self._values.bind(part, self._values.of(given), self._values.maker(given))
            else:
                self._values.bind(target, marks, maker)

    def _with(self, items: list[ast.withitem]) -> None:
        for item in items:
            marks = self._values.of(item.context_expr)
            if item.optional_vars is not None:
                maker = self._values.maker(item.context_expr)
                self._values.bind(item.optional_vars, marks, maker)

    def _condition(self, test: ast.expr, body: list[ast.stmt], other: list[ast.stmt]) -> None:
        self._values.of(test)
        before = dict(self._values.marks)
        self._compare(test, is_refused=False)
        self.block(body)
        after = self._values.marks
        self._values.marks = before
        self._compare(test, is_refused=True)
        self.block(other)
        if not refuses(body):
            self._join(after)

    def _compare(self, test: ast.expr, *, is_refused: bool) -> None:
        """Clear what a condition found to be one of a list, in the branch where it is."""
        for value, met_by_others in compared(test):
            if met_by_others == is_refused:
                self._values.clear(value)

    def _branches(self, body: list[ast.stmt], other: list[ast.stmt]) -> None:
        before = dict(self._values.marks)
        self.block(body)
        self._join(before)
        self.block(other)

    def _try(
        self, body: list[ast.stmt], handlers: list[ast.ExceptHandler], after: list[ast.stmt]
    ) -> None:
        self.block(body)
        for handler in handlers:
            before = dict(self._values.marks)
            self.block(handler.body)
            if refuses(handler.body):
                self._values.marks = before
            else:
                self._join(before)
        self.block(after)

    def _join(self, others: Mapping[str, Marks]) -> None:
        for name, marks in others.items():
            known = self._values.marks.get(name, frozenset())
            self._values.marks[name] = known | marks


def _loaded(target: ast.expr) -> ast.expr:
    """What stands on the left of `+=`, as a value."""
    match target:
        case ast.Name(name):
            return ast.copy_location(ast.Name(name, ast.Load()), target)
        case ast.Attribute(value, name):
            return ast.copy_location(ast.Attribute(value, name, ast.Load()), target)
    return target


def _pairs(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    """`a, b = x, y` as two assignments."""
    match target, value:
        case (ast.Tuple(left), ast.Tuple(right)) if len(left) == len(right):
            return list(zip(left, right, strict=True))
    return []
