"""Who may reach which ports, as Terraform's firewall resources say it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scanner.deployments.terraform.modules import Resource, Value
from scanner.formats.hcl import Block

EVERYBODY = frozenset({"0.0.0.0/0", "::/0", "*", "internet", "any"})
ALL_PORTS = (0, 65535)


@dataclass(frozen=True, slots=True)
class Opening:
    """Ports that the whole internet may reach."""

    low: int
    high: int
    source: Value
    """The address range that says so."""
    resource: Resource

    def covers(self, port: int) -> bool:
        """Whether a port is among them."""
        return self.low <= port <= self.high


def openings(resources: Sequence[Resource]) -> Iterator[Opening]:
    """Every range of ports that a resource opens to everyone."""
    for resource in resources:
        read = _READERS.get(resource.type)
        if read is not None:
            yield from read(resource)


def _opened(
    resource: Resource, block: Block, ranges: Sequence[tuple[int, int]], *names: str
) -> Iterator[Opening]:
    for name in names:
        for value in resource.texts(block, name):
            if (value.text or "").lower() in EVERYBODY:
                yield from (Opening(low, high, value, resource) for low, high in ranges)
                return


def _range(text: str) -> tuple[int, int] | None:
    """`7860`, `1000-9000`, `*`, `all`; None for what is no port."""
    low, dash, high = text.strip().partition("-")
    if text.strip().lower() in {"*", "all", "any"}:
        return ALL_PORTS
    if low.isdigit() and (high.isdigit() or not dash):
        return int(low), int(high or low)
    return None


def _ranges(resource: Resource, block: Block, *names: str) -> list[tuple[int, int]]:
    texts = (value.text or "" for name in names for value in resource.texts(block, name))
    return [found for text in texts if (found := _range(text))]


def _of_aws(resource: Resource, block: Block) -> list[tuple[int, int]]:
    """Protocol -1 is all traffic, whatever the ports say."""
    protocol = resource.text(block, "protocol") or resource.text(block, "ip_protocol")
    low, high = resource.text(block, "from_port"), resource.text(block, "to_port")
    if protocol in {"-1", "all"}:
        return [ALL_PORTS]
    return [(int(low), int(high))] if low.isdigit() and high.isdigit() else []


def _security_group(resource: Resource) -> Iterator[Opening]:
    for block in resource.block.all("ingress"):
        ranges = _of_aws(resource, block)
        yield from _opened(resource, block, ranges, "cidr_blocks", "ipv6_cidr_blocks")


def _security_group_rule(resource: Resource) -> Iterator[Opening]:
    if resource.text(resource.block, "type") in {"ingress", ""}:
        names = ("cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6")
        ranges = _of_aws(resource, resource.block)
        yield from _opened(resource, resource.block, ranges, *names)


def _google(resource: Resource) -> Iterator[Opening]:
    if resource.text(resource.block, "direction").upper() == "EGRESS":
        return
    for block in resource.block.all("allow"):
        ranges = _ranges(resource, block, "ports") if "ports" in block.attributes else [ALL_PORTS]
        if resource.text(block, "protocol").lower() in {"tcp", "all", "6"}:
            yield from _opened(resource, resource.block, ranges, "source_ranges")


def _azure(resource: Resource) -> Iterator[Opening]:
    inside = list(resource.block.all("security_rule"))
    for block in inside or [resource.block]:
        inbound = resource.text(block, "direction").lower() == "inbound"
        if inbound and resource.text(block, "access").lower() == "allow":
            names = ("destination_port_range", "destination_port_ranges")
            sources = ("source_address_prefix", "source_address_prefixes")
            yield from _opened(resource, block, _ranges(resource, block, *names), *sources)


def _digital_ocean(resource: Resource) -> Iterator[Opening]:
    for block in resource.block.all("inbound_rule"):
        ranges = _ranges(resource, block, "port_range")
        yield from _opened(resource, block, ranges, "source_addresses")


def _hetzner(resource: Resource) -> Iterator[Opening]:
    for block in resource.block.all("rule"):
        if resource.text(block, "direction") == "in":
            yield from _opened(resource, block, _ranges(resource, block, "port"), "source_ips")


_READERS: Mapping[str, Callable[[Resource], Iterator[Opening]]] = {
    "aws_security_group": _security_group,
    "aws_default_security_group": _security_group,
    "aws_security_group_rule": _security_group_rule,
    "aws_vpc_security_group_ingress_rule": _security_group_rule,
    "google_compute_firewall": _google,
    "azurerm_network_security_group": _azure,
    "azurerm_network_security_rule": _azure,
    "digitalocean_firewall": _digital_ocean,
    "hcloud_firewall": _hetzner,
}
"""Resources that open ports (the providers' own documentation of 2026)."""
