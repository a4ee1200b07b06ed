"""What a container of a pod runs, how it is confined, and what is mounted into it."""

from collections.abc import Iterator

from scanner.deployments.kubernetes.resources import Resource, is_internal, items, text
from scanner.deployments.model import REPLICAS, Exposure, Mount, Option
from scanner.deployments.server_command import Argument
from scanner.formats.positions import Node


def arguments(workload: Resource, container: Node) -> list[Argument]:
    """The words of `command` and `args`."""
    nodes = [*items(container, "command"), *items(container, "args")]
    return [Argument(node.text, workload.at(node)) for node in nodes]


def security(workload: Resource, pod: Node, container: Node) -> Iterator[Option]:
    """The security context in the words of Compose; the container's beats the pod's."""
    of_pod, own = pod.get("securityContext"), container.get("securityContext")
    for holder in (of_pod, own):
        if holder is None:
            continue
        user = holder.get("runAsUser")
        if user is not None:
            yield Option("user", user.text, workload.at(user, "user", holder.keys.get("runAsUser")))
        profile = holder.get("seccompProfile", "type")
        if profile is not None and profile.text == "Unconfined":
            yield Option("security_opt", "seccomp:unconfined", workload.at(profile, "security_opt"))
    if own is not None:
        if text(own, "privileged") == "true":
            place = workload.at(own.mapping["privileged"], "privileged", own.keys["privileged"])
            yield Option("privileged", "true", place)
        for capability in items(own, "capabilities", "add"):
            yield Option("cap_add", capability.text, workload.at(capability, "cap_add"))
        for capability in items(own, "capabilities", "drop"):
            yield Option("cap_drop", capability.text, workload.at(capability, "cap_drop"))
        if text(own, "readOnlyRootFilesystem") == "true":
            yield Option("read_only", "true", workload.at(own, "read_only"))
        if text(own, "allowPrivilegeEscalation") == "false":
            yield Option("security_opt", "no-new-privileges:true", workload.at(own, "security_opt"))


def mounts(workload: Resource, pod: Node, container: Node) -> Iterator[Mount]:
    """The volumes of a container; a folder of the host by its path, others by their name."""
    volumes = {text(volume, "name"): volume for volume in items(pod, "volumes")}
    for mount in items(container, "volumeMounts"):
        volume = volumes.get(text(mount, "name"))
        path = volume.get("hostPath", "path") if volume else None
        place = workload.at(path) if path else workload.at(mount)
        source = path.text if path else text(mount, "name")
        read_only = text(mount, "readOnly") == "true"
        lasts = volume is None or volume.get("emptyDir") is None
        yield Mount(source, text(mount, "mountPath"), read_only, place, lasts)


def replicas(workload: Resource) -> Iterator[Option]:
    """How many of it run, where the workload says so."""
    wanted = workload.node.get("spec", "replicas")
    if wanted is not None:
        yield Option(REPLICAS, wanted.text, workload.key("spec", "replicas"))


def how_exposed(workload: Resource, entrances: tuple[Option, ...]) -> Exposure:
    """Knative gives an address of its own, which its platform may guard."""
    if workload.kind == "KnativeService" and not is_internal(workload):
        return Exposure.UNKNOWN
    return Exposure.PUBLISHED if entrances else Exposure.INTERNAL
