"""What a flow's inventory names, of old and new exports, and what it never repeats."""

import dataclasses
import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.flows import naming
from scanner.flows.inventory import inventory
from scanner.flows.read import flows
from scanner.model.flows import Access, Choice, Chosen, FlowInventory, ModelPurpose
from scanner.settings import Settings
from scanner.tree.collect import collect
from tests.engines.planted import PLANTED, draw
from tests.making import assert_cost_grows_with_size

Tree = Callable[[Mapping[str, str | bytes]], Path]
Fields = dict[str, Any]
UUID = "0d9b6f7c-5d0c-4f3e-9a57-0c1c2f6a8e11"
NONE = Choice(Chosen.NONE)
HIDDEN = Choice(Chosen.HIDDEN)
SECRETS = [value for kind, (_, value) in PLANTED.items() if kind != "Private Key"]


def literal(name: str) -> Choice:
    return Choice(Chosen.LITERAL, name)


def component(kind: str, fields: Fields, *outputs: str, name: str = "", **node: Any) -> Any:
    template = {key: v if isinstance(v, dict) else {"value": v} for key, v in fields.items()}
    inner = {"display_name": name or kind, "template": {"_type": "Component", **template}, **node}
    if outputs:
        inner["outputs"] = [{"name": "out", "types": [*outputs]}]
    return {"id": f"{kind}-1", "type": "genericNode", "data": {"type": kind, "node": inner}}


def edge(source: str, target: str, field: str, output: str = "out") -> Any:
    handles = {"sourceHandle": {"name": output}, "targetHandle": {"fieldName": field}}
    return {"source": source, "target": target, "data": handles}


def taken(tree: Tree, *nodes: Any, edges: Any = (), components: Any = (), **flow: Any) -> Any:
    document = {"name": "Desk", "data": {"nodes": [*nodes], "edges": [*edges]}, **flow}
    root = tree({"flow.json": json.dumps(document, indent=1)})
    settings = dataclasses.replace(Settings(path=root.resolve()), components=frozenset(components))
    (one,) = (inventory(flow, settings) for flow in flows(collect(settings)).flows)
    return one


def models(found: FlowInventory) -> list[tuple[str, ModelPurpose, str, Choice, str]]:
    return [(m.part.name, m.purpose, m.provider, m.model, m.host) for m in found.models]


LANGUAGE, EMBEDDING = ModelPurpose.LANGUAGE, ModelPurpose.EMBEDDING
CHOSEN = [{"name": "gpt-4o", "provider": "OpenAI", "metadata": {"api_key": "x"}}]


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        pytest.param(
            component("OpenAIModel", {"model_name": "gpt-4o"}, "Message", "LanguageModel"),
            (LANGUAGE, "OpenAI", literal("gpt-4o"), ""),
            id="1.0: a component of a provider",
        ),
        pytest.param(
            component("OpenAIEmbeddings", {"model": "text-embedding-3-small"}, "Embeddings"),
            (EMBEDDING, "OpenAI", literal("text-embedding-3-small"), ""),
            id="1.0: embeddings",
        ),
        pytest.param(
            component("Agent", {"agent_llm": "Anthropic", "model_name": "claude-opus-4-1"}),
            (LANGUAGE, "Anthropic", literal("claude-opus-4-1"), ""),
            id="1.2: an agent",
        ),
        pytest.param(
            component("LanguageModelComponent", {"provider": "Google", "model_name": "gemini-3"}),
            (LANGUAGE, "Google", literal("gemini-3"), ""),
            id="1.5: the one component of all providers, outputs trimmed",
        ),
        pytest.param(
            component("Agent", {"model": {"_input_type": "ModelInput", "value": CHOSEN}}),
            (LANGUAGE, "OpenAI", literal("gpt-4o"), ""),
            id="1.8: a model field",
        ),
        pytest.param(
            component("Agent", {"model": {"_input_type": "ModelInput", "value": ["gpt-4o"]}}),
            (LANGUAGE, "", literal("gpt-4o"), ""),
            id="1.8: a model field, by name alone",
        ),
        pytest.param(
            component("X", {"embedding_model": {"_input_type": "ModelInput", "value": ""}}),
            (EMBEDDING, "", NONE, ""),
            id="1.8: nothing chosen yet",
        ),
        pytest.param(
            component(
                "LanguageModelComponent",
                {
                    "model": {"_input_type": "ModelInput", "value": ""},
                    "model_name": "o5",
                    "provider": "OpenAI",
                },
            ),
            (LANGUAGE, "OpenAI", literal("o5"), ""),
            id="1.13: the older fields beside a model field",
        ),
        pytest.param(
            component(
                "Mine", {"model_id": {"value": "MY_MODEL", "load_from_db": True}}, "LanguageModel"
            ),
            (LANGUAGE, "Mine", Choice(Chosen.VARIABLE, "MY_MODEL"), ""),
            id="somebody's own, the model in a global variable",
        ),
        pytest.param(
            component("OllamaModel", {"base_url": "http://bob:pw@gpu.example:11434/v1?k=1"}),
            (LANGUAGE, "Ollama", NONE, "http://gpu.example:11434"),
            id="of an address only the host",
        ),
    ],
)
def test_models_are_known_in_every_export(tree: Tree, node: Any, expected: Any) -> None:
    assert [one[1:] for one in models(taken(tree, node))] == [expected]


def test_a_model_that_comes_over_an_edge_is_named_where_it_comes_from(tree: Tree) -> None:
    agent = component("Agent", {"model": {"_input_type": "ModelInput", "value": ""}})
    older = component("ALTK Agent", {"agent_llm": "connect_other_models"})
    model = component("OpenAIModel", {"model_name": "gpt-4o"}, "LanguageModel")
    edges = [edge("OpenAIModel-1", "Agent-1", "model")]
    edges += [edge("OpenAIModel-1", "ALTK Agent-1", "agent_llm")]
    assert [one[0] for one in models(taken(tree, agent, older, model, edges=edges))] == [
        "OpenAIModel"
    ]


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        pytest.param(
            component("Chroma", {"collection_name": "docs", "persist_directory": "/x"}),
            (True, "Chroma", literal("docs"), ""),
            id="by type",
        ),
        pytest.param(
            component("Shelf", {"ingest_data": "", "search_query": "", "index_name": "a b"}),
            (True, "Shelf", literal("a b"), ""),
            id="by its fields",
        ),
        pytest.param(
            component("Shelf", {}, "VectorStore"), (True, "Shelf", NONE, ""), id="by its output"
        ),
        pytest.param(
            component("SQLComponent", {"database_url": "postgresql+psycopg://u:p@db:5432/x"}),
            (False, "SQL database", NONE, "postgresql+psycopg://db:5432"),
            id="a database, of its address the host",
        ),
    ],
)
def test_stores_are_known(tree: Tree, node: Any, expected: Any) -> None:
    (one,) = taken(tree, node).stores
    assert (one.is_vector, one.product, one.collection, one.host) == expected


def test_agents_have_the_tools_that_edges_give_them(tree: Tree) -> None:
    takes = component("Planner", {"kit": {"input_types": ["Tool"], "value": ""}}, "Message")
    nodes = [takes, component("Agent", {}), component("A", {}), component("B", {})]
    edges = [edge(f"{tool}-1", "Planner-1", "kit", "component_as_tool") for tool in "ABA"]
    found = taken(tree, *nodes, edges=[*edges, edge("gone", "Agent-1", "tools")])
    assert [(a.part.name, [t.name for t in a.tools]) for a in found.agents] == [
        ("Planner", ["A", "B"]),
        ("Agent", []),
    ]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param(
            {
                "mcp_server": {
                    "name": "files",
                    "config": {
                        "command": "/opt/bin/npx",
                        "args": ["-y", "x", "--key", "k3y"],
                        "env": {"A": "b"},
                    },
                }
            },
            (literal("files"), "npx", ""),
            id="started",
        ),
        pytest.param(
            {"mcp_server": {"name": "far", "config": {"url": "https://u:p@mcp.example:8/a?b=c"}}},
            (literal("far"), "", "https://mcp.example:8"),
            id="called",
        ),
        pytest.param(
            {"command": "uvx server@latest --token abc", "mode": "Stdio", "sse_url": "http://x:1"},
            (NONE, "uvx", ""),
            id="1.3: a command line",
        ),
        pytest.param(
            {"command": "uvx", "mode": "SSE", "sse_url": "http://x:1/sse"},
            (NONE, "", "http://x:1"),
            id="1.3: an address",
        ),
        pytest.param({"mcp_server": {}}, (NONE, "", ""), id="not chosen yet"),
        pytest.param({"mcp_server": "files"}, (literal("files"), "", ""), id="by name alone"),
    ],
)
def test_mcp_servers_are_named_without_what_they_are_given(
    tree: Tree, fields: Fields, expected: Any
) -> None:
    wrapped = {name: {"value": value} for name, value in fields.items()}
    (one,) = taken(tree, component("MCPTools", wrapped)).mcp_servers
    assert (one.server, one.program, one.host) == expected


def test_code_that_no_release_has_is_listed_with_its_hash(tree: Tree) -> None:
    code = "class Desk:\n    pass"
    digest = hashlib.sha256(code.encode()).hexdigest()
    node = component("Desk", {"code": {"type": "code", "value": code}}, name="My desk")
    found = taken(tree, node)
    (one,) = found.code
    assert (one.part.name, one.sha256, one.lines, one.verdict) == ("My desk", digest, 2, "custom")
    assert (found.components, found.official) == (1, 0)
    assert taken(tree, node, components=[digest]).code[0].verdict == "accepted"


@pytest.mark.parametrize(
    ("envelope", "nodes", "expected"),
    [
        pytest.param(
            {}, [], {"access": Access.UNKNOWN, "webhook": False, "chat": False}, id="bare"
        ),
        pytest.param({"access_type": "PUBLIC"}, [], {"access": Access.PUBLIC}, id="public"),
        pytest.param({"access_type": "PRIVATE"}, [], {"access": Access.PRIVATE}, id="private"),
        pytest.param({"webhook": True}, [], {"webhook": True}, id="webhook"),
        pytest.param({}, ["Webhook"], {"webhook": True}, id="a webhook's component"),
        pytest.param({}, ["ChatInput"], {"chat": True}, id="chat"),
        pytest.param({"mcp_enabled": True}, [], {"mcp": True, "a2a": False}, id="MCP"),
        pytest.param({"a2a_enabled": True}, [], {"mcp": False, "a2a": True}, id="A2A"),
        pytest.param({"endpoint_name": "desk"}, [], {"endpoint": literal("desk")}, id="endpoint"),
        pytest.param({"last_tested_version": "1.6.9"}, [], {"saved_by": "1.6.9"}, id="saved by"),
        pytest.param({"last_tested_version": "<b>"}, [], {"saved_by": ""}, id="no version"),
        pytest.param({"id": UUID}, [], {"id": UUID}, id="id"),
        pytest.param({"id": "desk"}, [], {"id": ""}, id="no id of Langflow's"),
        pytest.param({"is_component": True}, [], {"is_component": True}, id="a component"),
    ],
)
def test_exposure_is_what_the_export_says(
    tree: Tree, envelope: Fields, nodes: list[str], expected: Fields
) -> None:
    found = taken(tree, component("Desk", {}), *(component(n, {}) for n in nodes), **envelope)
    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_in_any_field_is_not_repeated(tree: Tree, secret: str) -> None:
    flagged = {"value": secret, "load_from_db": True}
    nodes = [
        component("OpenAIModel", {"model_name": secret, "base_url": f"https://a:{secret}@b.c"}),
        component("GroqModel", {"model_name": flagged, "base_url": f"https://{secret}.b.c"}),
        component("Chroma", {"collection_name": secret, "host": f"https://b.c/{secret}"}),
        component("Agent", {"agent_llm": secret}),
        component("X", {"model": {"_input_type": "ModelInput", "value": [{"name": secret}]}}),
        component(
            "MCPTools",
            {
                "mcp_server": {
                    "value": {
                        "name": secret,
                        "config": {
                            "command": secret,
                            "url": f"https://b.c?{secret}",
                            "env": {"A": secret},
                        },
                    }
                }
            },
        ),
        component("SQLComponent", {"database_url": secret}, name=secret),
    ]
    found = taken(tree, *nodes, name=secret, endpoint_name=secret, id=secret)
    assert secret not in repr(found)
    assert len(found.models) == 4
    assert found.endpoint == HIDDEN


@pytest.mark.parametrize(
    "name",
    [
        "gpt-4o-mini-2024-07-18",
        "anthropic.claude-3-5-sonnet-20241022-v2:0",
        "@cf/baai/bge-base-en-v1.5",
        "meta-llama/Llama-3.3-70B-Instruct",
        "llama3.2:3b",
        "ft:gpt-4o-mini-2024-07-18:acme:desk:A1b2C3d4",
        "embeddinggemma300m",
        "Google Generative AI",
        "models/text-embedding-004",
    ],
)
def test_names_of_models_are_names(name: str) -> None:
    assert naming.name(name) == name


@pytest.mark.parametrize(
    "value",
    ["", "a" * 101, "a\nb", "<b>", "https://a.b/c", "user:word@host", "${MODEL}", "\u202ex", "-x"],
)
def test_what_has_not_the_form_of_a_name_is_none(value: str) -> None:
    assert naming.name(value) == ""


@pytest.mark.parametrize("value", ["OPENAI_API_KEY", "My model", "model_2", "AWS_ACCESS_KEY_ID"])
def test_names_of_variables_are_names(value: str) -> None:
    assert naming.variable(value) == value


@given(st.text(max_size=200))
def test_no_text_stops_an_inventory(value: str) -> None:
    for named in (naming.name(value), naming.variable(value), naming.host(value)):
        assert named == "" or named.isascii()
    assert len(naming.label(value)) <= naming.MAX_NAME


def test_generated_values_are_hardly_ever_taken_for_names() -> None:
    values = [draw(length) for length in (20, 24, 32, 40, 64) for _ in range(200)]
    assert sum(bool(naming.name(value)) for value in values) <= len(values) // 100


@pytest.mark.parametrize("part", ["a", "a.", "a-", "A1", "[", "@", "a:", "%", " ", "a_"])
def test_the_cost_of_a_name_grows_with_its_length(part: str) -> None:
    def work(size: int) -> None:
        for value in (part * size, f"https://{part * size}!", f"https://{part * size}"):
            for read in (naming.name, naming.variable, naming.host, naming.label):
                read(value)

    assert_cost_grows_with_size(work, 100_000)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://api.example.com/v1?key=1", "https://api.example.com"),
        ("HTTP://User:Word@Host_1:8080", "http://host_1:8080"),
        ("http://[::1]:11434/x", "http://[::1]:11434"),
        ("postgresql+psycopg://u:p@db/x", "postgresql+psycopg://db"),
        ("api.example.com", ""),
        ("sqlite:///x.db", ""),
        ("https://a b", ""),
        ("https://host:port", ""),
        ("https://[::1", ""),
        ("https://exa<b>mple", ""),
        (f"https://{'a' * 101}.com", ""),
    ],
)
def test_of_an_address_only_the_host_is_told(url: str, host: str) -> None:
    assert naming.host(url) == host
