"""What a container may do to its host, and what an image or the repository takes along."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from scanner.checks.match import Facts, Match, check
from scanner.deployments.model import OFFICIAL_IMAGE, Deployment, Form, Option
from scanner.formats import dockerfile
from scanner.formats.positions import Lines
from scanner.model.finding import Location
from scanner.tree.guards import is_test
from scanner.tree.source import FileKind

_ROOT = frozenset({"root", "0"})
_SOCKETS = re.compile(r"/(docker|podman|containerd|crio)\.sock$")
_HOST_FOLDERS = frozenset(
    {"/", "/etc", "/root", "/home", "/proc", "/sys", "/dev", "/var", "/var/run", "/run", "/usr"}
    | {"~", "~/.ssh", "~/.aws", "~/.kube", "$HOME", "${HOME}"}
)
_POWERS = frozenset(
    {"ALL", "SYS_ADMIN", "SYS_PTRACE", "SYS_MODULE", "NET_ADMIN", "DAC_READ_SEARCH"}
)
_COPIES_ALL = re.compile(r"^(?:--\S+\s+)*\.\/?\s+\S+\s*$")
_COPIES_ENV = re.compile(r"(?:^|[\s/\"])\.env(?:\.(?!example|sample|template)\w+)?(?=[\s\",])")


@check("LF-DEP-020")
def runs_as_root(facts: Facts) -> Iterator[Match]:
    """The user is root, or an own image that installs Langflow never leaves root."""
    for unit in facts.units:
        if not unit.is_langflow:
            continue
        user = unit.option("user")
        if user is not None:
            if user.value.partition(":")[0].strip() in _ROOT:
                yield Match(f"{unit.name} runs Langflow as root", user.location)
        elif unit.form is Form.DOCKERFILE and not _has_own_user(unit):
            message = f"{unit.name} installs Langflow and never leaves root: no USER instruction"
            yield Match(message, unit.location, fix="USER 1000")


def _has_own_user(unit: Deployment) -> bool:
    """Whether the base image sets a user itself, as Langflow's own images do."""
    return unit.image is None or unit.image.is_langflow or not unit.image.certain


@check("LF-DEP-021")
def extra_powers(facts: Facts) -> Iterator[Match]:
    """Privileged, wide capabilities, or no confinement."""
    for unit in facts.units:
        for option in unit.options if unit.is_langflow else ():
            power = _power(option)
            if power:
                yield Match(f"{unit.name} runs Langflow {power}", option.location)


def _power(option: Option) -> str:
    value = option.value.upper().removeprefix("CAP_")
    if option.name == "privileged" and value == "TRUE":
        return "privileged: as root of the host"
    if option.name == "cap_add" and value in _POWERS:
        return f"with the capability {value}"
    if option.name == "security_opt" and re.search(r"(SECCOMP|APPARMOR)[:=]UNCONFINED", value):
        return "without the confinement that containers have by default"
    return "in the host's process space" if option.name == "pid" and value == "HOST" else ""


@check("LF-DEP-022")
def container_socket_mounted(facts: Facts) -> Iterator[Match]:
    """The container engine's socket inside a container."""
    for unit in facts.units:
        if not (unit.is_langflow or unit.in_stack):
            continue
        for mount in unit.mounts:
            if _SOCKETS.search(mount.source):
                message = f"{unit.name} gets the container engine's socket: whoever controls the "
                message += "container is root of the host"
                yield Match(message, mount.location, "" if unit.is_langflow else "stack")


@check("LF-DEP-023")
def host_folder_mounted(facts: Facts) -> Iterator[Match]:
    """A folder of the host that holds more than Langflow's own data."""
    for unit in facts.units:
        for mount in unit.mounts if unit.is_langflow else ():
            folder = mount.source.rstrip("/") or "/"
            if mount.source.startswith(("/", "~", "$")) and folder in _HOST_FOLDERS:
                words = "read" if mount.read_only else "read and change"
                message = f"{unit.name} can {words} {folder} of the host"
                yield Match(message, mount.location, "read-only" if mount.read_only else "")


@check("LF-DEP-003")
def unofficial_image(facts: Facts) -> Iterator[Match]:
    """An image named after Langflow that neither its makers nor this repository build."""
    for unit in facts.units:
        image = unit.image
        if (
            image is None
            or not image.is_langflow
            or not image.certain
            or "/" not in image.repository
        ):
            continue
        mirrors = facts.settings.registries
        if OFFICIAL_IMAGE.match(image.repository) or image.repository.startswith(mirrors):
            continue
        message = f"the image {image.repository} is not one that Langflow publishes"
        yield Match(message, image.location)


@check("LF-SEC-011")
def secret_file_copied_into_image(facts: Facts) -> Iterator[Match]:
    """`COPY .env`, or `COPY . .` where a committed .env is in the context and not left out."""
    langflow = {
        unit.uri for unit in facts.units if unit.is_langflow and unit.form is Form.DOCKERFILE
    }
    for source in facts.tree.of(FileKind.DOCKERFILE):
        if source.uri not in langflow:
            continue
        lines = Lines(source.text)
        for instruction in dockerfile.read(source.text):
            if instruction.name not in {"COPY", "ADD"} or "--from=" in instruction.text:
                continue
            env = _copied_env(facts, source.uri, instruction.text)
            if env:
                region = lines.region(instruction.start, instruction.end)
                message = f"{instruction.name} puts {env} into the image: whoever pulls it has it"
                yield Match(message, Location(source.uri, region, env))


def _copied_env(facts: Facts, uri: str, text: str) -> str:
    """The .env file that a COPY takes along; empty for none."""
    if _COPIES_ENV.search(f" {text} "):
        return ".env"
    if not _COPIES_ALL.match(text):
        return ""
    folder = PurePosixPath(uri).parent
    ignored = facts.tree.get(str(folder / ".dockerignore"))
    if ignored and re.search(r"^\s*(\*\*/)?\.env\*?|^\s*\*\s*$", ignored.text, re.MULTILINE):
        return ""
    return ".env" if facts.tree.get(str(folder / ".env")) else ""


@check("LF-SEC-016")
def run_time_data_committed(facts: Facts) -> Iterator[Match]:
    """Langflow's database under any name, or its server list, in the repository."""
    held = {database.uri: database.rows for database in facts.databases}
    for source in facts.tree.sources:
        rows = held.get(source.uri)
        what = "a Langflow database" if rows else _run_time_data(source.uri, source.data)
        if what and not is_test(source.uri):
            region = Lines("").region(0, 0)
            inside = _counted(rows) if rows else "users, flows and stored credentials"
            message = f"{source.uri} is {what}: it holds {inside}"
            yield Match(message, Location(source.uri, region, source.name))


def _counted(rows: Mapping[str, int]) -> str:
    """What a database holds, in numbers; never a value."""
    names = {"user": "user", "apikey": "API key", "variable": "variable", "flow": "flow"}
    parts = [
        f"{rows[table]} {name}{'' if rows[table] == 1 else 's'}"
        for table, name in names.items()
        if table in rows
    ]
    return ", ".join(parts)


def _run_time_data(uri: str, head: bytes) -> str:
    name = PurePosixPath(uri).name
    if re.fullmatch(r"langflow(-pre)?\.db(-wal|-shm|\.bak|\.backup)?", name) and head:
        return "a Langflow database"
    if re.fullmatch(r"_mcp_servers_[0-9a-f-]{36}\.json", name):
        return "a list of MCP servers that Langflow wrote"
    return ""
