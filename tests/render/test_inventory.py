"""The inventory of flows in every output of a real scan."""

import dataclasses
import datetime
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from scanner.engines.langflow import Langflow
from scanner.findings import policy
from scanner.findings.merge import merge
from scanner.model.report import Report
from scanner.model.rule import Kind
from scanner.pipeline import attempt
from scanner.render import RENDERERS, html, inventory, json_, summary, text
from scanner.settings import Settings
from scanner.tree.collect import collect
from tests.making import assert_cost_grows_with_size
from tests.render.test_html import HOSTILE, page

Tree = Callable[[Mapping[str, str | bytes]], Path]

CODE = "class Desk:\n    pass\n"
CHOSEN = [{"name": "gpt-4o", "provider": "OpenAI"}]
SERVER = {"name": "files", "config": {"command": "npx", "args": ["files@1", "--key=abc"]}}


def node(kind: str, fields: Mapping[str, Any] | None = None, name: str = "") -> Any:
    inner = {"display_name": name or kind, "template": {"_type": "Component", **(fields or {})}}
    return {"id": f"{kind}-1", "type": "genericNode", "data": {"type": kind, "node": inner}}


def tool(source: str, target: str) -> Any:
    handles = {
        "sourceHandle": {"name": "component_as_tool"},
        "targetHandle": {"fieldName": "tools"},
    }
    return {"source": source, "target": target, "data": handles}


NODES = [
    node("Webhook"),
    node("Agent", {"model": {"_input_type": "ModelInput", "value": CHOSEN}}),
    node("OllamaModel", {"model_name": {"value": "llama3"}, "base_url": {"value": "http://gpu:1"}}),
    node("Chroma", {"collection_name": {"value": "docs"}}),
    node("SQLComponent", {"database_url": {"value": "postgresql://u:pw@db.example:5432/x"}}),
    node("MCPTools", {"mcp_server": {"value": SERVER}}),
    node("Desk", {"code": {"type": "code", "value": CODE}}),
]
EDGES = [tool("Chroma-1", "Agent-1"), tool("MCPTools-1", "Agent-1")]
FLOW = {
    "name": "Front desk",
    "id": "5f0c1d5e-63e1-4b0a-9a51-0d3c4c7c8f11",
    "access_type": "PUBLIC",
    "endpoint_name": "desk",
    "last_tested_version": "1.9.6",
    "data": {"nodes": NODES, "edges": EDGES},
}
PLAIN = {"name": "Plain", "data": {"nodes": [node("ChatInput")], "edges": []}}


def scanned(root: Path, **changes: Any) -> Report:
    today = datetime.date(2026, 11, 23)
    base = Settings(path=root.resolve(), scanners=(Kind.LANGFLOW,), today=today)
    settings = dataclasses.replace(base, **changes)
    files = collect(settings)
    run = attempt(Langflow("langflow", frozenset({Kind.LANGFLOW})), files, settings, lambda _: None)
    return policy.apply(merge([run], files), [run], files, settings)


@pytest.fixture
def desk(tree: Tree) -> Report:
    root = tree({"desk.json": json.dumps(FLOW, indent=1), "plain.json": json.dumps(PLAIN)})
    return scanned(root)


def test_the_json_report_has_every_flow(desk: Report) -> None:
    document = json.loads(json_.render(desk))
    jsonschema.validate(document, json.loads(Path("docs/report.schema.json").read_text("utf-8")))
    first, second = document["flows"]
    assert (first["uri"], first["name"], first["savedBy"]) == ("desk.json", "Front desk", "1.9.6")
    assert first["exposure"] == {
        **{"access": "public", "webhook": True, "chat": False, "mcp": False, "a2a": False},
        "endpoint": {"how": "literal", "name": "desk"},
    }
    assert [(m["provider"], m["model"]["name"], m["host"]) for m in first["models"]] == [
        ("OpenAI", "gpt-4o", ""),
        ("Ollama", "llama3", "http://gpu:1"),
    ]
    assert [(s["product"], s["isVector"]) for s in first["stores"]] == [
        ("Chroma", True),
        ("SQL database", False),
    ]
    (agent,) = first["agents"]
    assert [one["name"] for one in agent["tools"]] == ["Chroma", "MCPTools"]
    (server,) = first["mcpServers"]
    assert (server["server"]["name"], server["program"]) == ("files", "npx")
    (code,) = first["code"]
    lines = json.dumps(FLOW, indent=1).splitlines()
    assert '"Desk-1"' in lines[code["component"]["line"] - 1]
    assert second["exposure"]["access"] == "unknown"
    assert not {"abc", "pw"} & {*json.dumps(document["flows"]).replace("=", '"').split('"')}


def test_a_flow_of_an_archive_is_at_the_archive(tree: Tree) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("desk.json", json.dumps(FLOW))
    report = scanned(tree({"export.zip": stream.getvalue()}), prefix="deploy/")
    (flow,) = json.loads(json_.render(report))["flows"]
    assert (flow["uri"], flow["entry"]) == ("deploy/export.zip", "desk.json")
    assert "deploy/export.zip (desk.json)" in html.render(report)
    document = json.loads(RENDERERS["cyclonedx"][1](report))
    places = [o for c in document["components"] for o in c["evidence"]["occurrences"]]
    assert {(one["location"], one["line"]) for one in places} == {("deploy/export.zip", 1)}


def test_the_page_has_a_row_for_each_flow_and_a_link_to_its_picture(desk: Report) -> None:
    shown = html.render(desk)
    read = page(shown)
    assert "flow-1" in read.attributes("id")
    assert read.attributes("href").count("#flow-1") == 1
    assert read.attributes("data-label").count("uses") == 2
    for words in (
        "2 flows: 1 public, 1 with a webhook, 1 with MCP servers, 1 with custom code",
        "OpenAI gpt-4o",
        "Ollama llama3 at http://gpu:1",
        "Chroma: docs",
        "SQL database at postgresql://db.example:5432",
        "Agent: Chroma, MCPTools",
        "files starts npx",
        "Desk: custom, 3 lines, SHA-256 ",
        "7 components, saved by Langflow 1.9.6",
        "API as desk",
    ):
        assert words in shown


def test_code_that_passes_for_langflows_is_counted_apart(tree: Tree) -> None:
    flow = json.loads(json.dumps(PLAIN))
    (one,) = flow["data"]["nodes"]
    one["data"]["node"]["metadata"] = {"module": "lfx.components.input_output.chat.ChatInput"}
    one["data"]["node"]["template"]["code"] = {"type": "code", "value": CODE}
    report = scanned(tree({"flow.json": json.dumps(flow)}))
    assert inventory.counted(report) == "1 flow: 1 with changed components"
    ((piece,),) = (one["code"] for one in json.loads(json_.render(report))["flows"])
    assert piece["verdict"] == "modified"


def test_flows_of_one_string_of_a_program_have_a_picture_each(tree: Tree) -> None:
    flows = json.dumps([FLOW, FLOW | {"name": "Back office"}])
    report = scanned(tree({"load.py": f"FLOWS = {flows!r}\n"}))
    (run,) = report.runs
    assert [one.name for one in run.inventories] == ["Front desk", "Back office"]
    links = page(html.render(report)).attributes("href")
    assert [links.count(f"#flow-{number}") for number in (1, 2)] == [1, 1]


def test_summary_and_terminal_tell_of_flows_when_there_are_some(desk: Report, tree: Tree) -> None:
    words = "2 flows: 1 public, 1 with a webhook, 1 with MCP servers, 1 with custom code"
    assert f"\n{words}.\n" in summary.render(desk)
    told = " ".join(text.render(desk, verbose=True).split())
    assert (
        "desk.json:1 Front desk: public link, webhook, API as desk; models: OpenAI gpt-4o," in told
    )
    assert "Flows:" not in text.render(desk)
    nothing = scanned(tree({"desk.json": "{}", "plain.json": "{}"}))
    assert inventory.counted(nothing) == ""
    assert "flow" not in summary.render(nothing).replace("langflow", "")


def test_the_bill_names_the_parts_of_flows_and_what_needs_them(desk: Report) -> None:
    written = RENDERERS["cyclonedx"][1](desk)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(written) is None
    assert RENDERERS["cyclonedx"][1](desk) == written
    document = json.loads(written)
    named = {(one["type"], one["name"]) for one in document["components"]}
    assert named == {
        ("application", "Front desk"),
        ("application", "Plain"),
        ("machine-learning-model", "gpt-4o"),
        ("machine-learning-model", "llama3"),
        ("data", "docs"),
        ("data", "SQL database"),
        ("library", "Desk"),
    }
    services = {one["name"]: one.get("endpoints") for one in document["services"]}
    assert services == {
        "OpenAI": None,
        "Ollama": ["http://gpu:1"],
        "SQL database": ["postgresql://db.example:5432"],
        "files": None,
    }
    needs = {one["ref"]: one.get("dependsOn", []) for one in document["dependencies"]}
    assert len(needs["flow:desk.json"]) == 6
    assert needs["model:Ollama/llama3:language"] == ["service:model-api:Ollama@http://gpu:1"]
    (code,) = [one for one in document["components"] if one["name"] == "Desk"]
    assert [one["alg"] for one in code["hashes"]] == ["SHA-256"]


def test_what_flows_share_is_in_the_bill_once(tree: Tree) -> None:
    root = tree({"a.json": json.dumps([FLOW, FLOW]), "b.json": json.dumps(FLOW)})
    document = json.loads(RENDERERS["cyclonedx"][1](scanned(root)))
    refs = [one["bom-ref"] for one in document["components"]]
    assert [ref for ref in refs if ref.startswith("flow:")] == [
        "flow:a.json",
        "flow:a.json#2",
        "flow:b.json",
    ]
    (model,) = [one for one in document["components"] if one["name"] == "gpt-4o"]
    assert {one["location"] for one in model["evidence"]["occurrences"]} == {"a.json", "b.json"}


@pytest.mark.parametrize("words", [HOSTILE, "\u202egnp.exe\u2066\x1b[31m\x00", "\ud800", " "])
def test_hostile_names_are_inert_everywhere(tree: Tree, words: str) -> None:
    flow = json.loads(json.dumps(FLOW))
    flow |= {"name": words, "id": words, "endpoint_name": words, "last_tested_version": words}
    for one in flow["data"]["nodes"]:
        one["data"]["node"]["display_name"] = words
        one["id"] = words
        one["data"]["type"] = words if words.strip() else one["data"]["type"]
        for field in one["data"]["node"]["template"].values():
            if isinstance(field, dict) and isinstance(field["value"], str):
                field["value"] = words
    report = scanned(tree({"flow.json": json.dumps(flow)}))
    read = page(html.render(report))
    assert len(read.all("script")) == 1
    bill = RENDERERS["cyclonedx"][1](report)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill) is None
    for shown in (json_.render(report), bill, summary.render(report)):
        shown.encode()
        assert not {"\u202e", "\u2066", "\x1b", "\x00"}.intersection(shown)


def test_the_page_lists_no_more_flows_than_a_browser_bears(tree: Tree) -> None:
    count = html.MAX_FLOWS + 7
    report = scanned(tree({"all.json": json.dumps([PLAIN] * (count - 1) + [FLOW])}))
    shown = html.render(report)
    assert page(shown).attributes("data-label").count("uses") == html.MAX_FLOWS
    assert "7 more are in the JSON report" in shown
    assert shown.index("OpenAI gpt-4o") < shown.index(">Plain<"), "what is open comes first"
    assert len(json.loads(json_.render(report))["flows"]) == count


def test_the_cost_of_a_bill_grows_with_the_flows(tree: Tree) -> None:
    def work(count: int) -> None:
        flows = [FLOW | {"name": f"{n}"} for n in range(count)]
        RENDERERS["cyclonedx"][1](scanned(tree({"all.json": json.dumps(flows)})))

    assert_cost_grows_with_size(work, 10)
