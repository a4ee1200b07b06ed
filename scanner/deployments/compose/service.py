"""Services of Compose files as they are merged, and the deployments that they come to
(compose-spec.io, merge and extends).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from scanner.deployments import model as facts
from scanner.deployments import server_command as command
from scanner.deployments.model import Deployment, Form, Image, Mount, Option, Port, Setting
from scanner.deployments.server_command import Argument
from scanner.model.place import Location
from scanner.tree.guards import is_example

T = TypeVar("T")

_APPENDED = frozenset({"cap_add", "security_opt"})


@dataclass(frozen=True, slots=True)
class Service:
    """One service as its files give it, each value with its own place."""

    name: str
    place: Location
    image: Image | None = None
    built: Deployment | None = None
    """What its Dockerfile describes, if that is in the tree."""
    has_build: bool = False
    entrypoint: tuple[Argument, ...] | None = None
    arguments: tuple[Argument, ...] | None = None
    """`command`."""
    ports: tuple[Port, ...] = ()
    env_files: tuple[Setting, ...] = ()
    environment: tuple[Setting, ...] = ()
    mounts: tuple[Mount, ...] = ()
    options: tuple[Option, ...] = ()
    network_mode: str = ""
    readable: bool = True
    """Whether all that it takes in is in the tree."""
    replacing: frozenset[str] = frozenset()
    """Keys that a `!reset` or `!override` tag lets take the place of what they would add to."""
    dropped: frozenset[str] = frozenset()
    """Variables that a `!reset` tag takes away."""


def merged(base: Service, over: Service) -> Service:
    """`over` on top of `base`, as Compose merges them: lists grow, the rest is replaced
    (compose-spec, 13-merge.md).
    """

    def grown(key: str, old: tuple[T, ...], new: tuple[T, ...]) -> tuple[T, ...]:
        return new if key in over.replacing else (*old, *new)

    environment = tuple(s for s in base.environment if s.name not in over.dropped)
    targets = {mount.target for mount in over.mounts}
    options = [
        option
        for option in base.options
        if option.name not in over.replacing
        and (option.name in _APPENDED or option.name not in {o.name for o in over.options})
    ]
    return replace(
        base,
        image=over.image or base.image,
        built=over.built or (base.built if not over.has_build else None),
        has_build=over.has_build or base.has_build,
        entrypoint=base.entrypoint if over.entrypoint is None else over.entrypoint,
        arguments=base.arguments if over.arguments is None else over.arguments,
        ports=grown("ports", base.ports, over.ports),
        env_files=grown("env_file", base.env_files, over.env_files),
        environment=grown("environment", environment, over.environment),
        mounts=grown(
            "volumes", tuple(m for m in base.mounts if m.target not in targets), over.mounts
        ),
        options=(*options, *over.options),
        network_mode=over.network_mode or base.network_mode,
        readable=base.readable and over.readable,
    )


def deployment(service: Service, uri: str, *, is_whole: bool) -> Deployment:
    """The service as a deployment of the file `uri`.

    Without `is_whole` other files may add to its environment, so that nothing is known absent.
    """
    built = service.built
    image = built.image if built else service.image
    words = (*(service.entrypoint or ()), *(service.arguments or ()))
    text = " ".join(word.text or "" for word in words)
    started = command.server(words)
    given = (*service.env_files, *service.environment)
    named = any(s.name.startswith("LANGFLOW_") for s in given)
    is_langflow = (
        (image is not None and image.is_langflow)
        or (built is not None and built.is_langflow)
        or started is not None
        or facts.runs_langflow(text)
        or (named and any(port.target == str(facts.PORT) for port in service.ports))
    )
    pinned = started.version if started else None
    settings = (*(built.settings if built else ()), *given)
    return Deployment(
        name=service.name,
        form=Form.COMPOSE,
        uri=uri,
        location=image.location if image else service.place,
        settings=(
            *(replace(s, name=facts.canonical(s.name, in_langflow=is_langflow)) for s in settings),
            *(started.flags if started else ()),
        ),
        image=image,
        base_version=pinned or (built.base_version if built else None),
        base_version_location=started.location
        if started and pinned
        else (built.base_version_location if built else None),
        by_manifest=started.installed
        if started and pinned
        else built is not None and built.by_manifest,
        ports=service.ports,
        mounts=service.mounts,
        options=(*(built.options if built else ()), *service.options, *_commands(service)),
        host_network=service.network_mode == "host",
        complete=service.readable
        and is_whole
        and not is_example(uri)
        and not (started and started.env_file)
        and (built is None or built.complete),
        is_langflow=is_langflow,
        built_from=built.uri if built else "",
    )


def _commands(service: Service) -> Iterator[Option]:
    for name, words in (("entrypoint", service.entrypoint), ("command", service.arguments)):
        for word in words or ():
            yield Option(name, word.text or "", word.location)


def in_one_stack(units: Iterator[Deployment]) -> tuple[Deployment, ...]:
    """The units, each knowing whether one of them is Langflow."""
    together = tuple(units)
    in_stack = any(unit.is_langflow for unit in together)
    return tuple(replace(unit, in_stack=in_stack) for unit in together)
