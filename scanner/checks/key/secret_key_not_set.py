"""LF-KEY-004 secret-key-not-set."""

from collections.abc import Iterator

from scanner.checks.conditions import given, has_database, is_inside, servers
from scanner.checks.facts import Facts
from scanner.checks.match import by_reference
from scanner.checks.registry import Match, check
from scanner.checks.setting_names import SECRET_KEY
from scanner.deployments.model import Form

_CONFIG_DIR_OF_THE_IMAGE = "/app/data/.cache/langflow"


@check("LF-KEY-004")
def secret_key_not_set(facts: Facts) -> Iterator[Match]:
    """The key is made at the first start, and lives as long as the configuration folder."""
    for unit in servers(facts):
        if unit.explicit(SECRET_KEY) or not has_database(unit) or unit.several:
            continue
        folder = given(unit, "LANGFLOW_CONFIG_DIR") or _CONFIG_DIR_OF_THE_IMAGE
        on_host = unit.form is Form.SYSTEMD
        kept = on_host or is_inside(folder, (mount.target for mount in unit.mounts if mount.lasts))
        ending = "beside the data that it protects" if kept else "in the container: a new container"
        ending += "" if kept else " cannot read the stored credentials any more"
        message = f"{unit.name} sets no {SECRET_KEY}, so Langflow makes one and keeps it {ending}"
        fix = by_reference(facts, unit.location, SECRET_KEY)
        yield Match(message, unit.location, "kept" if kept else "", fix=fix)
