"""LF-NET-032 tunnel-to-langflow."""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from scanner.checks.conditions import given
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments import model as langflow
from scanner.deployments.model import Deployment
from scanner.model.place import Location
from scanner.tree.guards import is_development, is_template

_NEEDED: dict[str, tuple[frozenset[str], ...]] = {
    "ngrok": (frozenset({"http", "tcp", "tls"}),),
    "cloudflared": (frozenset({"tunnel"}), frozenset({"--url"})),
    "lt": (frozenset({"--port", "-p"}),),
    "localtunnel": (frozenset({"--port", "-p"}),),
    "bore": (frozenset({"local"}),),
    "tailscale": (frozenset({"funnel"}),),
    "zrok": (frozenset({"share"}), frozenset({"public"})),
    "devtunnel": (frozenset({"host"}), frozenset({"--allow-anonymous", "-a"})),
}
"""One word of each set makes the program a door for everyone. A Cloudflare tunnel by token is
none: who may use it is set in the account."""


_FORWARDERS = ("serveo.net", "localhost.run", "pinggy.io", "lhr.life")


_PROTECTED = (
    "--basic-auth",
    "--auth",
    "--oauth",
    "--oidc",
    "--cidr-allow",
    "--mutual-tls-cas",
    "--policy-file",
    "--traffic-policy-file",
)


_TALKERS = frozenset({"echo", "printf", "which", "command", "pkill", "killall", "pgrep", "grep"})


@check("LF-NET-032")
def tunnel_to_langflow(facts: Facts) -> Iterator[Match]:
    """A command or a service of the stack that opens Langflow's port to the internet."""
    if not facts.deploys_langflow:
        return  # many other programs use this port
    ports = {str(langflow.PORT)} | {given(unit, "LANGFLOW_PORT") for unit in facts.units} - {""}
    for unit in facts.units:
        if unit.in_stack and unit.image is not None:
            words = [PurePosixPath(unit.image.repository).name, *_command(unit).split()]
            if _opens(words, ports):
                yield _found(words[0], (unit.option("command") or unit).location)
    yield from _configured(facts, ports)
    for script in facts.scripts:
        if not any(name in script.text for name in (*_NEEDED, *_FORWARDERS)):
            continue
        for command in script.commands:
            words = [word.text for word in command.words]
            if _opens(words, ports):
                yield _found(_program(words), script.place(command, "tunnel"))


def _configured(facts: Facts, ports: set[str]) -> Iterator[Match]:
    """Tunnels that a file describes; an account of Cloudflare may ask visitors who they are."""
    for one in facts.tunnels:
        if one.is_guarded or is_template(one.location) or not _names_port([one.target], ports):
            continue
        message = f"{one.program} gives Langflow's port a public address, past firewall and proxy"
        if one.has_account:
            message += "; the file asks for no login, so it depends on the account"
        near = "dev" if is_development(one.location) else ""
        yield Match(message, one.location, near or ("account" if one.has_account else ""))


def _found(program: str, place: Location) -> Match:
    message = f"{program} gives Langflow's port a public address, past firewall and proxy"
    return Match(message, place, "dev" if is_development(place) else "")


def _command(unit: Deployment) -> str:
    return " ".join(option.value for option in unit.options if option.name == "command")


def _program(words: Sequence[str]) -> str:
    """The tunnel's name among the words: bare, or as an image or a package."""
    names = (PurePosixPath(word.partition("@")[0].partition(":")[0]).name for word in words)
    return next((name for name in names if name in {*_NEEDED, "ssh"}), "")


def _opens(words: Sequence[str], ports: set[str]) -> bool:
    """Whether a command line leads everyone to one of the ports."""
    program = _program(words)
    if not program or PurePosixPath(words[0]).name in _TALKERS:
        return False
    names = {word.partition("=")[0] for word in words}
    if any(flag in names for flag in _PROTECTED):
        return False
    if program == "ssh":
        known = any(word.endswith(_FORWARDERS) for word in words)
        return known and "-R" in {word[:2] for word in words} and _names_port(words, ports)
    return all(names & one for one in _NEEDED[program]) and _names_port(words, ports)


def _names_port(words: Sequence[str], ports: set[str]) -> bool:
    """Whether a word is a port or an address with it: `7860`, `-p=7860`, `http://langflow:7860/`."""
    for word in words:
        text = word.rpartition("=")[2].rstrip("/")
        if text in ports or text.rpartition(":")[2] in ports:
            return True
    return False
