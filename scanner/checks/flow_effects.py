"""Input that decides a query, an address or a file, and what exposes a flow: LF-FLOW-005 and on."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from scanner import values
from scanner.checks.flow_reach import CHECKED, Reach, Spot, Step, places, reached, variant
from scanner.checks.match import Facts, Match, check
from scanner.flows.components import classes, danger, is_public
from scanner.flows.read import Component, Field, Flow

MAX_TEXT = 500_000
"""Characters of a field that are searched for known formats; longer ones are left to the secrets
engine, which looks for all of them in every string of the file."""


def _steered(
    found: Reach, number: int, effect: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[Component, Spot]]:
    """Components whose deciding field the input reaches, with what it comes from last."""
    flow = found.flows[number]
    inward: dict[str, list[str]] = {}
    for edge in flow.edges:
        target, source = found.by_spot.get((number, edge.target)), (number, edge.source)
        fields = effect.get(target.type, ()) if target else ()
        if edge.field in fields or (fields and not edge.field):
            inward.setdefault(edge.target, []).append(edge.source)
        tool = found.by_spot.get(source)
        if edge.is_tool and tool and _agent_fills(tool, effect.get(tool.type, ())):
            inward.setdefault(edge.source, []).append(edge.target)
    for component in flow.components:
        before = [(number, each) for each in inward.get(component.id, ())]
        known = [spot for spot in before if spot in found.before]
        if known:
            here = (number, component.id)

            def rank(spot: Spot, here: Spot = here) -> tuple[bool, bool, int, Spot]:
                guarded = found.is_guarded(spot, here)
                return guarded, spot not in found.doors, found.depth[spot], spot

            yield component, min(known, key=rank)


def _agent_fills(component: Component, fields: tuple[str, ...]) -> bool:
    """Whether a deciding field is an argument of the tool that the component is."""
    found = (component.fields.get(name) for name in fields)
    return any(field is not None and field.flag("tool_mode") for field in found)


def _matches(facts: Facts, effect: str, words: str) -> Iterator[Match]:
    found, by_type = reached(facts), classes().effects[effect]
    for number, flow in enumerate(facts.flows):
        for component, before in _steered(found, number, by_type):
            steps = [*found.path(before), Step(flow, component)]
            first, door = steps[0].component, found.doors.get(before)
            path = places(steps, "ends in")
            message = f"what comes in at {first.name} {words} {component.name}"
            is_guarded = found.is_guarded(before, (number, component.id))
            message += (f"; {door.words}" if door else "") + CHECKED * is_guarded
            related = (*path[:1], *((door.location,) if door else ()))
            kind = variant(door, is_guarded=is_guarded)
            yield Match(message, path[-1], kind, related=related, path=path)


@check("LF-FLOW-005")
def input_reaches_sql(facts: Facts) -> Iterator[Match]:
    """The text of a query."""
    return _matches(facts, "sql", "decides the SQL that is run by")


@check("LF-FLOW-006")
def input_reaches_url(facts: Facts) -> Iterator[Match]:
    """The address of a request."""
    return _matches(facts, "http", "decides the address that is fetched by")


@check("LF-FLOW-007")
def input_reaches_file(facts: Facts) -> Iterator[Match]:
    """The path or the content of a file."""
    return _matches(facts, "file", "decides which file is read or written by")


@check("LF-FLOW-011")
def public_flow(facts: Facts) -> Iterator[Match]:
    """Anybody with the link may run it. With a dangerous component it is LF-FLOW-010."""
    for flow in facts.flows:
        access = flow.setting("access_type")
        if access is None or not is_public(flow) or any(danger(c) for c in flow.components):
            continue
        allowed = facts.settings.allow_public_flows
        if any(fnmatchcase(name, glob) for glob in allowed for name in (flow.name, flow.uri)):
            continue
        message = f'the flow "{flow.name}" is public: anybody with its link runs it as its owner'
        yield Match(message, flow.at(access, "access_type"))


@check("LF-FLOW-012")
def webhook_with_a_guessable_name(facts: Facts) -> Iterator[Match]:
    """A webhook that is reached by a name anybody would try."""
    for flow in facts.flows:
        name = flow.setting("endpoint_name")
        has_webhook = any(c.type in classes().anonymous_sources for c in flow.components)
        enabled = flow.setting("webhook")
        if (
            name is None
            or not name.text
            or not (has_webhook or (enabled and enabled.value is True))
        ):
            continue
        if name.text.lower() in classes().guessable_endpoints:
            message = f'the webhook of the flow "{flow.name}" is reached as {name.text!r}, a name '
            message += "that anybody would try, instead of by its id"
            yield Match(message, flow.at(name, "endpoint_name"))


@check("LF-FLOW-015")
def protection_turned_off(facts: Facts) -> Iterator[Match]:
    """TLS verification off, or a loader or agent that is told to trust what it reads."""
    known = classes()
    for flow in facts.flows:
        for component in flow.components:
            for field in component.fields.values():
                value = field.value
                if value is None:
                    continue
                place = flow.at(value, f"{component.id}.{field.name}")
                if field.name in known.verify_fields and value.value is False:
                    message = (
                        f'field "{field.name}" of {component.name} turns certificate checks off'
                    )
                    yield Match(message, place)
                elif field.name in known.trust_fields and value.value is True:
                    message = f'field "{field.name}" of {component.name} lets data run code'
                    yield Match(message, place, "code")


@check("LF-FLOW-017")
def plain_http_address(facts: Facts) -> Iterator[Match]:
    """A literal http:// address of another host in a field that is fetched."""
    for flow, component, field in _text_fields(facts):
        if field.value is not None and values.is_plain_http(field.text):
            message = f'field "{field.name}" of {component.name} uses plain HTTP'
            yield Match(message, flow.at(field.value, f"{component.id}.{field.name}"))


@check("LF-SEC-005")
def secret_in_other_field(facts: Facts) -> Iterator[Match]:
    """A URL with a password, a literal header, or a known key outside of password fields."""
    for flow, component, field in _text_fields(facts):
        if field.value is None or field.flag("password"):
            continue
        what = _secret(field.text)
        if what:
            message = f'field "{field.name}" of {component.name} holds {what}'
            yield Match(message, flow.at(field.value, f"{component.id}.{field.name}"))
    for flow in facts.flows:
        for component in flow.components:
            for field in component.fields.values():
                yield from _headers(flow, component, field)


def _secret(text: str) -> str:
    """What secret a text holds, in words."""
    pair = values.credentials(text) if "://" in text and len(text) < 2000 else None
    if pair and not values.is_reference(pair[1]) and not values.is_placeholder(pair[1]):
        return "a URL with a password"
    known = values.known_format(text) if len(text) <= MAX_TEXT else ""
    return f"a {known}" if known and not values.is_placeholder(text) else ""


def _headers(flow: Flow, component: Component, field: Field) -> Iterator[Match]:
    """Rows `{"key": ..., "value": ...}` of a table, and entries of a mapping."""
    value = field.value
    if value is None or "header" not in field.name.lower():
        return
    rows = [(row.get("key"), row.get("value")) for row in value.items]
    named = [(key.text, node) for key, node in rows if key is not None and node is not None]
    for name, node in (*named, *value.mapping.items()):
        text = node.text
        if name.lower() not in classes().secret_headers or not text or "{" in text:
            continue
        token = text.removeprefix("Bearer ").removeprefix("Basic ").strip()
        if values.is_reference(token) or values.is_placeholder(token) or len(token) < 8:
            continue
        if token.isupper() and "_" in token:
            continue  # the name of a global variable
        message = f'the header "{name}" of {component.name} is a literal of {len(token)} characters'
        yield Match(message, flow.at(node, f"{component.id}.{field.name}.{name}"))


def _text_fields(facts: Facts) -> Iterator[tuple[Flow, Component, Field]]:
    """Every field with a text of its own; code is judged by the code engines."""
    for flow in facts.flows:
        for component in flow.components:
            code = {code.name for code in component.code_fields}
            for field in component.fields.values():
                if field.text and field.name not in code:
                    yield flow, component, field
