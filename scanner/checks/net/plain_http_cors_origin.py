"""LF-NET-011 plain-http-cors-origin."""

from collections.abc import Iterator

from scanner import values
from scanner.checks.conditions import entries, literal
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.tree.guards import is_template


@check("LF-NET-011")
def plain_http_cors_origin(facts: Facts) -> Iterator[Match]:
    """An origin whose pages anyone on the way can rewrite."""
    for unit in facts.units:
        setting = unit.explicit("LANGFLOW_CORS_ORIGINS")
        plain = [one for one in entries(literal(setting)) if values.is_plain_http(one)]
        if setting and plain and not is_template(setting.location):
            message = f"{setting.name} trusts pages that came over plain HTTP ({len(plain)} of its "
            message += "origins)"
            yield Match(message, setting.location)
