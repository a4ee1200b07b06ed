"""From what a format says of one container or process to a deployment, the same way for all."""

from dataclasses import dataclass, replace

from packaging.version import Version

from scanner.deployments import model, server_command
from scanner.deployments.defaults import known_settings
from scanner.deployments.model import (
    Deployment,
    Exposure,
    Form,
    Image,
    Mount,
    Option,
    Port,
    Setting,
)
from scanner.deployments.server_command import Argument
from scanner.model.place import Location

_ALSO_OF_CLIENTS = frozenset(
    f"LANGFLOW_{name}"
    for name in ("HOST", "PORT", "API_KEY", "LOG_LEVEL", "SUPERUSER", "DATABASE_URL")
)
"""Settings of the server whose names programs that call it use as well."""


@dataclass(frozen=True, slots=True)
class Container:
    """What a format says of one container or process."""

    name: str
    form: Form
    uri: str
    place: Location
    """Where to point when neither setting nor image is to blame."""
    settings: tuple[Setting, ...] = ()
    image: Image | None = None
    words: tuple[Argument, ...] = ()
    """Entrypoint and command."""
    ports: tuple[Port, ...] = ()
    mounts: tuple[Mount, ...] = ()
    options: tuple[Option, ...] = ()
    exposure: Exposure | None = None
    complete: bool = False
    """Whether the whole environment is in the file."""
    host_network: bool = False
    version: tuple[Version, Location] | None = None
    """The release that is installed, and where it says so."""
    is_langflow: bool = False
    """Whether the format itself says so, as a chart of Langflow does."""


def assembled(container: Container) -> Deployment | None:
    """The deployment, where the container runs or configures Langflow."""
    image = container.image
    started = server_command.server(container.words)
    pinned = (started.version, started.location) if started and started.version else None
    version, version_place = pinned or container.version or (None, None)
    is_langflow = (
        container.is_langflow
        or (image is not None and image.is_langflow)
        or started is not None
        or configures_server(container.settings)
        or (_is_named(container.settings) and _has_port(container))
    )
    if not is_langflow:
        return None
    named = (replace(s, name=model.canonical(s.name, in_langflow=True)) for s in container.settings)
    return Deployment(
        name=container.name,
        form=container.form,
        uri=container.uri,
        location=image.location if image else container.place,
        settings=(*named, *(started.flags if started else ())),
        image=image,
        base_version=version,
        base_version_location=version_place,
        ports=container.ports,
        mounts=container.mounts,
        options=container.options,
        host_network=container.host_network,
        complete=container.complete,
        is_langflow=True,
        in_stack=True,
        declared_exposure=container.exposure,
    )


def configures_server(settings: tuple[Setting, ...]) -> bool:
    """Whether a setting is one that only the server reads, so that no client is meant."""
    known = known_settings()
    return any(s.name in known and s.name not in _ALSO_OF_CLIENTS for s in settings)


def _is_named(settings: tuple[Setting, ...]) -> bool:
    return any(setting.name.startswith("LANGFLOW_") for setting in settings)


def _has_port(container: Container) -> bool:
    return any(port.target == str(model.PORT) for port in container.ports)
