"""Component types by what they can do: `rulesets/knowledge/components.yml`."""

from collections.abc import Mapping
from functools import cache

import msgspec

from scanner import rules
from scanner.flows.read import Component, Flow


class Classes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table: type keys, and the names of fields that decide something."""

    code: frozenset[str]
    code_unless_false: Mapping[str, str]
    code_without_field: frozenset[str]
    flow_reference: frozenset[str]
    mcp_process: frozenset[str]
    mcp: frozenset[str]
    sql: frozenset[str]
    custom: frozenset[str]
    user_sources: frozenset[str]
    sources: frozenset[str]
    results: frozenset[str]
    anonymous_sources: frozenset[str]
    prompt_fields: frozenset[str]
    prompt_templates: frozenset[str]
    model_fields: frozenset[str]
    agents: frozenset[str]
    guardrails: frozenset[str]
    guardrail_outputs: frozenset[str]
    guardrail_unless_false: Mapping[str, str]
    effects: Mapping[str, Mapping[str, tuple[str, ...]]]
    verify_fields: frozenset[str]
    trust_fields: frozenset[str]
    guessable_endpoints: frozenset[str]
    secret_headers: frozenset[str]
    code_modules: frozenset[str]
    powerful_imports: frozenset[str]
    sensitive_fields: frozenset[str]
    path_fields: frozenset[str]
    private_tools: frozenset[str]
    untrusted_tools: frozenset[str]
    sending_tools: frozenset[str]


@cache
def classes() -> Classes:
    """The table, read once."""
    return rules.read_yaml("knowledge/components.yml", Classes)


def executes_code(component: Component) -> bool:
    """Whether the component runs code that it is given, as it is configured."""
    if component.type not in classes().code:
        return False
    switch = classes().code_unless_false.get(component.type)
    if switch is None:
        return True
    field = component.fields.get(switch)
    if field is None or field.value is None:
        return component.type in classes().code_without_field and bool(component.code_fields)
    return field.value.value is True


def refuses(component: Component) -> bool:
    """Whether it lets only through what it has checked or a person has approved."""
    if component.type not in classes().guardrails:
        return False
    switch = component.fields.get(classes().guardrail_unless_false.get(component.type, ""))
    return switch is None or switch.value is None or switch.value.value is not False


def is_public(flow: Flow) -> bool:
    """Whether anyone with the link may run it (langflow/services/database/models/flow)."""
    access = flow.setting("access_type")
    return access is not None and access.text.upper() == "PUBLIC"


def danger(component: Component) -> str:
    """Why a component must not be in a public flow, in words; empty when it may."""
    known = classes()
    if executes_code(component):
        return "executes code"
    if component.type in known.flow_reference:
        return "runs another flow"
    if component.type in known.mcp_process or (
        component.type in known.mcp and _is_process(component)
    ):
        return "starts a process"
    if component.type in known.sql:
        return "queries a database"
    if component.type in known.custom or component.edited:
        return "is custom code"
    return ""


def _is_process(component: Component) -> bool:
    """Whether an MCP component starts its server instead of calling a URL."""
    field = component.fields.get("mcp_server")
    return field is not None and field.node.get("value", "config", "command") is not None
