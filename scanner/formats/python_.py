"""Python with positions: what an engine says in bytes, as regions of the text.

Both the `ast` module and semgrep count columns in UTF-8 bytes; SARIF regions of ours count code
points. Line ends are those of `Lines`, which are the ones that Python's tokenizer takes.
"""

import ast
import re
import warnings
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from scanner.formats.positions import SourceText
from scanner.model.place import Region

_Span = tuple[int, int]

_RAW_FORMATTED = re.compile(r"(?<![\w'\"])([rR])([fF])(?=['\"])")
_LONE_RETURN = re.compile(r"\r(?!\n)")
_MATCH = re.compile(r"^[ \t]*match\b[^\n]+", re.MULTILINE)


class PythonText(SourceText):
    """One source text; parsed when that is first asked for, and once."""

    @property
    def is_valid(self) -> bool:
        """Whether the running interpreter can parse it."""
        return self._tree is not None

    @property
    def tree(self) -> ast.Module | None:
        """The syntax tree; None for what the running interpreter cannot parse."""
        return self._tree

    @property
    def parse_error(self) -> SyntaxError | None:
        """Where parsing stopped; None for a valid text, and for one nested too deep to say."""
        return self._parsed[1]

    def offsets(self, node: ast.expr) -> tuple[int, int]:
        """Where an expression begins and ends in the text."""
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
        return self._at(node.lineno, node.col_offset), self._at(end_line, end_column)

    def _at(self, number: int, column: int) -> int:
        """Of a line and a column in UTF-8 bytes, as `ast` counts."""
        before = self.lines.line(number).encode("utf-8", "surrogatepass")[:column]
        return self.lines.offset(number, 1) + len(before.decode("utf-8", "ignore"))

    @property
    def respelt(self) -> str:
        """The same program in as many UTF-8 bytes, in words that tree-sitter's Python grammar has.

        `rf"..."` becomes `fr"..."`; in a mapping pattern `**rest` becomes `0:rest` and a dotted key
        `0`: with either of these semgrep 1.182 gives up the whole file, valid as it is. A carriage
        return alone ends a line for Python, and for that grammar none.
        """
        spelt = _RAW_FORMATTED.sub(r"\2\1", self._with_plain_patterns())
        return _LONE_RETURN.sub("\n", spelt)

    def node(self, lines: Sequence[int], column: int, end_column: int, line: int) -> Region | None:
        """The node within `lines` that begins and ends at these columns (0-based, UTF-8 bytes).

        Of several the one that begins on `line`, else the longest: those of the same extent are
        the same place anyway. A part of an f-string is given as the whole f-string: before Python
        3.12 its parts have no places of their own.
        """
        first, last = min(lines), max(lines)
        spans = [
            (start, end)
            for start, end in self._spans.get((column, end_column), ())
            if first <= start and end <= last
        ]
        if not spans:
            return None
        start, end = max(spans, key=lambda span: (span[0] == line, span[1] - span[0]))
        region = Region(start, self._column(start, column), end, self._column(end, end_column))
        near = self._joined.get(start, ())
        return min((joined for joined in near if _covers(joined, region)), default=region)

    def whole_lines(self, lines: Sequence[int]) -> Region:
        """From the first character that is no blank in the first of `lines` to the last's end."""
        first = max(min(lines), 1)
        last = min(max(lines), self.lines.count)
        text = self.lines.line(first)
        indent = len(text) - len(text.lstrip())
        return Region(first, indent + 1, last, len(self.lines.line(last)) + 1)

    def statement(self, region: Region) -> Region | None:
        """The simple statement around a region; None for the head of a compound statement."""
        start = (region.start_line, region.start_column)
        at = bisect_right(
            self._statements, start, key=lambda one: (one.start_line, one.start_column)
        )
        # No simple statement holds another, so only the last one that begins before can.
        found = self._statements[at - 1] if at else None
        return found if found is not None and _covers(found, region) else None

    @cached_property
    def nodes(self) -> Sequence[ast.AST]:
        """Every node of its syntax tree, the module first; none if it does not parse."""
        return tuple(ast.walk(self._tree)) if self._tree else ()

    def region(self, node: ast.stmt | ast.expr | ast.pattern) -> Region:
        """Where a node stands."""
        end_line = node.end_lineno or node.lineno
        end_column = self._column(end_line, node.end_col_offset or 0)
        return Region(node.lineno, self._column(node.lineno, node.col_offset), end_line, end_column)

    def _with_plain_patterns(self) -> str:
        if not _MATCH.search(self.lines.text):
            return self.lines.text
        data = bytearray(self._data)
        for node in self.nodes:
            if not isinstance(node, ast.MatchMapping):
                continue
            start, end = self._bytes(node)
            data[start:end] = data[start:end].replace(b"**", b"0:")
            for key in node.keys:
                if isinstance(key, ast.Attribute):
                    start, end = self._bytes(key)
                    data[start:end] = b"0".ljust(end - start)
        return data.decode("utf-8")

    def _bytes(self, node: ast.expr | ast.pattern) -> _Span:
        """Where a node begins and ends, in UTF-8 bytes from the start of the text."""
        region = self.region(node)
        start = self.lines.offset(region.start_line, region.start_column)
        end = self.lines.offset(region.end_line, region.end_column)
        before = len(self.lines.text[:start].encode("utf-8", "replace"))
        return before, before + len(self.lines.text[start:end].encode("utf-8", "replace"))

    @property
    def _tree(self) -> ast.Module | None:
        return self._parsed[0]

    @cached_property
    def _parsed(self) -> tuple[ast.Module | None, SyntaxError | None]:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(self.lines.text), None
        except SyntaxError as error:
            return None, error
        except (ValueError, RecursionError, MemoryError):
            return None, None

    @cached_property
    def _spans(self) -> dict[_Span, list[_Span]]:
        """First and last line of every node, by its first and last column."""
        spans: dict[_Span, list[_Span]] = defaultdict(list)
        for node in self.nodes:
            if isinstance(node, ast.expr | ast.stmt | ast.keyword | ast.arg | ast.alias):
                columns = (node.col_offset, node.end_col_offset or 0)
                spans[columns].append((node.lineno, node.end_lineno or node.lineno))
        return spans

    @cached_property
    def _statements(self) -> list[Region]:
        simple = (n for n in self.nodes if isinstance(n, ast.stmt) and "body" not in n._fields)
        return sorted(self.region(node) for node in simple)

    @cached_property
    def _joined(self) -> dict[int, list[Region]]:
        """The f-strings, by each of their lines."""
        found: dict[int, list[Region]] = defaultdict(list)
        for node in self.nodes:
            if isinstance(node, ast.JoinedStr):
                region = self.region(node)
                for line in range(region.start_line, region.end_line + 1):
                    found[line].append(region)
        return found

    def _column(self, line: int, column: int) -> int:
        """A 0-based column in UTF-8 bytes as a 1-based one in code points."""
        data = self.lines.line(line).encode("utf-8", "replace")
        return len(data[:column].decode("utf-8", "ignore")) + 1


def _covers(outer: Region, inner: Region) -> bool:
    start = (inner.start_line, inner.start_column)
    end = (inner.end_line, inner.end_column)
    begins = (outer.start_line, outer.start_column) <= start
    return begins and end <= (outer.end_line, outer.end_column)
