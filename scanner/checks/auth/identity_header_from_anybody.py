"""LF-AUTH-012 identity-header-from-anybody."""

from collections.abc import Iterator

from scanner.checks.conditions import example_or, is_on, literal
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.model import Exposure, Setting


@check("LF-AUTH-012")
def identity_header_from_anybody(facts: Facts) -> Iterator[Match]:
    """A header that says who calls, believed from whoever reaches the published port."""
    for unit in facts.units:
        if unit.exposure is not Exposure.PUBLISHED:
            continue
        trusted = unit.explicit("LANGFLOW_SERVING_TRUST_PROXY_HEADERS")
        header = unit.explicit("LANGFLOW_SERVING_END_USER_HEADER")
        mode = unit.explicit("LFX_SERVE_IDENTITY_MODE")
        named = header is not None or not unit.complete
        if trusted and named and is_on(unit, trusted.name):
            yield _header_trusted(trusted)
        if mode and literal(mode).lower() == "header":
            yield _header_trusted(mode)


def _header_trusted(setting: Setting) -> Match:
    message = f"{setting.name} trusts a request header for who the caller is, while the port is "
    message += "published: whoever sends the header is that user"
    return Match(message, setting.location, example_or(setting))
