"""Python that starts a Langflow server or container with variables of its own.

`subprocess` and `os.system`, uvicorn with Langflow's application, the Docker SDK, clients of
Kubernetes and the CDK: a call with an image or a command, and a dictionary of variables. What a
program sets in its own environment is for the rules of code to judge, and not known here.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.deployments import server_command
from scanner.deployments.assembled import Container, assembled
from scanner.deployments.described import Description
from scanner.deployments.format import Read
from scanner.deployments.hosts.python_literals import UNKNOWN, Literals
from scanner.deployments.model import Deployment, Form, Setting
from scanner.deployments.server_command import Argument
from scanner.formats.positions import Lines, Node
from scanner.tree.source import Source, Tree

_MENTIONED = re.compile(r"langflow", re.IGNORECASE)
_STARTS = re.compile(
    r"environ?\b|env(?:ironment)?\s*=|V1EnvVar|image|subprocess|\bos\.(?:system|exec|spawn|popen)"
    r"|uvicorn",
    re.IGNORECASE,
)
_STARTERS = frozenset(
    {"run", "Popen", "call", "check_call", "check_output", "execvpe", "spawn", "system", "popen"}
    | {"getoutput", "create_subprocess_shell"}
)
_EACH_WORD = frozenset({"create_subprocess_exec", "execlp", "execl", "execlpe"})
"""They take the words of a command one by one."""
_OWN = re.compile(
    r"environ(?:\[|\.setdefault\(|\.update\(\{?)\s*[\"'](?P<name>\w+)[\"']|\bload_dotenv\s*\("
)
_APPLICATION = re.compile(r"^from langflow\.main import \w", re.MULTILINE)
_MAX_SIZE = 500_000
_AUTO_LOGIN = "LANGFLOW_AUTO_LOGIN"


def read(_: Tree, source: Source) -> Read:
    """What the calls of one file start; a file that is not Python is reported as code is read."""
    text = source.text
    if len(text) > _MAX_SIZE or not _MENTIONED.search(text) or not _STARTS.search(text):
        return Read()
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Read()
    literals = Literals(Lines(text))
    for node in ast.walk(module):
        literals.note(node)
    return Read(tuple(_Program(source, literals).units(module)))


@dataclass
class _Program:
    source: Source
    literals: Literals

    own: tuple[ast.expr, ...] = ()
    """Mappings that the program makes its environment of."""

    def units(self, module: ast.Module) -> Iterator[Deployment]:
        """Servers that are started, and containers that are described."""
        self.own = tuple(_made_environment(module))
        described = Description(
            self.source.uri, self.literals.lines, Form.PLATFORM, "variables in the program"
        )
        inner: set[int] = set()
        for node in ast.walk(module):
            if not isinstance(node, ast.Call) or id(node) in inner:
                continue
            started = self._started(node, described)
            if started is not None:
                yield started
                continue
            root = self.literals.node(node)
            for container in described.containers(root):
                unit = assembled(container)
                if unit is not None and unit.image is not None:
                    inner.update(id(one) for one in ast.walk(node))
                    yield unit

    def _started(self, call: ast.Call, described: Description) -> Deployment | None:
        """`subprocess.run(["langflow", "run", ...], env=...)`."""
        words = tuple(self._words(call, described))
        started = server_command.server(words)
        if started is None:
            return None
        env = next((self.literals.node(k.value) for k in call.keywords if k.arg == "env"), None)
        settings = (*self._own(described), *(described.environment(env) if env else ()))
        return assembled(
            Container(
                name=self.source.name,
                form=Form.SCRIPT,
                uri=self.source.uri,
                place=started.location,
                settings=settings,
                words=words,
                exposure=server_command.exposure((*settings, *started.flags)),
            )
        )

    def _words(self, call: ast.Call, described: Description) -> Iterator[Argument]:
        """The command that a call starts; nothing where it starts none."""
        match call.func:
            case ast.Attribute(attr=name) | ast.Name(id=name):
                pass
            case _:
                return
        if not call.args:
            return
        first = self.literals.node(call.args[0])
        if name in _EACH_WORD:
            nodes = [self.literals.node(one) for one in call.args]
        elif name not in _STARTERS:
            return
        elif first.text.startswith("langflow.main:") or self._runs_application(call):
            first = Node("langflow.main:app", first.start, first.end)
            nodes = [Node("uvicorn", first.start, first.end), first, *self._keywords(call)]
        else:
            nodes = first.items or [Node(w, first.start, first.end) for w in first.text.split()]
        for one in nodes:
            known = None if UNKNOWN in one.text else one.text
            yield Argument(known or None, described.at(one))

    def _runs_application(self, call: ast.Call) -> bool:
        """`uvicorn.run(app)` in a program that takes its application from Langflow."""
        match call.func:
            case ast.Attribute(value=ast.Name(id="uvicorn"), attr="run"):
                return _APPLICATION.search(self.source.text) is not None
        return False

    def _keywords(self, call: ast.Call) -> Iterator[Node]:
        """Keywords of uvicorn as its command line has them."""
        for keyword in call.keywords:
            if keyword.arg in {"host", "port"}:
                value = self.literals.node(keyword.value)
                yield Node(f"--{keyword.arg}", value.start, value.end)
                yield value

    def _own(self, described: Description) -> Iterator[Setting]:
        """What the program sets in its own environment: it is there, with a value not known."""
        for match in _OWN.finditer(self.source.text):
            name = match["name"] or _AUTO_LOGIN
            place = described.at(Node(None, match.start(), match.end()), name)
            yield Setting(name, None, place, "the program's environment")
        for one in self.own:
            yield from described.environment(self.literals.node(one))


def _made_environment(module: ast.Module) -> Iterator[ast.expr]:
    """`os.environ.update(settings)`, and a loop that puts each of its entries there."""
    for node in ast.walk(module):
        match node:
            case ast.Call(func=ast.Attribute(value=held, attr="update"), args=[ast.Name() as one]):
                if _is_environ(held):
                    yield one
            case ast.For(
                target=ast.Tuple(), iter=ast.Call(func=ast.Attribute(value=one, attr="items"))
            ):
                if any(_sets_environ(inner) for inner in node.body):
                    yield one


def _sets_environ(statement: ast.stmt) -> bool:
    match statement:
        case ast.Assign(targets=[ast.Subscript(value=held, slice=ast.Name())]):
            return _is_environ(held)
        case ast.Expr(ast.Call(func=ast.Attribute(value=held, attr="setdefault"))):
            return _is_environ(held)
    return False


def _is_environ(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute | ast.Name) and "environ" in ast.unparse(node)
