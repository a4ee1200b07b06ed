"""Flows in the strings of other files: found, and shown where they stand."""

import json
from pathlib import Path

import pytest
import yaml

from scanner.code.units import code_units
from scanner.flows.read import Flows, flows
from scanner.model.rule import Level
from scanner.settings import Settings
from scanner.tree.collect import collect
from scanner.tree.kinds import classify
from scanner.tree.source import FileKind, Source, Tree

CODE = "import os\n\nname = 'it\u2019s \U0001f600'\nos.system('ls')\n"


def document(code: str = CODE) -> dict[str, object]:
    def node(identifier: str, **template: object) -> dict[str, object]:
        kind = identifier.partition("-")[0]
        data = {"type": kind, "node": {"display_name": kind, "template": template}}
        return {"id": identifier, "type": "genericNode", "data": data}

    own = node("Own-b", code={"type": "code", "value": code})
    edge = {"source": "ChatInput-a", "target": "Own-b"}
    return {"nodes": [node("ChatInput-a"), own], "edges": [edge]}


PLAIN = json.dumps(document()).replace("'", "\\u0027")
INDENTED = json.dumps(document(), indent=2, ensure_ascii=False).replace("'", "\\u0027")
ESCAPED = json.dumps(PLAIN)


def indented(text: str, by: int) -> str:
    return "".join(" " * by + line for line in text.splitlines(keepends=True))


def read(root: Path, name: str, text: str) -> tuple[Tree, Flows]:
    (root / name).write_text(text, "utf-8")
    tree = collect(Settings(path=root))
    return tree, flows(tree)


EXACT = [
    ("run.sh", f"set -eu\nlfx run --flow-json '{PLAIN}' \"hi\"\n"),
    ("run.sh", f"cat > flow.json <<'EOF'\n{INDENTED}\nEOF\nlfx run flow.json\n"),
    ("Makefile", f"run:\n\tlfx run --flow-json '{PLAIN}'\n"),
    ("app.py", f'# ä\nFLOW = r"""\n{INDENTED}\n"""\nprint(FLOW)\n'),
    (
        "configmap.yml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: flows}\ndata:\n  x.json: |\n"
        + indented(INDENTED, 4),
    ),
    (
        "compose.yml",
        "services:\n  langflow:\n    image: langflowai/langflow:1.13.0\n    configs: [flow]\n"
        "configs:\n  flow:\n    content: |\n" + indented(INDENTED, 6),
    ),
    (
        "compose.yml",
        "services:\n  langflow:\n    image: langflowai/langflow:1.13.0\n    command: >-\n"
        f"      lfx run --flow-json '{PLAIN}'\n",
    ),
]


@pytest.mark.parametrize(("name", "text"), EXACT)
def test_positions_are_those_of_the_file(tmp_path: Path, name: str, text: str) -> None:
    tree, found = read(tmp_path, name, text)
    (flow,) = found.flows
    assert (flow.uri, flow.place) == (name, None)
    assert not [note for note in found.notifications if note.level is Level.WARNING]
    lines = text.splitlines()
    for component in flow.components:
        region = flow.at(component.anchor).region
        line = lines[region.start_line - 1]
        assert line[region.start_column - 1 : region.end_column - 1] == f'"{component.id}"'
    field = flow.components[1].code_fields[0]
    assert field.code == CODE
    region = flow.in_code(field, CODE.index("os.system"), CODE.index("('ls"), "").region
    line = lines[region.start_line - 1]
    assert line[region.start_column - 1 : region.end_column - 1] == "os.system"
    assert any(unit.code == CODE for unit in code_units(tree))


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("run.sh", f"set -eu\nlfx run --flow-json {ESCAPED.replace('$', '')}\n", 2),
        ("app.py", f"import json\n\nFLOW = json.loads({ESCAPED})\n", 3),
        ("app.js", f"const flow = JSON.parse({ESCAPED});\n", 1),
        ("Dockerfile", f'FROM langflowai/langflow:1.13.0\nCMD ["lfx", "run", {ESCAPED}]\n', 2),
    ],
)
def test_an_escaped_string_is_the_place_of_all_in_it(
    tmp_path: Path, name: str, text: str, line: int
) -> None:
    tree, found = read(tmp_path, name, text)
    (flow,) = found.flows
    region = flow.at(flow.components[1].anchor).region
    assert region.start_line == region.end_line == line
    shown = text.splitlines()[line - 1][region.start_column - 1 : region.end_column - 1]
    assert shown == ESCAPED
    assert [note.id for note in found.notifications if note.id == "flow-embedded"]
    assert flow.components[1].code_fields[0].code == CODE
    (unit,) = (unit for unit in code_units(tree) if unit.code == CODE)
    assert unit.places[0].whole == region


def test_a_template_of_javascript_keeps_its_positions(tmp_path: Path) -> None:
    plain = json.dumps(document("x = 1"), indent=2)
    text = f"export const flow = `{plain}`;\n"
    (flow,) = read(tmp_path, "app.ts", text)[1].flows
    assert flow.place is None
    region = flow.at(flow.components[0].anchor).region
    assert '"ChatInput-a"' in text.splitlines()[region.start_line - 1]


@pytest.mark.parametrize(
    ("name", "text", "warns"),
    [
        ("app.py", f"FLOW = '''{PLAIN[:-20]}'''\n", True),
        ("app.py", 'QUERY = \'{"nodes": %s, "edges": %s}\'\n', False),
        ("app.py", 'GRAPH = \'{"nodes": [{"id": 1}], "edges": []}\'\n', False),
        ("run.sh", 'echo \'{"nodes" "edges"\n', False),
        ("x.yml", f"a: '{PLAIN}'\n  b: [\n", True),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, name: str, text: str, warns: bool) -> None:
    found = read(tmp_path, name, text)[1]
    assert found.flows == ()
    assert [note.level for note in found.notifications] == [Level.WARNING] * warns


def test_a_bad_string_does_not_hide_a_good_one(tmp_path: Path) -> None:
    text = f"A = r'''{PLAIN[:-20]}'''\nB = r'''{PLAIN}'''\n"
    found = read(tmp_path, "app.py", text)[1]
    assert len(found.flows) == 1
    assert [note.line for note in found.notifications if note.level is Level.WARNING] == [1]


GRAPH = {
    "nodes": [
        {
            "id": "Agent-1",
            "type": "genericNode",
            "data": {
                "id": "Agent-1",
                "type": "Agent",
                "node": {"template": {"_type": "Component"}},
            },
        }
    ],
    "edges": [],
}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("saved.txt", json.dumps({"data": GRAPH}, indent=1), id="another ending"),
        pytest.param("saved", json.dumps(GRAPH), id="no ending"),
        pytest.param("page.json", json.dumps({"items": [{"data": GRAPH}]}), id="a page of an API"),
        pytest.param("answer.json", json.dumps({"a": {"b": {"data": GRAPH}}}), id="deep inside"),
        pytest.param("all.jsonl", f"{json.dumps({'data': GRAPH})}\n" * 2, id="one a line"),
        pytest.param("dump.sql", f"COPY flow VALUES ('{json.dumps(GRAPH)}');", id="a dump"),
        pytest.param("a.json", json.dumps({"data": json.dumps(GRAPH)}), id="a string of JSON"),
        pytest.param("flow.yaml", yaml.safe_dump({"data": GRAPH}), id="YAML"),
    ],
)
def test_a_flow_is_found_wherever_other_programs_put_it(name: str, text: str) -> None:
    data = text.encode()
    source = Source(name, classify(name, data), data)
    found = flows(Tree(Path(), (source,))).flows
    assert {c.id for flow in found for c in flow.components} == {"Agent-1"}
    assert len(found) == (2 if name.endswith("jsonl") else 1)


def test_aliases_do_not_make_a_flow_of_little_text_endless() -> None:
    levels = [f"l{n}: &l{n} [*l{n - 1}, *l{n - 1}, *l{n - 1}, *l{n - 1}]" for n in range(1, 14)]
    text = "\n".join(["l0: &l0 [1, 2]", *levels, "nodes: *l13", "edges: []"])
    read = flows(Tree(Path(), (Source("flow.yaml", FileKind.TEXT, text.encode()),)))
    assert [note.id for note in read.notifications] == ["flow-not-parsed"]
