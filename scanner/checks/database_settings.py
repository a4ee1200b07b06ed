"""Langflow's database and folder, as settings say."""

import re
from ipaddress import ip_address, ip_network

from scanner.checks.conditions import as_written
from scanner.checks.facts import Facts
from scanner.deployments.model import Deployment, Form, Setting

URL = "LANGFLOW_DATABASE_URL"


FOLDER = "LANGFLOW_CONFIG_DIR"


IN_FOLDER = "LANGFLOW_SAVE_DB_IN_CONFIG_DIR"


FOLDER_OF_THE_IMAGE = "/app/data/.cache/langflow"
"""HOME of Langflow's images is /app/data; the default is the user's cache folder."""


_POSTGRES = re.compile(
    r"postgres(?:ql)?(?:\+\w+)?://(?:(?P<user>[^:@/\s\"']*)(?::[^@\s\"']*)?@)"
    r"(?P<host>\[[^\]]*\]|[^:/?\s\"'\[\]]*)(?::[^/?\s\"']*)?(?:/[^?\s\"']*)?(?:\?(?P<query>[^\s\"']*))?"
)


_INSIDE = (".svc", ".local", ".internal", ".localhost", ".lan", ".flycast", ".home.arpa")


_NEAR = (
    *map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")),
    *map(ip_network, ("127.0.0.0/8", "169.254.0.0/16", "fc00::/7", "::1/128")),
)


def remote_database(unit: Deployment, facts: Facts) -> tuple[Setting, re.Match[str]] | None:
    """The URL of a PostgreSQL server beyond the host, its containers and its cluster."""
    setting = unit.explicit(URL)
    if setting is None:
        return None
    match = _POSTGRES.search(setting.value or as_written(facts, setting.location))
    return (setting, match) if match and _is_far(match["host"].lower(), unit.form) else None


def _is_far(host: str, form: Form) -> bool:
    if "$" in host or "{" in host or host.endswith(_INSIDE):
        return False
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        in_cluster = form in {Form.KUBERNETES, Form.HELM} and host.count(".") < 2
        return "." in host and not in_cluster
    return not any(address in network for network in _NEAR)


CONTAINERS = frozenset({Form.COMPOSE, Form.DOCKER_RUN, Form.KUBERNETES, Form.HELM})


def kept_folders(unit: Deployment) -> list[str]:
    """The folders in the container whose files outlive it."""
    return [m.target for m in unit.mounts if m.lasts and not m.read_only and m.target != "/tmp"]  # noqa: S108


ON_A_MACHINE = frozenset({Form.SCRIPT, Form.SYSTEMD, Form.DOTENV})
"""What runs beside other accounts and programs; a container has its own `/tmp`."""
