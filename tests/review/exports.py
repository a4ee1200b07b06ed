"""One small flow, as four releases of Langflow export it: the same components, another file."""

import copy
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from scanner.model.changes import FlowChange
from scanner.review.read import changes
from scanner.settings import Settings
from scanner.tree.source import FileKind, Source, Tree

Json = dict[str, Any]

CHAT = """class ChatInput:
    display_name = "Chat Input"
    inputs = [
        Text(name="input_value", display_name="Input"),
        Text(name="sender_name", value="User"),{more}
    ]
"""
AGENT = """class Agent:
    display_name = "Agent"
    inputs = [
        Model(name="model_name", value="gpt-4o"),
        Secret(name="api_key"),
        Text(name="system_prompt", value="You help."),{more}
    ]
"""
TOOL = """class Calculator:
    display_name = "Calculator"

    def run(self):
        return evaluate(self.expression)
"""
MORE = {
    "1.0.18": "",
    "1.6.9": '\n        Flag(name="should_store", value=True),',
    "1.9.6": '\n        Flag(name="should_store", value=True),\n        Text(name="context_id"),',
    "1.13.0": '\n        Flag(name="store", value=True),\n        Number(name="max_tokens"),',
}
"""The fields that each release gives its components, in their code."""
FIELDS: dict[str, Json] = {
    "1.0.18": {},
    "1.6.9": {"should_store": True},
    "1.9.6": {"should_store": True, "context_id": ""},
    "1.13.0": {"store": True, "max_tokens": 0},
}


def code_of(kind: str, release: str) -> str:
    return {"ChatInput": CHAT, "Agent": AGENT}[kind].replace("{more}", MORE[release])


def node(kind: str, fields: Mapping[str, Any], at: int, *, code: str = "", name: str = "") -> Json:
    template = {
        key: value if isinstance(value, dict) else {"type": "str", "value": value}
        for key, value in fields.items()
    }
    if code:
        template["code"] = {"type": "code", "value": code}
    return {
        "id": f"{kind}-a{at:04d}",
        "type": "genericNode",
        "position": {"x": 100 * at, "y": 50},
        "data": {"type": kind, "node": {"display_name": name or kind, "template": template}},
    }


def edge(source: Json, target: Json, field: str, output: str = "message") -> Json:
    handles = {
        "sourceHandle": {"name": output, "output_types": []},
        "targetHandle": {"fieldName": field},
    }
    return {"source": source["id"], "target": target["id"], "data": handles}


def flow(release: str = "1.13.0", **envelope: Any) -> Json:
    """A chat input, an agent with a key of the server's, and its tool."""
    more = FIELDS[release]
    chat = node(
        "ChatInput",
        {"input_value": "", "sender_name": "User", **more},
        1,
        code=code_of("ChatInput", release),
        name="Chat Input",
    )
    agent = node(
        "Agent",
        {
            "model_name": "gpt-4o",
            "api_key": {"value": "OPENAI_API_KEY", "load_from_db": True, "password": True},
            "system_prompt": "You help.",
            **more,
        },
        2,
        code=code_of("Agent", release),
    )
    tool = node("Calculator", {"expression": ""}, 3, code=TOOL)
    tool["data"]["node"]["tool_mode"] = True
    edges = [edge(chat, agent, "input_value"), edge(tool, agent, "tools", "component_as_tool")]
    graph = {"nodes": [chat, agent, tool], "edges": edges}
    return {"name": "Desk", "last_tested_version": release, "data": graph, **envelope}


def saved_by(release: str) -> str:
    """The flow as the exporter of a release writes it."""
    document = flow(release)
    if release == "1.0.18":
        for one in document["data"]["nodes"]:
            one |= {"positionAbsolute": one["position"], "dragging": False, "width": 384}
        return json.dumps(document)
    document = with_new_ids(document, release.replace(".", "")[:4].rjust(4, "x"))
    for one in document["data"]["nodes"]:
        one["position"]["x"] += 7
    if release == "1.13.0":
        for one in document["data"]["nodes"]:
            held = one["data"]["node"]["template"]["code"]
            held["value"] = held["value"].split("\n")
        return json.dumps(document, indent=2, sort_keys=True)
    return json.dumps(document, indent=2 if release == "1.6.9" else 4)


def with_new_ids(document: Json, mark: str) -> Json:
    """As an import draws them: every node has another id."""
    text = json.dumps(document)
    for one in document["data"]["nodes"]:
        kind = one["id"].rpartition("-")[0]
        text = text.replace(one["id"], f"{kind}-{mark}{one['id'][-1]}")
    return json.loads(text)  # type: ignore[no-any-return]


def edited(change: Callable[[Json], None], **envelope: Any) -> Json:
    """The flow with something done to it."""
    document = copy.deepcopy(flow(**envelope))
    change(document)
    return document


def named(document: Json, kind: str) -> Json:
    found: Json = next(n for n in document["data"]["nodes"] if n["data"]["type"] == kind)
    return found


def template(document: Json, kind: str) -> Json:
    found: Json = named(document, kind)["data"]["node"]["template"]
    return found


def tree(files: Mapping[str, Any]) -> Tree:
    sources = (
        Source(uri, FileKind.FLOW, (d if isinstance(d, str) else json.dumps(d)).encode())
        for uri, d in sorted(files.items())
    )
    return Tree(Path("/"), tuple(sources))


def told(before: Any, after: Any) -> tuple[FlowChange, ...]:
    """The changes between two files of one name; None for a file that is not there."""
    trees = (tree({} if one is None else {"flow.json": one}) for one in (before, after))
    first, second = trees
    return changes(first, second, Settings(path=first.root))
