"""A flow however it is written down: every position points at the text that it claims."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.code.units import Place
from scanner.engines.bandit.engine import Bandit
from scanner.engines.base import Engine
from scanner.engines.langflow import Langflow
from scanner.engines.semgrep.engine import Semgrep
from scanner.flows import read as reading
from scanner.formats.positions import Lines
from scanner.model.finding import Finding
from scanner.model.place import Region
from scanner.model.rule import Kind
from scanner.settings import Settings
from scanner.tree.collect import collect
from scanner.tree.source import FileKind, Source

CODE = (
    "import os\nimport pickle\nimport subprocess  # hid\u200bden\n\n\n"
    "class Own:\n"
    '    words = "\u00e9\U0001f600\\t\'"; os.system(self.text)\n'
    "    def run(self, data):\n"
    "\tsubprocess.call(data, shell=True)\n"
    "\treturn eval(data), pickle.loads(data)\n"
).replace("\t", "        ")


@dataclass(frozen=True)
class Layout:
    """How a program writes JSON."""

    indent: int | str | None = None
    ascii_only: bool = False
    sort_keys: bool = False
    separators: tuple[str, str] | None = None
    line_end: str = "\n"
    mark: bool = False
    as_lines: bool = False

    def write(self, code: str, identifier: str = "Own-x") -> bytes:
        """A flow with one component of that code."""
        value: object = code.split("\n") if self.as_lines else code
        template = {"code": {"type": "code", "value": value}, "_type": "Component"}
        node = {"display_name": "Own", "template": template}
        component = {"type": "genericNode", "id": identifier, "data": {"type": "Own", "node": node}}
        text = json.dumps(
            {"name": "f", "data": {"nodes": [component], "edges": []}},
            indent=self.indent,
            ensure_ascii=self.ascii_only,
            sort_keys=self.sort_keys,
            separators=self.separators,
        )
        encoding = "utf-8-sig" if self.mark else "utf-8"
        return text.replace("\n", self.line_end).encode(encoding)


LAYOUTS = st.builds(
    Layout,
    st.one_of(st.none(), st.integers(0, 5), st.just("\t")),
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, (",", ":"), (" , ", "  :  ")]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
    st.booleans(),
)
LINE = st.text(
    st.one_of(
        st.sampled_from("abc =()'\"\\\t/#\u00e9\u4e16\u2028\U0001f600\U0001d11e\x07"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"),
    ),
    max_size=30,
)


def written(text: str, region: Region) -> str:
    """What stands in a region, by SARIF's definition of lines and columns, without our reader."""
    lines = text.replace("\r\n", "\n\0").replace("\r", "\n").replace("\n\0", "\n").split("\n")
    if region.start_line == region.end_line:
        return lines[region.start_line - 1][region.start_column - 1 : region.end_column - 1]
    first = lines[region.start_line - 1][region.start_column - 1 :]
    between = lines[region.start_line : region.end_line - 1]
    return "\n".join([first, *between, lines[region.end_line - 1][: region.end_column - 1]])


def meant(part: str) -> str:
    """The characters that a piece of a JSON string stands for."""
    decoded = json.loads(f'"{part}"')
    assert isinstance(decoded, str)
    return decoded


def read(layout: Layout, code: str, identifier: str = "Own-x") -> tuple[reading.Flow, str]:
    data = layout.write(code, identifier)
    source = Source("flow.json", FileKind.FLOW, data)
    (flow,) = reading.read(source)
    return flow, data.decode("utf-8-sig")


@given(LAYOUTS, LINE, st.lists(LINE, min_size=1, max_size=6), st.data())
@settings(max_examples=150, deadline=None)
def test_every_position_points_at_its_text(
    layout: Layout, identifier: str, lines: list[str], data: st.DataObject
) -> None:
    code = "\n".join(lines)
    flow, text = read(layout, code, identifier or "A")
    (component,) = flow.components
    shown = written(text, flow.at(component.anchor).region)
    assert json.loads(shown) == (identifier or "A")
    if not code.strip():
        assert component.code_fields == ()
        return
    (field,) = component.code_fields
    assert field.code == code
    number = data.draw(st.integers(0, len(lines) - 1))
    start = data.draw(st.integers(0, len(lines[number])))
    end = data.draw(st.integers(start, len(lines[number])))
    offset = sum(len(line) + 1 for line in lines[:number])
    place = flow.in_code(field, offset + start, offset + end, "")
    assert meant(written(text, place.region)) == lines[number][start:end]
    mapped = Place("flow.json", text=text, lines=field.lines).region(
        Lines(code), Region(number + 1, start + 1, number + 1, end + 1)
    )
    assert mapped == place.region


def found(engine: Engine, root: Path) -> list[Finding]:
    outcomes = engine.run(collect(options := Settings(path=root)), options)
    return [outcome for outcome in outcomes if isinstance(outcome, Finding)]


ODD = [
    Layout(),
    Layout(indent=2, ascii_only=True, line_end="\r\n", mark=True),
    Layout(indent="\t", as_lines=True, sort_keys=True),
    Layout(separators=(",", ":"), ascii_only=True, as_lines=True, mark=True),
]


@pytest.mark.parametrize("layout", ODD, ids=repr)
def test_bandit_points_at_the_call_in_every_layout(layout: Layout, tmp_path: Path) -> None:
    (tmp_path / "flow.json").write_bytes(layout.write(CODE))
    text = (tmp_path / "flow.json").read_bytes().decode("utf-8-sig")
    starts = {
        meant(written(text, finding.location.region).partition('"')[0].partition("\n")[0]).strip()
        for finding in found(Bandit(), tmp_path)
    }
    assert any(start.startswith("os.system(self.text)") for start in starts)
    assert any(start.startswith("subprocess.call(data, shell=True)") for start in starts)
    assert any(start.startswith("eval(data)") for start in starts)


@pytest.mark.parametrize(
    "engine", [Bandit(), Semgrep(), Langflow("langflow", frozenset({Kind.LANGFLOW}))]
)
def test_old_and_new_exports_give_the_same_findings(engine: Engine, tmp_path: Path) -> None:
    seen = []
    for as_lines in (False, True):
        folder = tmp_path / str(as_lines)
        folder.mkdir()
        (folder / "flow.json").write_bytes(Layout(indent=2, as_lines=as_lines).write(CODE))
        seen.append(
            sorted((f.rule.id, f.message, f.location.logical_name) for f in found(engine, folder))
        )
    assert seen[0] == seen[1]
    assert seen[0]
