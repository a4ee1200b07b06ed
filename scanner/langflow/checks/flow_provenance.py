"""Whether the code of a component is what it claims to be: LF-FLOW-020, 021, 023, 024."""

from collections.abc import Iterator

from packaging.version import InvalidVersion, Version

from scanner.langflow import provenance
from scanner.langflow.flow import CodeField, Component, Flow
from scanner.langflow.match import Facts, Match, check


def _code(facts: Facts) -> Iterator[tuple[Flow, Component, CodeField]]:
    """The component's own code, which the server executes to build it."""
    for flow in facts.flows:
        for component in flow.components:
            for field in component.code_fields:
                if field.name == "code":
                    yield flow, component, field


@check("LF-FLOW-021")
def built_in_with_changed_code(facts: Facts) -> Iterator[Match]:
    """A component that names one of Langflow's files and carries other code than any release."""
    for flow, component, field in _code(facts):
        module = _claimed_module(component)
        if not provenance.is_module(module) or provenance.official(field.code) is not None:
            continue
        if provenance.collides(field.code) or not _is_of_known_release(flow):
            continue
        if provenance.digest(field.code) in facts.settings.components:
            continue
        message = f"{component.name} says that it is Langflow's {module}, and its code is not "
        message += f"that of any release up to {provenance.newest()}"
        yield Match(message, flow.at(component.anchor, component.id))


@check("LF-FLOW-020")
def custom_code(facts: Facts) -> Iterator[Match]:
    """Code that is not Langflow's and does not say so: for a reviewer to look at and to accept."""
    for flow, component, field in _code(facts):
        if provenance.official(field.code) is not None or provenance.collides(field.code):
            continue
        if provenance.is_module(_claimed_module(component)) or not component.type.strip():
            continue  # LF-FLOW-021 and LF-FLOW-023
        digest = provenance.digest(field.code)
        if digest not in facts.settings.components:
            lines = field.code.count("\n") + 1
            message = f"{component.name} runs {lines} lines of code that no Langflow release has; "
            message += f"SHA-256 {digest}"
            yield Match(message, flow.at(component.anchor, component.id))


@check("LF-FLOW-023")
def code_without_a_type(facts: Facts) -> Iterator[Match]:
    """Code in a node whose type is empty: Langflow's own gate went by the type."""
    for flow, component, _ in _code(facts):
        if not component.type.strip():
            message = f"{component.name or 'a component'} carries code and has no type, which is "
            message += "how code was brought past Langflow's check of custom components"
            yield Match(message, flow.at(component.anchor, component.id))


@check("LF-FLOW-024")
def code_hash_collision(facts: Facts) -> Iterator[Match]:
    """The short hash of an official component over other code."""
    for flow, component, field in _code(facts):
        if provenance.collides(field.code):
            message = f"the code of {component.name} has the short hash of an official component "
            message += "and is not that component: it was made to be taken for it"
            yield Match(message, flow.at(component.anchor, component.id))


def _claimed_module(component: Component) -> str:
    """`metadata.module` without the class at its end; empty in exports before 1.6."""
    module = component.node.get("data", "node", "metadata", "module")
    return module.text.rpartition(".")[0] if module else ""


def _is_of_known_release(flow: Flow) -> bool:
    """Whether a stable release that the table knows saved the flow: others may have other code."""
    saved = flow.setting("last_tested_version")
    try:
        version = Version(saved.text) if saved and saved.text else None
    except InvalidVersion:
        return False
    return version is not None and not version.is_prerelease and version <= provenance.newest()
