"""The flows of the tree as people read them: what each consists of and how it is reached."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from scanner.model.flows import Access, Choice, Chosen, FlowCode, FlowInventory
from scanner.model.report import Report

MAX_ITEMS = 12
"""Of one kind that are shown of a flow; the JSON report has all."""
_IN_ARCHIVE = "!/"


def inventories(report: Report) -> tuple[FlowInventory, ...]:
    """Those of all flows, in the order of the tree."""
    return tuple(one for run in report.runs for one in run.inventories)


def counted(report: Report) -> str:
    """`12 flows: 3 public, 2 with custom code`; empty where there is no flow."""
    found = inventories(report)
    if not found:
        return ""
    flows = [one for one in found if not one.is_component]
    saved = len(found) - len(flows)
    heads = [_plural(len(flows), "flow")] if flows else []
    heads += [_plural(saved, "saved component")] if saved else []
    facts = (
        (sum(one.access is Access.PUBLIC for one in found), "public"),
        (sum(one.webhook for one in found), "with a webhook"),
        (sum(one.mcp or one.a2a for one in found), "offered as a tool"),
        (sum(bool(one.mcp_servers) for one in found), "with MCP servers"),
        (sum(any(map(_is_changed, one.code)) for one in found), "with changed components"),
        (sum(not all(map(_is_changed, one.code)) for one in found), "with custom code"),
    )
    told = [f"{number} {words}" for number, words in facts if number]
    return " and ".join(heads) + (f": {', '.join(told)}" if told else "")


def _is_changed(code: FlowCode) -> bool:
    """Whether it passes for a component of Langflow's, and is not the one it passes for."""
    return code.verdict in {"modified", "relabelled", "collision"}


def place(one: FlowInventory) -> tuple[str, str]:
    """The file that exists, and of an archive the entry."""
    uri, _, entry = one.location.uri.partition(_IN_ARCHIVE)
    return uri, entry


def facts(one: FlowInventory) -> str:
    """How large it is, and which Langflow wrote it."""
    told = [_plural(one.components, "component")]
    told += ["saved on its own"] if one.is_component else []
    told += [f"saved by Langflow {one.saved_by}"] if one.saved_by else []
    return ", ".join(told)


def exposure(one: FlowInventory) -> list[str]:
    """Ways in, the widest first; whoever may use the API can run every flow by its id."""
    ways = ["public link"] if one.access is Access.PUBLIC else []
    ways += ["webhook"] if one.webhook else []
    ways += ["MCP"] if one.mcp else []
    ways += ["A2A"] if one.a2a else []
    if one.endpoint.how is not Chosen.NONE:
        ways.append(f"API as {shown(one.endpoint)}")
    ways += ["chat"] if one.chat else []
    return ways or ["API"]


def is_open(one: FlowInventory) -> bool:
    """Whether it has a way in that may be strangers'."""
    return one.access is Access.PUBLIC or one.webhook or one.mcp or one.a2a


def models(one: FlowInventory) -> list[str]:
    """Provider and model, those of language first."""
    found = sorted(one.models, key=lambda model: model.purpose, reverse=True)
    return _numbered(
        _joined(m.provider, shown(m.model), f"({m.purpose})" if m.purpose == "embedding" else "")
        + (f" at {m.host}" if m.host else "")
        for m in found
    )


def stores(one: FlowInventory) -> list[str]:
    """Product and collection."""
    return _numbered(
        store.product
        + (f": {shown(store.collection)}" if store.collection.how is not Chosen.NONE else "")
        + (f" at {store.host}" if store.host else "")
        for store in one.stores
    )


def agents(one: FlowInventory) -> list[str]:
    """Each agent with its tools."""
    return _numbered(
        _told_agent(agent.part.name or "an agent", [tool.name for tool in agent.tools])
        for agent in one.agents
    )


def _told_agent(name: str, tools: Sequence[str]) -> str:
    shown = ", ".join(_cut([tool or "a component" for tool in tools]))
    return f"{name}: {shown}" if tools else f"{name}, no tools"


def mcp_servers(one: FlowInventory) -> list[str]:
    """Name, and what is started or called."""
    return _numbered(
        _joined(
            shown(server.server),
            f"starts {server.program}" if server.program else "",
            f"at {server.host}" if server.host else "",
        )
        for server in one.mcp_servers
    )


def code(one: FlowInventory) -> list[str]:
    """Each piece of code that is not Langflow's own, with the start of its hash."""
    return _numbered(map(_piece, one.code))


def _piece(piece: FlowCode) -> str:
    where = "" if piece.field == "code" else f" ({piece.field})"
    source = f" ({piece.source})" if piece.source else ""
    size = f"{_plural(piece.lines, 'line')}, SHA-256 {piece.sha256[:12]}"
    return f"{piece.part.name or 'a component'}{where}: {piece.verdict}{source}, {size}"


def line(one: FlowInventory) -> str:
    """The flow in one line, for a terminal."""
    parts = [", ".join(exposure(one))]
    for words, items in (
        ("models", models(one)),
        ("stores", stores(one)),
        ("agents", agents(one)),
        ("MCP servers", mcp_servers(one)),
        ("custom code", code(one)),
    ):
        if items:
            parts.append(f"{words}: {', '.join(items)}")
    uri, entry = place(one)
    where = f"{uri} ({entry})" if entry else f"{uri}:{one.location.region.start_line}"
    return f"{where} {one.name or 'a flow without a name'}: {'; '.join(parts)}"


def shown(choice: Choice) -> str:
    """A choice in words."""
    match choice.how:
        case Chosen.LITERAL:
            return choice.name
        case Chosen.VARIABLE:
            return f"variable {choice.name}"
        case Chosen.HIDDEN:
            return "set, not shown"
        case Chosen.NONE:
            return "not chosen"


def _numbered(items: Iterable[str]) -> list[str]:
    """Each different item once with how often it is there, no more than `MAX_ITEMS`."""
    counted = Counter(items)
    told = [item + (f" ({number} times)" if number > 1 else "") for item, number in counted.items()]
    return [*_cut(told)]


def _cut(items: Sequence[str]) -> Iterator[str]:
    yield from items[:MAX_ITEMS]
    if len(items) > MAX_ITEMS:
        yield f"and {len(items) - MAX_ITEMS} more"


def _joined(*words: str) -> str:
    return " ".join(word for word in words if word)


def _plural(number: int, word: str) -> str:
    return f"{number} {word}" + ("" if number == 1 else "s")
