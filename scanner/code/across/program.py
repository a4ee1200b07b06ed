"""The Python of a tree as one program: which function a call in one file means in another."""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath

from scanner.code.units import CodeUnit
from scanner.formats.python_ import PythonText

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, eq=False)
class Code:
    """A function, with the file and the class that it is in."""

    node: Function
    module: "Module"
    holder: ast.ClassDef | None = None

    @property
    def arguments(self) -> tuple[ast.arg, ...]:
        """Its arguments in the order of a call, without `self` and `cls` of a method."""
        given = self.node.args
        named = (*given.posonlyargs, *given.args, *given.kwonlyargs)
        is_bound = self.holder is not None and not self._is_static
        return named[1:] if is_bound else named

    @property
    def _is_static(self) -> bool:
        return any(last(one) == "staticmethod" for one in self.node.decorator_list)


@dataclass(frozen=True, eq=False)
class Module:
    """One file that parses."""

    unit: CodeUnit
    text: PythonText
    tree: ast.Module
    path: tuple[str, ...]
    """Folders and name, as an import from the top of the repository would say."""

    @cached_property
    def functions(self) -> Mapping[str, Code]:
        """Those of the top level, and those inside functions whose name nothing else has."""
        found: dict[str, Code] = {}
        for node in self.all_functions:
            if node not in self._methods:
                found.setdefault(node.name, Code(node, self))
        return found

    @cached_property
    def all_functions(self) -> tuple[Function, ...]:
        """Methods and inner functions included."""
        return tuple(node for node in self.text.nodes if isinstance(node, Function))

    @cached_property
    def classes(self) -> Mapping[str, ast.ClassDef]:
        """By name."""
        return {node.name: node for node in self.text.nodes if isinstance(node, ast.ClassDef)}

    @cached_property
    def methods(self) -> Mapping[tuple[str, str], Code]:
        """By the names of class and method."""
        return {
            (holder.name, node.name): Code(node, self, holder)
            for holder in self.classes.values()
            for node in holder.body
            if isinstance(node, Function)
        }

    @cached_property
    def _methods(self) -> frozenset[Function]:
        return frozenset(
            node
            for holder in self.text.nodes
            if isinstance(holder, ast.ClassDef)
            for node in holder.body
            if isinstance(node, Function)
        )

    @cached_property
    def imports(self) -> Mapping[str, str]:
        """What each imported name is in full: `{"get": "requests.get", "np": "numpy"}`."""
        found: dict[str, str] = {}
        for node in self.text.nodes:
            if isinstance(node, ast.Import):
                for each in node.names:
                    name = each.asname or each.name.partition(".")[0]
                    found[name] = each.name if each.asname else name
            elif isinstance(node, ast.ImportFrom):
                start = self._package(node)
                for each in node.names:
                    found[each.asname or each.name] = f"{start}.{each.name}"
        return found

    def _package(self, node: ast.ImportFrom) -> str:
        """The module of a `from`; of a relative one by the place of this file."""
        if not node.level:
            return node.module or ""
        above = self.path[: len(self.path) - node.level]
        return ".".join((*above, *((node.module,) if node.module else ())))

    def full_name(self, node: ast.expr) -> str:
        """`requests.get` of what the file calls `r.get`; empty for what has no name."""
        match node:
            case ast.Name(name):
                return self.imports.get(name, name)
            case ast.Attribute(value, name):
                start = self.full_name(value)
                return f"{start}.{name}" if start else ""
        return ""


@dataclass(frozen=True, eq=False)
class Program:
    """All files."""

    modules: tuple[Module, ...]
    _by_end: dict[tuple[str, ...], list[Module]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Every module by each end of its path: files are run from other folders than the top."""
        for module in self.modules:
            for start in range(len(module.path)):
                self._by_end.setdefault(module.path[start:], []).append(module)

    def function(self, name: str, near: Module) -> Code | None:
        """The function of a full name, as a file that imports it means it."""
        *where, last_name = name.split(".")
        if not where:
            return near.functions.get(last_name)
        if module := self._module(tuple(where), near):
            return module.functions.get(last_name)
        if len(where) > 1 and (module := self._module(tuple(where[:-1]), near)):
            return module.methods.get((where[-1], last_name))
        return near.methods.get((where[-1], last_name))

    def method(self, class_name: str, name: str, near: Module, depth: int = 4) -> Code | None:
        """A method of a class of the program, or of one that it derives from."""
        found = self.holder(class_name, near)
        if found is None or not depth:
            return None
        module, holder = found
        if (holder.name, name) in module.methods:
            return module.methods[holder.name, name]
        bases = (
            self.method(module.full_name(base), name, module, depth - 1) for base in holder.bases
        )
        return next(filter(None, bases), None)

    def holder(self, name: str, near: Module) -> tuple[Module, ast.ClassDef] | None:
        """The class of a full name, and its file."""
        *where, last_name = name.split(".")
        module = self._module(tuple(where), near) if where else near
        if module is None or last_name not in module.classes:
            return None
        return module, module.classes[last_name]

    def _module(self, path: tuple[str, ...], near: Module) -> Module | None:
        """The file of an import; of several the one that is nearest to the file that imports it."""
        found = self._by_end.get(path) or self._by_end.get((*path, "__init__")) or []
        return max(found, key=lambda one: _shared(one.path, near.path), default=None)


def program(units: Iterable[CodeUnit]) -> Program:
    """The units that parse, as one program. Code inside flows is a file that nothing imports."""
    modules = []
    for unit in units:
        text = PythonText(unit.code)
        if text.tree is not None:
            modules.append(Module(unit, text, text.tree, _path(unit)))
    return Program(tuple(modules))


def last(node: ast.expr) -> str:
    """The last name of what is called: `get` of `requests.get(...)`."""
    match node:
        case ast.Call(called):
            return last(called)
        case ast.Name(name) | ast.Attribute(_, name):
            return name
    return ""


def _path(unit: CodeUnit) -> tuple[str, ...]:
    place = unit.places[0]
    if place.lines:
        return (unit.name,)
    return PurePosixPath(place.uri).with_suffix("").parts


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count
