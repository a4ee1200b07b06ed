"""Virtual hosts that serve Langflow."""

from scanner.deployments.proxies.virtual_host import VirtualHost
from scanner.model.place import Location
from scanner.tree.guards import is_development, is_template


def is_served(host: VirtualHost, place: Location) -> bool:
    """Whether it serves more than one's own machine or a template's reader."""
    return not (host.is_local or is_development(place) or is_template(place))
