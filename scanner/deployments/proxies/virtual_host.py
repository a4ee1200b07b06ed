"""One name or port of a reverse proxy behind which Langflow stands."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from scanner.deployments import model as facts
from scanner.model.place import Location

_NEAR = re.compile(
    r"^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?|[\w.-]+\.(local|localhost|test|internal))$"
)


@dataclass(frozen=True, slots=True)
class VirtualHost:
    """One name or port of a proxy behind which Langflow stands."""

    proxy: str
    uri: str
    location: Location
    """The directive that leads to Langflow."""
    backend: str
    """Host and port it leads to."""
    names: tuple[str, ...] = ()
    plain: Location | None = None
    """Where it says that it answers on port 80 as it is, neither encrypted nor sent on."""
    encrypted: bool = False
    has_login: bool = False
    includes: bool = False
    behind_another: bool = False
    """Whether it says that another proxy stands in front: then that one may end TLS."""
    headers: frozenset[str] = frozenset()
    """The names of the headers that it adds, lower case."""
    protocols: tuple[tuple[str, Location], ...] = ()
    """TLS versions and ciphers, as written."""
    any_origin: Location | None = None
    """Where it allows every web site to read what Langflow answers."""
    any_origin_with_cookies: bool = False
    key_files: tuple[str, ...] = ()
    no_body_limit: Location | None = None
    takes_client_address: Location | None = None
    """Where it hands on the address that a client claims to have."""

    @property
    def is_local(self) -> bool:
        """Whether it is only for the machine itself."""
        return bool(self.names) and all(_NEAR.match(name) for name in self.names)


def is_langflow(backend: str) -> bool:
    """Whether `host:port` is Langflow's: by its port or its name."""
    host, _, port = backend.rpartition(":")
    return port == str(facts.PORT) or "langflow" in (host or backend).lower()


def address_of(url: str) -> str:
    """Host and port of a backend as written, with or without a scheme."""
    try:
        return urlsplit(url if "//" in url else f"//{url}").netloc.rpartition("@")[2]
    except ValueError:
        return ""
