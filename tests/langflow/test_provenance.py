"""Official code by its full digest alone, in the released table and in one of our own."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scanner import rules
from scanner.collect import FileKind, Source, Tree
from scanner.langflow import provenance
from scanner.langflow.checks import flow_content, flow_effects, flow_graph, flow_provenance
from scanner.langflow.code import code_units
from scanner.langflow.flow import flows
from scanner.langflow.match import Facts
from scanner.langflow.provenance import Origin, Verdict
from scanner.settings import Settings

flow_graph.classes()  # read before a table of our own takes the folder's place
CODE = "class Desk:\n    pass\n"


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A table of our own in place of the released one."""
    folder = tmp_path / "rulesets"
    (folder / "langflow").mkdir(parents=True)
    monkeypatch.setattr(rules, "rulesets", lambda: folder)
    yield folder / provenance.FILE
    monkeypatch.undo()
    forget()


def forget() -> None:
    """What was read of the table in force before."""
    for cached in (
        provenance._document,
        provenance._official,
        provenance._short_digests,
        provenance._modules,
        provenance._types,
    ):
        cached.cache_clear()


def fill(
    table: Path, digest: str, module: str = "lfx.components.desk", last: str = "1.13.0"
) -> None:
    sources = {
        digest: [["Desk"], [[module, "1.0.0", last]]],
        "1" * 64: [["ChatInput"], [["lfx.components.input_output.chat", "1.0.0", "1.13.0"]]],
    }
    table.write_text(json.dumps({"releases": ["1.12.0", "1.13.0"], "sources": sources}))
    forget()


def tree(code: str, type_key: str = "Desk", module: str = "") -> Tree:
    node = {
        "template": {"code": {"type": "code", "value": code}},
        "metadata": {"module": f"{module}.Desk"} if module else {},
    }
    component = {"id": "Desk-a", "type": "genericNode", "data": {"type": type_key, "node": node}}
    document = {"nodes": [component], "edges": []}
    return Tree(Path("/"), (Source("f.json", FileKind.FLOW, json.dumps(document).encode()),))


def collisions(code: str) -> int:
    made = tree(code)
    facts = Facts(made, Settings(path=Path("/")), (), flows(made).flows)
    return len(list(flow_provenance.code_hash_collision(facts)))


def test_official_code_is_not_analysed_again(table: Path) -> None:
    fill(table, provenance.digest(CODE))
    assert code_units(tree(CODE)) == ()
    assert [unit.code for unit in code_units(tree(CODE + " "))] == [CODE + " "]
    assert collisions(CODE) == 0


def test_a_short_hash_over_other_code_is_a_collision(table: Path) -> None:
    full = provenance.digest(CODE)
    fill(table, full[: provenance.SHORT] + "0" * 52)
    assert provenance.official(CODE) is None
    assert collisions(CODE) == 1
    assert code_units(tree(CODE)), "and it is analysed"


def relabelled(type_key: str, module: str, table: Path) -> int:
    fill(table, provenance.digest(CODE), module)
    made = tree(CODE)
    (flow,) = flows(made).flows
    (component,) = flow.components
    named = replace(flow, components=(replace(component, type=type_key),))
    facts = Facts(made, Settings(path=Path("/")), (), (named,))
    return len(list(flow_content.relabelled_interpreter(facts)))


def test_an_interpreter_under_another_type_is_relabelled(table: Path) -> None:
    module = "lfx.components.utilities.python_repl_core"
    assert relabelled("ChatInput", module, table) == 1
    assert relabelled("PythonREPLComponent", module, table) == 0
    assert relabelled("ChatInput", "lfx.components.input_output.chat", table) == 0


def verdict(code: str, type_key: str = "Desk", module: str = "", **changes: object) -> Verdict:
    (flow,) = flows(tree(code, type_key, module)).flows
    settings = replace(Settings(path=Path("/")), **changes)  # type: ignore[arg-type]
    found = provenance.verdict(flow.components[0], flow, settings)
    assert found is not None
    return found


def test_every_code_has_one_verdict(table: Path) -> None:
    full = provenance.digest(CODE)
    fill(table, full)
    assert verdict(CODE).kind is Origin.OFFICIAL
    assert verdict(CODE, "My desk").kind is Origin.OFFICIAL, "a label of the author's own"
    assert verdict(CODE, "ChatInput").kind is Origin.RELABELLED
    assert verdict("class Mine:\n    pass\n").kind is Origin.CUSTOM
    accepted = frozenset({provenance.digest("x = 1\n")})
    assert verdict("x = 1\n", components=accepted).kind is Origin.ACCEPTED
    fill(table, full, last="1.12.0")
    assert verdict(CODE).kind is Origin.OUTDATED
    fill(table, full[: provenance.SHORT] + "0" * 52)
    assert verdict(CODE, components=frozenset({full})).kind is Origin.COLLISION


def test_a_component_without_code_has_no_verdict() -> None:
    (flow,) = flows(tree("")).flows
    assert provenance.verdict(flow.components[0], flow, Settings(path=Path("/"))) is None


def test_the_released_table_is_whole() -> None:
    document = provenance._document()
    assert len(document.sources) > 3300
    assert len(document.releases) > 80
    assert all(len(digest) == 64 for digest in document.sources)
    assert provenance.is_module("lfx.components.input_output.chat")
    assert provenance.is_module("lfx_openai.components.openai.openai")
    assert not provenance.is_module("components.desk")


def test_what_a_reviewer_accepts_is_no_finding(tmp_path: Path) -> None:
    made = tree(CODE)
    settings = Settings(path=tmp_path)
    facts = Facts(made, settings, (), flows(made).flows)
    (found,) = flow_provenance.custom_code(facts)
    digest = found.message.rpartition(" ")[2]
    accepted = replace(settings, components=frozenset({digest}))
    assert not list(flow_provenance.custom_code(replace(facts, settings=accepted)))
    changed = tree(CODE + "# more\n")
    facts = Facts(changed, accepted, (), flows(changed).flows)
    assert len(list(flow_provenance.custom_code(facts))) == 1


def test_a_flow_that_is_meant_to_be_public_is_no_finding(tmp_path: Path) -> None:
    chat = {"id": "ChatInput-a", "type": "genericNode", "data": {"type": "ChatInput"}}
    document = {"name": "Desk", "access_type": "PUBLIC", "data": {"nodes": [chat], "edges": []}}
    source = Source("flows/desk.json", FileKind.FLOW, json.dumps(document).encode())
    made = Tree(tmp_path, (source,))
    for allowed, count in (((), 1), (("Desk",), 0), (("flows/*",), 0), (("Other",), 1)):
        settings = Settings(path=tmp_path, allow_public_flows=allowed)
        facts = Facts(made, settings, (), flows(made).flows)
        assert len(list(flow_effects.public_flow(facts))) == count
