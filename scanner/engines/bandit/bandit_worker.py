"""Runs bandit's own tests over a folder of ours, with less around them. JSON on stdout.

Started by path with `python -I`, in an empty folder. The tests, the order in which they see nodes
and what they are told are bandit's; left out is what costs time and changes no result: a context
for nodes that no test looks at, a copy of it for each test, scores, and a search through all names
of the blacklist for each call. A test of ours holds its output against the stock command's.

argv: the folder with the files, the configuration file
stdout: `{"results", "errors", "metrics"}`, those parts of `bandit -f json` that are read
"""

import ast
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

from bandit.core import blacklisting, config, manager, node_visitor, tester  # type: ignore[import-untyped]
from bandit.core import context as bandit_context
from bandit.core import utils as bandit_utils

_LEAVES = (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop)
_BIDI = ["trojansource"]
"""The one test over a whole file: it looks for characters that are not ASCII."""
_NO_SCORE: dict[str, list[int]] = {"SEVERITY": [0] * 4, "CONFIDENCE": [0] * 4}


class Context(bandit_context.Context):  # type: ignore[misc]
    """What a test is told about a node."""

    def is_module_imported_like(self, module: str) -> bool:
        """As bandit does; the imports, which only grow, are searched once for each module."""
        imports = self._context.get("imports", ())
        key = (module, len(imports))
        known: dict[tuple[str, int], bool] = self._context.setdefault("known_imports", {})
        if key not in known:
            known[key] = any(module in name for name in imports)
        return known[key]


class Tester(tester.BanditTester):  # type: ignore[misc]
    """Runs the tests for one node."""

    def run_tests(self, raw_context: dict[str, Any], checktype: str) -> dict[str, list[int]]:
        """As bandit does; the scores, which nobody reads, stay empty."""
        tests = self.testset.tests.get(checktype)
        if not tests:
            return _NO_SCORE
        context = Context(raw_context)
        for test in tests:
            try:
                has_config = hasattr(test, "_config")
                result = test(context, test._config) if has_config else test(context)
            except Exception as error:  # noqa: BLE001 - what bandit does: one test must not end all
                self.report_error(test.__name__, context, error)
                continue
            if result is not None:
                self.results.append(_placed(result, raw_context, test))
        return _NO_SCORE


def _placed(result: Any, raw_context: dict[str, Any], test: Any) -> Any:
    """The result with its place, filled in as bandit does."""
    result.fname = raw_context["filename"]
    if result.lineno is None:
        result.lineno = raw_context["lineno"]
    if result.linerange == []:
        result.linerange = raw_context["linerange"]
    if result.col_offset == -1:
        result.col_offset = raw_context["col_offset"]
    result.end_col_offset = raw_context.get("end_col_offset", 0)
    if result.test_id == "":
        result.test_id = test._test_id
    return result


class Visitor(node_visitor.BanditNodeVisitor):  # type: ignore[misc]
    """Walks one file."""

    namespace: str

    def __init__(self, *arguments: Any) -> None:
        """As bandit's."""
        super().__init__(*arguments)
        self.tester = Tester(self.testset, self.debug, self.nosec_lines, self.metrics)
        kinds = {"ClassDef", "FunctionDef", "Import", "ImportFrom"} | self.testset.tests.keys()
        self._seen = {getattr(ast, name) for name in kinds if hasattr(ast, name)}
        self._seen.add(ast.Constant)
        self._lines_of: dict[int, list[int]] = {}
        self._known_imports: dict[tuple[str, int], bool] = {}

    def generic_visit(self, node: ast.AST) -> None:
        """Every child in bandit's order; those that a test may look at with a context."""
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                last = len(value) - 1
                for index, item in enumerate(value):
                    if isinstance(item, ast.AST):
                        self._child(item, node, value[index + 1] if index < last else None)
            elif isinstance(value, ast.AST):
                self._child(value, node, None)

    def _child(self, item: Any, parent: ast.AST, sibling: Any) -> None:
        if isinstance(item, _LEAVES):
            return
        item._bandit_parent, item._bandit_sibling = parent, sibling
        if type(item) not in self._seen:
            self.generic_visit(item)
            return
        self.context = {
            "imports": self.imports,
            "import_aliases": self.import_aliases,
            "known_imports": self._known_imports,
            "node": item,
            "linerange": bandit_utils.linerange(item),
            "filename": self.fname,
            "file_data": self.fdata,
        }
        for name in ("lineno", "col_offset", "end_col_offset"):
            if hasattr(item, name):
                self.context[name] = getattr(item, name)
        self.visit(item)
        self.generic_visit(item)
        self._leave(item)

    def _leave(self, item: ast.AST) -> None:
        if isinstance(item, ast.FunctionDef | ast.ClassDef):
            self.namespace = bandit_utils.namespace_path_split(self.namespace)[0]

    def visit_Str(self, node: Any) -> None:
        """As bandit does; the lines of a parent are counted once, not for each of its strings."""
        self._text("str", "Str", node)

    def visit_Bytes(self, node: Any) -> None:
        """The same."""
        self._text("bytes", "Bytes", node)

    def _text(self, name: str, kind: str, node: Any) -> None:
        self.context[name] = node.value
        parent = node._bandit_parent
        if isinstance(parent, ast.Expr) or not self.testset.tests.get(kind):
            return
        lines = self._lines_of.get(id(parent))
        if lines is None:
            lines = self._lines_of[id(parent)] = bandit_utils.linerange(parent)
        self.context["linerange"] = lines
        self.tester.run_tests(self.context, kind)

    def update_scores(self, scores: dict[str, list[int]]) -> None:
        """Nobody reads them."""


class Manager(manager.BanditManager):  # type: ignore[misc]
    """Reads the files."""

    def _execute_ast_visitor(
        self, fname: str, fdata: Any, data: bytes, nosec_lines: dict[int, Any]
    ) -> dict[str, list[int]]:
        visitor = Visitor(fname, fdata, self.b_ma, self.b_ts, self.debug, nosec_lines, self.metrics)
        is_plain = data.isascii() and b"coding" not in b"".join(data.split(b"\n", 2)[:2])
        if is_plain and [t.__name__ for t in self.b_ts.tests.get("File", ())] == _BIDI:
            visitor.generic_visit(ast.parse(data))
        else:
            visitor.process(data)
        self.results.extend(visitor.tester.results)
        return _NO_SCORE


def quick_blacklist(stock: Callable[..., Any]) -> Callable[..., Any]:
    """Bandit's blacklist with the names of calls in a table; the first entry of a name counts."""
    table: dict[str, Any] = {}
    for check in stock._config.get("Call", ()):  # type: ignore[attr-defined]
        for name in check["qualnames"]:
            table.setdefault(name, check)

    def blacklist(context: Any, blacklists: Any) -> Any:
        node = context.node
        is_plain = isinstance(node, ast.Call) and not (
            isinstance(node.func, ast.Name) and node.func.id == "__import__"
        )
        name = context.call_function_name_qual if is_plain else None
        if not is_plain or name in ("importlib.import_module", "importlib.__import__"):
            return stock(context, blacklists)
        return blacklisting.report_issue(table[name], name) if name in table else None

    for name in ("_test_id", "_checks", "_config"):
        setattr(blacklist, name, getattr(stock, name))
    return blacklist


def scan(folder: str, config_file: str) -> dict[str, Any]:
    """All files of a folder."""
    made = Manager(config.BanditConfig(config_file), "file", ignore_nosec=True)
    profile = {"include": made.b_conf.get_option("tests") or []}
    made = Manager(made.b_conf, "file", ignore_nosec=True, profile=profile)
    tests = made.b_ts.tests
    for kind, members in tests.items():
        if kind == "Call" and blacklisting.blacklist in members:
            quick = quick_blacklist(blacklisting.blacklist)
            tests[kind] = [quick if t is blacklisting.blacklist else t for t in members]
    made.metrics.count_locs = _uncounted
    made.discover_files([folder], recursive=True)
    made.run_tests()
    return {
        "results": list(_results(made)),
        "errors": [{"filename": name, "reason": reason} for name, reason in made.get_skipped()],
        "metrics": {name: {} for name in made.metrics.data if name != "_totals"},
    }


def _uncounted(lines: list[bytes]) -> None:
    """Nobody reads how many lines of code there are."""


def _results(made: Manager) -> Iterator[dict[str, Any]]:
    for issue in made.results:
        yield {
            "filename": issue.fname,
            "test_id": issue.test_id,
            "issue_severity": issue.severity,
            "issue_confidence": issue.confidence,
            "line_number": issue.lineno,
            "line_range": issue.linerange,
            "col_offset": issue.col_offset,
            "end_col_offset": issue.end_col_offset,
        }


if __name__ == "__main__":
    json.dump(scan(sys.argv[1], sys.argv[2]), sys.stdout)
