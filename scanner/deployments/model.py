"""A deployment of Langflow, whatever file describes it: settings, image, ports, exposure.

A rule asks for the *effective* value of a setting and where it came from, and is written once for
every format.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from ipaddress import ip_address

from packaging.version import InvalidVersion, Version

from scanner.deployments.defaults import bare_names, default_of
from scanner.model.place import Location

PORT = 7860
"""Langflow's default port (lfx/services/settings/groups/server.py)."""


OFFICIAL_IMAGE = re.compile(
    r"^(?:(?:docker\.io|index\.docker\.io|registry-1\.docker\.io)/)?langflowai/langflow(?:-[a-z]+)*$"
    r"|^ghcr\.io/langflow-ai/langflow[\w-]*$"
)
"""langflowai/langflow, -backend, -frontend, -all, -nightly, -ep and the same on ghcr.io."""


_AROUND_LANGFLOW = frozenset(
    {"client", "cli", "sdk", "ui", "docs", "bot", "exporter", "backup", "proxy", "gateway"}
    | {"nginx", "caddy", "traefik", "postgres", "postgresql", "pgvector", "db", "redis", "rabbitmq"}
)
"""Words of an image's name by which it is something that works with Langflow."""


def _is_named_after_langflow(repository: str) -> bool:
    """Whether one word of the name is Langflow's, and none says that it is only next to it."""
    *owners, name = repository.lower().split("/")
    words = {*re.split(r"[-_.]", name)}
    ours = bool(words & {"langflow", "langflowai"}) or "langflowai" in owners
    return ours and not words & _AROUND_LANGFLOW


_RUNS_LANGFLOW = re.compile(
    r"\blangflow[\"',\s]+run\b|\blfx[\"',\s]+(?:serve|run)\b|langflow\.main:|\blangflow_launcher\b"
)


class Form(StrEnum):
    """What describes the deployment."""

    DOTENV = ".env file"
    COMPOSE = "Compose service"
    DOCKERFILE = "Dockerfile"
    SCRIPT = "command line"
    DOCKER_RUN = "docker run"
    KUBERNETES = "Kubernetes workload"
    HELM = "Helm values"
    SYSTEMD = "systemd unit"
    WORKFLOW = "GitHub workflow"
    PLATFORM = "hosting platform's manifest"
    TERRAFORM = "Terraform resource"


PUBLISHING_FORMS = frozenset({Form.COMPOSE, Form.DOCKER_RUN})
"""Where the published ports say who can reach the server."""


class Exposure(IntEnum):
    """Who can reach the server, as far as the files say."""

    LOOPBACK = 0
    INTERNAL = 1
    UNKNOWN = 2
    PUBLISHED = 3


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as a file gives it."""

    name: str
    """With the `LANGFLOW_` prefix, also where it was written without."""
    value: str | None
    """None when it depends on something outside of the repository."""
    location: Location
    origin: str
    """In words: `environment of service langflow`."""
    certain: bool = True
    """False for a default that the caller's environment may replace: `${NAME:-value}`."""


@dataclass(frozen=True, slots=True)
class Image:
    """A container image reference."""

    repository: str
    tag: str
    digest: str
    location: Location
    certain: bool = True
    """False when part of it comes from outside of the repository."""

    @property
    def is_langflow(self) -> bool:
        """Whether the name says that it runs Langflow."""
        return bool(
            OFFICIAL_IMAGE.match(self.repository) or _is_named_after_langflow(self.repository)
        )

    @property
    def is_frontend(self) -> bool:
        """Whether it only serves the canvas's files: it reads no setting of Langflow."""
        return self.is_langflow and self.repository.endswith("-frontend")

    @property
    def version(self) -> Version | None:
        """The release its tag names: `1.9.0`, `v1.9.0`, `core-1.9.0`; None for `latest`."""
        match = re.search(
            r"(?:^|[-v])(\d+\.\d+(?:\.\d+)?(?:[._-]?(?:(?:dev|post)\d*|(?:rc|a|b)\d+))?)(?![.\d])",
            self.tag,
        )
        if match is None or not self.is_langflow or self.tag.startswith("base-"):
            return None
        try:
            return Version(match.group(1))
        except InvalidVersion:
            return None


@dataclass(frozen=True, slots=True)
class Port:
    """One published port of a container."""

    host: str
    """The address it is bound to; empty for all interfaces."""
    published: str
    target: str
    location: Location

    @property
    def is_loopback(self) -> bool:
        """Whether only the host itself can connect."""
        try:
            return self.host == "localhost" or ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return False


@dataclass(frozen=True, slots=True)
class Mount:
    """A folder or file of the host, or a named volume, inside a container."""

    source: str
    """As written; a name without a slash is a named volume."""
    target: str
    read_only: bool
    location: Location
    lasts: bool = True
    """False for a folder that goes with its container: an `emptyDir`."""


REPLICAS = "replicas"
"""The option that says how many containers of one description run."""
PLAIN_INGRESS = "ingress-without-tls"
"""The option that names an Ingress without certificates, neither its own nor its controller's."""
OTHER_PROGRAM = "other-program"
"""The option that names the server of an image that only uses Langflow as a library."""
DOWNLOADED_FLOW = "downloadFlows"
"""The option that holds the address of a flow which a chart loads at every start."""


@dataclass(frozen=True, slots=True)
class Option:
    """How a container runs: `user`, `privileged`, `cap_add`, `security_opt`; one for each value."""

    name: str
    value: str
    location: Location


@dataclass(frozen=True, slots=True)
class Effective:
    """What a setting amounts to in a deployment."""

    value: str | None
    """None when it cannot be known."""
    location: Location
    origin: str
    is_default: bool = False
    certain: bool = True
    """False for a default that the caller's environment may replace."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """One unit that runs (or configures) Langflow."""

    name: str
    form: Form
    uri: str
    location: Location
    """Where to point when no setting is to blame."""
    settings: tuple[Setting, ...] = ()
    """Lowest precedence first."""
    image: Image | None = None
    base_version: Version | None = None
    """The Langflow release, when something other than the image's tag says it."""
    base_version_location: Location | None = None
    """Where it says so, or where whatever release is newest is installed."""
    by_manifest: bool = False
    """Whether a manifest or a lock says it, which is judged itself."""
    ports: tuple[Port, ...] = ()
    mounts: tuple[Mount, ...] = ()
    options: tuple[Option, ...] = ()
    """The last one of a name that can only have one value wins."""
    host_network: bool = False
    complete: bool = False
    """Whether the files hold the whole environment: only then does an absent name mean anything."""
    listed: bool = False
    """Whether the file lists the variables, although its platform's console may add to them."""
    is_langflow: bool = False
    in_stack: bool = False
    """Whether it belongs to a stack in which some service is Langflow."""
    declared_exposure: Exposure | None = None
    """What the format says in its own words, where it has no published ports."""
    built_from: str = ""
    """The Dockerfile of the tree that its image is built from."""

    @property
    def version(self) -> Version | None:
        """The Langflow release it runs, None when unknown."""
        return self.base_version or (self.image.version if self.image else None)

    @property
    def is_frontend(self) -> bool:
        """Whether it is the web server of a split deployment, or a program of its own that uses
        Langflow as a library: no default of Langflow holds."""
        of_images = self.image is not None and self.image.is_frontend
        return of_images or self.option(OTHER_PROGRAM) is not None

    @property
    def version_location(self) -> Location:
        """The place that decides which release runs."""
        if self.base_version_location:
            return self.base_version_location
        return self.image.location if self.image else self.location

    @property
    def exposure(self) -> Exposure:
        """From the published ports or the format's own words; a lone .env does not say."""
        if self.declared_exposure is not None:
            return self.declared_exposure
        if self.form not in PUBLISHING_FORMS:
            return Exposure.UNKNOWN
        if self.host_network or any(not port.is_loopback for port in self.ports):
            return Exposure.PUBLISHED
        return Exposure.LOOPBACK if self.ports else Exposure.INTERNAL

    @property
    def several(self) -> Location | None:
        """The number that asks for more than one container of this description."""
        wanted = self.option(REPLICAS)
        number = wanted.value if wanted else ""
        many = number.isdigit() and len(number) < 6 and int(number) > 1
        return wanted.location if wanted and many else None

    def option(self, name: str) -> Option | None:
        """The option of that name that wins."""
        return next((o for o in reversed(self.options) if o.name == name), None)

    def explicit(self, name: str) -> Setting | None:
        """The setting that wins among those the files give."""
        return next((s for s in reversed(self.settings) if s.name == name), None)

    def others(self, name: str) -> Iterator[Setting]:
        """The settings of that name that are overridden."""
        winner = self.explicit(name)
        return (s for s in self.settings if s.name == name and s is not winner)

    def effective(self, name: str) -> Effective | None:
        """The value that the server sees: explicit, or the default of its version.

        None when the environment is not complete or the version's default is not known.
        """
        setting = self.explicit(name)
        if setting is not None:
            return Effective(
                setting.value, setting.location, setting.origin, certain=setting.certain
            )
        if not (self.complete and self.is_langflow and self.version) or self.is_frontend:
            return None
        default = default_of(name, self.version)
        if default is None:
            return None
        origin = f"default of Langflow {self.version}"
        return Effective(default, self.version_location, origin, is_default=True)


def canonical(name: str, *, in_langflow: bool) -> str:
    """The prefixed name; `langflow run` reads the bare names of AuthSettings too.

    The prefix counts in any case, a bare name in capitals only (langflow/__main__.py:573-576 and
    lfx/services/settings/base.py:115 of 1.13.0).
    """
    upper = name.upper()
    if upper.startswith("LANGFLOW_"):
        return upper
    return f"LANGFLOW_{name}" if in_langflow and name in bare_names() else name


def runs_langflow(command: str) -> bool:
    """Whether a command line starts a Langflow server."""
    return bool(_RUNS_LANGFLOW.search(command))


def image(reference: str, location: Location, *, certain: bool = True) -> Image:
    """An image reference taken apart: `registry:5000/name:tag@sha256:digest`."""
    name, _, digest = reference.strip().partition("@")
    head, colon, tag = name.rpartition(":")
    if not colon or "/" in tag:
        head, tag = name, ""
    return Image(head.lower(), tag, digest, location, certain)
