"""LF-SEC-001 credential-in-deployment-file."""

from collections.abc import Iterator

from scanner.checks.credentials import is_credential, literal
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.checks.setting_names import SECRET_KEY
from scanner.secrets.known import known_format
from scanner.tree.guards import is_template

_JUDGED_ELSEWHERE = frozenset({SECRET_KEY, "LANGFLOW_SUPERUSER_PASSWORD"})


@check("LF-SEC-001")
def credential_in_deployment_file(facts: Facts) -> Iterator[Match]:
    """A literal with a credential's name and a credential's look."""
    for unit in facts.units:
        for setting in unit.settings:
            value = literal(setting)
            if not value or setting.name in _JUDGED_ELSEWHERE or not is_credential(setting):
                continue
            known = known_format(value)
            look = f"a {known}" if known else f"{len(value)} random-looking characters"
            example = is_template(setting.location) and not known
            message = f"{setting.location.logical_name} is written here: {look}"
            yield Match(message, setting.location, "example" if example else "")
