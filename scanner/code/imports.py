"""The modules that a piece of Python needs."""

import ast
import re
from collections.abc import Iterator

from scanner.formats.python_ import PythonText

_EXPECTED = re.compile(r"\b(ImportError|ModuleNotFoundError|Exception)\b")


def imported(code: str) -> Iterator[tuple[str, int]]:
    """Top-level modules with their lines, but for those whose absence the code expects.

    Code that is no Python is named by the engines that analyse it.
    """
    nodes = list(PythonText(code).nodes)
    tried: set[ast.stmt] = set()
    for node in nodes:
        if isinstance(node, ast.Try) and any(_is_expected(handler) for handler in node.handlers):
            tried.update(each for each in ast.walk(node) if isinstance(each, ast.stmt))
    for node in nodes:
        if node in tried:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0], node.lineno


def _is_expected(handler: ast.ExceptHandler) -> bool:
    return bool(_EXPECTED.search(ast.unparse(handler.type) if handler.type else "ImportError"))
