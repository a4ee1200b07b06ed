"""LF-DEP-030 companion-without-login."""

from collections.abc import Iterator

from scanner.checks.companions import product_of, weakness
from scanner.checks.facts import Facts
from scanner.checks.published import doors
from scanner.checks.registry import Match, check
from scanner.tree.guards import is_development, is_template


@check("LF-DEP-030")
def companion_without_login(facts: Facts) -> Iterator[Match]:
    """A service next to Langflow that is published and lets everyone in; once a service."""
    for unit in facts.units:
        if not unit.in_stack or unit.is_langflow or is_template(unit.location):
            continue
        product = product_of(unit)
        door = next(doors(unit, product.ports), None) if product is not None else None
        found = weakness(unit, product) if product is not None and door is not None else None
        if product is None or door is None or found is None:
            continue
        why, place = found
        message = f"{unit.name} publishes {product.name} {door.how}, and {why}: "
        message += product.holds
        variant = "dev" if is_development(door.location) else "code" if product.runs_code else ""
        where = place or door.location
        related = (door.location,) if place is not None else ()
        yield Match(message, where, variant, related=related, fix="" if place else door.fix)
