"""LF-FLOW-030 flow-imports-what-nobody-requires."""

import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import PurePosixPath

import msgspec
from packaging.utils import canonicalize_name

from scanner import rules
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.code.imports import imported
from scanner.dependencies.pins import Origin, pins
from scanner.flows import published
from scanner.flows.read import CodeField, Component, Flow
from scanner.model.place import Location


class _Imports(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`rulesets/knowledge/imports.yml`."""

    provided_modules: frozenset[str]
    provided_packages: frozenset[str]
    packages: Mapping[str, str]
    namespaces: frozenset[str]


@cache
def _imports() -> _Imports:
    return rules.read_yaml("knowledge/imports.yml", _Imports)


@check("LF-FLOW-030")
def flow_imports_what_nobody_requires(facts: Facts) -> Iterator[Match]:
    """A module that custom code imports and no requirements file of the repository asks for.

    Silent without requirements files: then what is installed is not the repository's to say. What
    an installed Langflow brings along counts as asked for, and so does a module of the repository.
    A requirement without an exact version is LF-DEP's to judge.
    """
    asked = _asked(facts)
    if not asked:
        return
    own = _own_modules(facts)
    for flow in facts.flows:
        for component in flow.components:
            for field in component.code_fields:
                if published.official(field.code) is None:
                    yield from _missing(flow, component, field, asked, own)


def _asked(facts: Facts) -> frozenset[str]:
    found = pins(facts.tree)
    named = {pin.name for pin in found.pins} | {*found.direct}
    is_said = any(pin.origin is not Origin.COMMAND for pin in found.pins) or found.direct
    return frozenset(named) if is_said else frozenset()


def _own_modules(facts: Facts) -> frozenset[str]:
    parts = (PurePosixPath(source.uri).parts for source in facts.tree.sources)
    python = [each for each in parts if each[-1].endswith(".py")]
    return frozenset(name.removesuffix(".py") for each in python for name in each)


def _missing(
    flow: Flow, component: Component, field: CodeField, asked: frozenset[str], own: frozenset[str]
) -> Iterator[Match]:
    seen: set[str] = set()
    logical = f"{component.id}.{field.name}"
    for module, line in imported(field.code):
        if module in seen or module in own or _is_provided(module) or _is_asked(module, asked):
            continue
        seen.add(module)
        package = _package(module)
        name = module if package == canonicalize_name(module) else f"{module} ({package})"
        message = f"the code of {component.name} imports {name}, which no requirements of the "
        message += "repository ask for: any version may be there, or somebody else's package"
        yield Match(message, _line(flow, field, line, logical))


def _line(flow: Flow, field: CodeField, number: int, logical: str) -> Location:
    lines = field.code.split("\n")
    start = sum(len(line) + 1 for line in lines[: number - 1])
    text = lines[number - 1].rstrip("\r")
    indent = len(text) - len(text.lstrip())
    return flow.in_code(field, start + indent, start + len(text), logical)


def _package(module: str) -> str:
    return _imports().packages.get(module) or canonicalize_name(module)


def _is_provided(module: str) -> bool:
    known = _imports()
    if module in sys.stdlib_module_names or module in known.namespaces:
        return True
    return module in known.provided_modules or _package(module) in known.provided_packages


def _is_asked(module: str, asked: frozenset[str]) -> bool:
    """By its package, or by one that is named after it: `psycopg2-binary`."""
    names = (_package(module), canonicalize_name(module))
    return any(one == name or one.startswith(f"{name}-") for one in asked for name in names)
