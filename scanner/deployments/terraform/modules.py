"""Terraform's resources, with their values as far as the files go.

A module is the files of one folder: `var.x` is its default or what `*.tfvars` beside it gives,
`local.x` what `locals` holds; everything else that Terraform works out is unknown. State and plans
are not read.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePosixPath

from scanner.errors import ReadError
from scanner.formats import hcl
from scanner.formats.hcl import EXPRESSION, Block
from scanner.formats.positions import Lines, Node
from scanner.model.place import Location
from scanner.tree.source import FileKind, Source, Tree

_MENTIONED = re.compile(r"langflow|\blfx\b", re.IGNORECASE)
_REFERENCE = re.compile(
    r"(var|local)\.([A-Za-z_][\w-]*)((?:\.[A-Za-z_][\w-]*|\[\"[^\"\]]+\"\]){0,10})"
)
_STEP = re.compile(r"\.([\w-]+)|\[\"([^\"]+)\"\]")
_TEMPLATE = re.compile(r"\$\{(?P<inner>[^{}]*+)\}")
_MAX_CALLS = 3
"""How deep modules may call each other."""
_MAX_INSTANCES = 200
_NOT_GIVEN = frozenset({"source", "version", "providers", "depends_on", "count", "for_each"})
_MAX_STEPS = 10
"""How many references may lead to one another."""


@dataclass(frozen=True, slots=True)
class Value:
    """What an attribute amounts to, and the place of the literal."""

    text: str | None
    location: Location
    certain: bool = True


@dataclass(frozen=True)
class Resource:
    """One resource of a module that has to do with Langflow."""

    type: str
    name: str
    block: Block
    module: "Module"
    source: Source

    @property
    def address(self) -> str:
        """As Terraform names it: `aws_security_group.web`."""
        return f"{self.type}.{self.name}"

    def at(self, node: Node | Block, name: str = "") -> Location:
        """The place of a node or block of the resource's file."""
        return self.module.at(self.source, node, name)

    def value(self, block: Block, name: str) -> Value | None:
        """An attribute of one of its blocks, worked out as far as the files go."""
        node = block.attributes.get(name)
        return self.module.value(self.source, node) if node is not None else None

    def text(self, block: Block, name: str) -> str:
        """The same as text; empty where it is not there or not known."""
        value = self.value(block, name)
        return (value.text if value else "") or ""

    def texts(self, block: Block, name: str) -> Iterator[Value]:
        """The members of a list attribute that are known; a scalar counts as one."""
        node = block.attributes.get(name)
        if node is None:
            return
        found = self.module.literal(self.source, node)
        source, literal = found if found else (self.source, node)
        for member in literal.items or [literal]:
            yield self.module.value(source, member)


@dataclass
class Module:
    """The files of one folder."""

    files: Sequence[tuple[Source, Block]]
    given: Mapping[str, tuple[Source, Node]]
    """What `*.tfvars` set, or the block that calls the module."""
    caller: "Module | None" = None
    """The module whose block calls it; what it gives is worked out there."""
    lines: dict[str, Lines] = field(default_factory=dict)

    def at(self, source: Source, node: Node | Block, name: str = "") -> Location:
        """The place of a node of one of the files, or of those of its callers."""
        lines = self.lines.setdefault(source.uri, Lines(source.text))
        return Location(source.uri, lines.region(node.start, node.end), name)

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        """Every `resource` in the order of the files."""
        return tuple(
            Resource(block.labels[0], block.labels[1], block, self, source)
            for source, file in self.files
            for block in file.all("resource")
            if len(block.labels) == 2
        )

    @cached_property
    def calls(self) -> tuple[Resource, ...]:
        """Every `module` block; its type is `module`."""
        return tuple(
            Resource("module", block.labels[0], block, self, source)
            for source, file in self.files
            for block in file.all("module")
            if len(block.labels) == 1
        )

    @cached_property
    def _uris(self) -> frozenset[str]:
        return frozenset(source.uri for source, _ in self.files)

    def owner(self, source: Source) -> "Module":
        """The module that a file belongs to: this one, or one of those that lead to it."""
        module = self
        while source.uri not in module._uris and module.caller is not None:
            module = module.caller
        return module

    @cached_property
    def _defaults(self) -> Mapping[tuple[str, str], tuple[Source, Node]]:
        """Variables with a default, and locals."""
        found: dict[tuple[str, str], tuple[Source, Node]] = {}
        for source, file in self.files:
            for block in file.all("variable"):
                if block.labels and "default" in block.attributes:
                    found["var", block.labels[0]] = source, block.attributes["default"]
            for block in file.all("locals"):
                found |= {("local", n): (source, node) for n, node in block.attributes.items()}
        return found

    def literal(self, source: Source, node: Node, steps: int = 0) -> tuple[Source, Node] | None:
        """The literal that a node is or refers to; None for what only Terraform can work out."""
        if node.tag != EXPRESSION:
            return source, node
        owner = self.owner(source)
        match = _REFERENCE.fullmatch(node.text)
        if match is None or steps > _MAX_STEPS:
            return None
        found = owner.given.get(match[2]) if match[1] == "var" else None
        found = found or owner._defaults.get((match[1], match[2]))
        reached = owner.literal(*found, steps + 1) if found else None
        for step in _STEP.finditer(match[3]):
            if reached is None:
                return None
            inner = reached[1].mapping.get(step[1] or step[2])
            reached = owner.literal(reached[0], inner, steps + 1) if inner else None
        return reached

    def value(self, source: Source, node: Node, name: str = "", steps: int = 0) -> Value:
        """A scalar with its references replaced."""
        place = self.at(source, node, name)
        if node.tag == EXPRESSION:
            found = self.literal(source, node)
            match = _REFERENCE.fullmatch(node.text)
            if found is None or match is None or steps > _MAX_STEPS:
                return Value(None, place)
            value = self.value(*found, name, steps + 1)
            default = match[1] == "var" and match[2] not in self.owner(source).given
            return replace(value, certain=value.certain and not default)
        if not isinstance(node.value, str):
            return Value("" if node.value is None else None, place)
        return self._template(source, node, place, steps)

    def _template(self, source: Source, node: Node, place: Location, steps: int) -> Value:
        certain, unknown = True, False

        def part(match: re.Match[str]) -> str:
            nonlocal certain, unknown
            inner = Node(match["inner"].strip(), node.start, node.end, tag=EXPRESSION)
            value = self.value(source, inner, steps=steps + 1)
            certain, unknown = certain and value.certain, unknown or value.text is None
            return value.text or ""

        text = _TEMPLATE.sub(part, node.text)
        return Value(None if unknown else text, place, certain)


@dataclass
class Found:
    """What the Terraform of a tree comes to."""

    resources: list[Resource] = field(default_factory=list)
    """Calls of modules that are not in the tree are among them, as type `module`."""
    damaged: list[tuple[Source, ReadError]] = field(default_factory=list)


def read(tree: Tree) -> Found:
    """The modules of the tree; without a word of Langflow in any of them, nothing is read."""
    found = Found()
    sources = tree.of(FileKind.TERRAFORM)
    if not any(_MENTIONED.search(source.text) or "7860" in source.text for source in sources):
        return found
    folders: dict[PurePosixPath, list[tuple[Source, Block]]] = {}
    for source in sources:
        try:
            file = hcl.read(source.text)
        except ReadError as error:
            found.damaged.append((source, error))
        else:
            folders.setdefault(PurePosixPath(source.uri).parent, []).append((source, file))
    modules = {folder: _module(files) for folder, files in folders.items()}
    calls = _Calls(modules)
    for folder, module in modules.items():
        found.resources.extend(calls.resources(folder, module, 0))
    alone = (module for folder, module in modules.items() if folder in calls.called)
    return replace(found, resources=_each_once([*found.resources], alone))


def of_text(source: Source) -> tuple[Resource, ...]:
    """The resources of one text on its own.

    Raises:
        ReadError: no HCL.
    """
    module = _module([(source, hcl.read(source.text))])
    return (*module.resources, *module.calls)


@dataclass
class _Calls:
    """The modules of a tree by folder, and which of them others call."""

    modules: Mapping[PurePosixPath, Module]
    called: set[PurePosixPath] = field(default_factory=set)
    made: int = 0

    def resources(self, folder: PurePosixPath, module: Module, depth: int) -> Iterator[Resource]:
        """Those of a module and of the modules that it calls, with what it gives them."""
        yield from module.resources
        for call in module.calls:
            path = call.block.text("source")
            inner = _joined(folder, path) if path.startswith(".") else None
            if inner is None or inner not in self.modules:
                yield call
            elif depth < _MAX_CALLS and self.made < _MAX_INSTANCES and inner != folder:
                self.made += 1
                self.called.add(inner)
                given = {
                    name: (call.source, node)
                    for name, node in call.block.attributes.items()
                    if name not in _NOT_GIVEN
                }
                child = replace(self.modules[inner], given=given, caller=module)
                yield from self.resources(inner, child, depth + 1)


def _each_once(resources: list[Resource], called: Iterable[Module]) -> list[Resource]:
    """Without the resources of a called module as if nobody gave it anything."""
    left_out = {id(resource) for module in called for resource in module.resources}
    return [resource for resource in resources if id(resource) not in left_out]


def _joined(folder: PurePosixPath, path: str) -> PurePosixPath | None:
    parts = [*folder.parts]
    for part in PurePosixPath(path).parts:
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part != ".":
            parts.append(part)
    return PurePosixPath(*parts)


def _module(files: list[tuple[Source, Block]]) -> Module:
    given = {
        name: (source, node)
        for source, file in files
        if source.uri.endswith(".tfvars")
        for name, node in file.attributes.items()
    }
    return Module([one for one in files if not one[0].uri.endswith(".tfvars")], given)
