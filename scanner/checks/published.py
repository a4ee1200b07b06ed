"""How a service of the stack is reached from outside of it, whatever format says so."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from scanner.deployments.model import Deployment, Form
from scanner.model.place import Location


@dataclass(frozen=True, slots=True)
class Door:
    """One way in."""

    port: str
    how: str
    """In a sentence: `on all interfaces`."""
    location: Location
    fix: str


def doors(unit: Deployment, ports: Collection[str]) -> Iterator[Door]:
    """The ways to one of the ports of a product; of a cluster's service all of its ports count."""
    for port in unit.ports:
        if port.target in ports and not port.is_loopback:
            fix = f'"127.0.0.1:{port.published or port.target}:{port.target}"'
            yield Door(port.target, "on all interfaces", port.location, fix)
    if unit.host_network:
        yield Door("", "on the host's network", unit.location, "")
    for option in unit.options if unit.form is Form.KUBERNETES else ():
        if option.name == "service":
            how = f"outside of the cluster ({option.value})"
            yield Door("", how, option.location, "type: ClusterIP")
        elif option.name == "hostPort":
            yield Door(option.value, "on its node", option.location, "")
