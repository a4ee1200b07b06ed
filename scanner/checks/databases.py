"""Where the database lies, and how the server reaches it: LF-DB-004 to -008, -012, LF-KEY-010."""

import re
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from pathlib import PurePosixPath

from packaging.version import Version

from scanner import values
from scanner.checks.conditions import (
    as_written,
    example_or,
    given,
    has_database,
    is_inside,
    is_on,
    literal,
    runs_at_least,
    servers,
)
from scanner.checks.match import Facts, Match, by_reference, check, written
from scanner.checks.services import replicas
from scanner.deployments.model import Deployment, Form, Setting
from scanner.deployments.scripts import Script, scripts
from scanner.tree.guards import is_development, is_template
from scanner.tree.source import FileKind

URL = "LANGFLOW_DATABASE_URL"
FOLDER = "LANGFLOW_CONFIG_DIR"
IN_FOLDER = "LANGFLOW_SAVE_DB_IN_CONFIG_DIR"
FOLDER_OF_THE_IMAGE = "/app/data/.cache/langflow"
"""HOME of Langflow's images is /app/data; the default is the user's cache folder."""
HOME_OF_THE_IMAGE = "/app"
"""The working folder of Langflow's images, from which a relative path counts."""
PACKAGE_OF_THE_IMAGE = "/app/.venv/lib"
"""Where the database lies without any setting: beside the installed package
(lfx/services/settings/groups/database.py:96-155 of 1.13.0)."""
SIGNED_SINCE = Version("1.12.3")
"""The first release with LANGFLOW_CACHE_SIGNING_KEY; before, the cache loads any pickle."""

_POSTGRES = re.compile(
    r"postgres(?:ql)?(?:\+\w+)?://(?:(?P<user>[^:@/\s\"']*)(?::[^@\s\"']*)?@)"
    r"(?P<host>\[[^\]]*\]|[^:/?\s\"'\[\]]*)(?::[^/?\s\"']*)?(?:/[^?\s\"']*)?(?:\?(?P<query>[^\s\"']*))?"
)
_ENCRYPTED = re.compile(r"(?:sslmode|ssl)=(?:require|verify-ca|verify-full|true|1)\b|sslrootcert=")
_INSIDE = (".svc", ".local", ".internal", ".localhost", ".lan", ".flycast", ".home.arpa")
_NEAR = (
    *map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")),
    *map(ip_network, ("127.0.0.0/8", "169.254.0.0/16", "fc00::/7", "::1/128")),
)
_SUPERUSERS = frozenset({"postgres", "root", "sa", "rdsadmin", "cloudsqlsuperuser"})


def _remote(unit: Deployment, facts: Facts) -> tuple[Setting, re.Match[str]] | None:
    """The URL of a PostgreSQL server beyond the host, its containers and its cluster."""
    setting = unit.explicit(URL)
    if setting is None:
        return None
    match = _POSTGRES.search(setting.value or as_written(facts, setting.location))
    return (setting, match) if match and _is_far(match["host"].lower(), unit.form) else None


def _is_far(host: str, form: Form) -> bool:
    if "$" in host or "{" in host or host.endswith(_INSIDE):
        return False
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        in_cluster = form in {Form.KUBERNETES, Form.HELM} and host.count(".") < 2
        return "." in host and not in_cluster
    return not any(address in network for network in _NEAR)


@check("LF-DB-004")
def database_without_tls(facts: Facts) -> Iterator[Match]:
    """A PostgreSQL server elsewhere, and no `sslmode` that insists on TLS."""
    for unit in facts.units:
        found = _remote(unit, facts)
        if found is None:
            continue
        setting, match = found
        query = match["query"] or ""
        elsewhere = [
            unit.explicit("LANGFLOW_DB_DRIVER_CONNECTION_SETTINGS"),
            unit.explicit("PGSSLMODE"),
        ]
        if _ENCRYPTED.search(query) or "$" in query or any(elsewhere):
            continue
        said = "sslmode" in query or "ssl=" in query
        message = (
            f"{URL} {'turns TLS off or leaves it' if said else 'leaves TLS'} to the server at "
        )
        message += (
            f"{match['host']}: passwords and credentials of flows may cross the network in clear"
        )
        fix = "postgresql://.../langflow?sslmode=verify-full"
        yield Match(message, setting.location, example_or(setting), fix=fix)


@check("LF-DB-012")
def database_superuser(facts: Facts) -> Iterator[Match]:
    """The administrator's role of a database server that is not a container of the stack."""
    for unit in facts.units:
        found = _remote(unit, facts)
        if found is None or is_template(found[0].location):
            continue
        setting, match = found
        user = (match["user"] or "").partition(".")[0].lower()
        if user in _SUPERUSERS:
            message = (
                f"Langflow works as {user} at {match['host']}: a flow with a SQL component can "
            )
            message += "change every database and role of that server"
            yield Match(message, setting.location)


def _sqlite(unit: Deployment) -> str | None:
    """The file of a SQLite database: absolute in the container, empty when it cannot be told.

    None where another database is in use, or may be.
    """
    setting = unit.explicit(URL)
    if setting is not None:
        match = re.match(r"sqlite(?:\+\w+)?:///(.*)", setting.value or "")
        if match is None:
            return None
        file = match.group(1).partition("?")[0]
        if file.startswith("/"):
            return file
        ours = unit.image is not None and unit.image.is_langflow and file
        return f"{HOME_OF_THE_IMAGE}/{file.removeprefix('./')}" if ours else ""
    if is_on(unit, IN_FOLDER):
        return f"{given(unit, FOLDER) or FOLDER_OF_THE_IMAGE}/langflow.db"
    return "" if unit.explicit(IN_FOLDER) else f"{PACKAGE_OF_THE_IMAGE}/langflow.db"


_CONTAINERS = frozenset({Form.COMPOSE, Form.DOCKER_RUN, Form.KUBERNETES, Form.HELM})


@check("LF-DB-005")
def database_not_kept(facts: Facts) -> Iterator[Match]:
    """SQLite beside the volume that is meant to keep it, in a pod's own folder, or in replicas."""
    for unit in servers(facts):
        file = _sqlite(unit)
        if file is None or unit.form not in _CONTAINERS or not has_database(unit):
            continue
        setting = unit.explicit(URL)
        place = setting.location if setting else unit.location
        several = replicas(facts, unit)
        if several:
            message = f"every replica of {unit.name} has a SQLite database of its own: accounts, "
            message += "revoked keys and flows differ from one to the next"
            yield Match(message, several, "replicas", related=(place,))
        elif file and not is_inside(file, _kept(unit)) and _is_meant_to_last(unit):
            message = f"{unit.name} keeps its SQLite database in the container "
            message += (
                f"({PurePosixPath(file).parent}): the next container starts without accounts, "
            )
            message += "keys and flows"
            fix = written(facts, place, IN_FOLDER, "true") if setting is None else ""
            yield Match(message, place, fix=fix)


def _kept(unit: Deployment) -> list[str]:
    return [m.target for m in unit.mounts if m.lasts and not m.read_only and m.target != "/tmp"]  # noqa: S108


def _is_meant_to_last(unit: Deployment) -> bool:
    """Whether it is no container that is tried out: a cluster's, or one whose author keeps data."""
    if unit.form in {Form.KUBERNETES, Form.HELM} or literal(unit.explicit(URL)):
        return True
    folder = given(unit, FOLDER)
    return bool(folder) and is_inside(folder, _kept(unit))


@check("LF-DB-006")
def config_folder_not_kept(facts: Facts) -> Iterator[Match]:
    """A relative folder, one beside the volume, or a volume that nothing is told to use."""
    for unit in facts.units:
        setting = unit.explicit(FOLDER)
        folder = literal(setting)
        in_container = unit.form in _CONTAINERS or unit.form is Form.DOCKERFILE
        if not (setting and folder and in_container and unit.is_langflow):
            continue
        if not re.match(r"[/~$%]|[A-Za-z]:", folder):
            message = (
                f"{FOLDER} is relative, so the key and the files go below the folder in which "
            )
            message += "the server happens to start, not onto a volume"
            fix = written(facts, setting.location, FOLDER, f"/{folder.removeprefix('./')}")
            yield Match(message, setting.location, example_or(setting), fix=fix)
    for unit in servers(facts):
        if unit.form in _CONTAINERS and has_database(unit):
            yield from _beside_the_volume(unit, facts)


def _beside_the_volume(unit: Deployment, facts: Facts) -> Iterator[Match]:
    setting = unit.explicit(FOLDER)
    kept = _kept(unit)
    if setting is not None:
        folder = literal(setting)
        if folder.startswith("/") and kept and not is_inside(folder, kept):
            message = f"{FOLDER} is on no volume of {unit.name}: uploaded files, and a key that "
            message += "Langflow makes, go with the container"
            yield Match(message, setting.location, "off-volume")
        return
    if is_inside(FOLDER_OF_THE_IMAGE, kept) or unit.image is None or not unit.image.is_langflow:
        return
    for mount in unit.mounts:
        unused = (
            PurePosixPath(mount.target).name in {"langflow", ".langflow"} and mount.target in kept
        )
        if unused and not _is_named(unit, mount.target):
            message = (
                f"nothing tells {unit.name} to use its volume {mount.target}: without {FOLDER} "
            )
            message += f"the key and the files go to {FOLDER_OF_THE_IMAGE}"
            fix = written(facts, unit.location, FOLDER, mount.target)
            yield Match(message, mount.location, "volume", fix=fix)


def _is_named(unit: Deployment, folder: str) -> bool:
    """Whether a setting leads something else there, or may."""
    return any(s.value is None or folder in s.value for s in unit.settings if "LANGFLOW_" in s.name)


@check("LF-DB-007")
def database_beside_the_package(facts: Facts) -> Iterator[Match]:
    """SQLite without the setting that puts it into the configuration folder."""
    for unit in servers(facts):
        if has_database(unit) and unit.explicit(URL) is None and not is_on(unit, IN_FOLDER):
            message = f"{unit.name} keeps its database beside the installed package, where every "
            message += "upgrade replaces files and every account of the machine may read"
            fix = written(facts, unit.location, IN_FOLDER, "true")
            yield Match(message, unit.location, fix=fix)


_FOR_ALL = re.compile(
    r"0?[0-7]{2}[2367]|[ugo]*[oa][ugo]*\+[rxX]*w[rxX]*|[ugo]*[oa][ugo]*=[rxX]*w[rxX]*"
)
"""Modes that let everybody write; a bare `+w` leaves out what the mask takes away."""
_DATA = re.compile(
    r"langflow|^/app(?:/|$)|\.db$|^/data(?:/|$)|/flows(?:/|$)|/components(?:/|$)|secret_key",
    re.IGNORECASE,
)
_SHARED = re.compile(r"^(?:/private)?/(?:tmp|var/tmp|dev/shm|var/www|usr/share/nginx)(?:/|$)")


ON_A_MACHINE = frozenset({Form.SCRIPT, Form.SYSTEMD, Form.DOTENV})
"""What runs beside other accounts and programs; a container has its own `/tmp`."""


@check("LF-DB-008")
def data_open_to_everybody(facts: Facts) -> Iterator[Match]:
    """`chmod 777` on Langflow's files, a mask of zero, or a folder that everybody shares."""
    images = {u.uri for u in facts.units if u.is_langflow and u.form is Form.DOCKERFILE}
    for script in scripts(facts.tree):
        is_build = script.source.kind is FileKind.DOCKERFILE
        if script.source.uri in images or (not is_build and script.is_about_langflow):
            yield from _opened(script)
    for unit in facts.units:
        setting = unit.explicit(FOLDER)
        folder = literal(setting)
        if setting is None or unit.form not in ON_A_MACHINE or not unit.is_langflow:
            continue
        if _SHARED.match(folder) and not is_development(unit.location):
            message = f"{FOLDER} is a folder that every account of the machine shares"
            yield Match(message, setting.location, example_or(setting, "shared"))


def _opened(script: Script) -> Iterator[Match]:
    for command in script.commands:
        words = [
            w.text
            for w in command.words
            if w.text != "sudo" and not re.match(r"-\w*$|--\w", w.text)
        ]
        if not words or words[0] not in {"chmod", "umask"}:
            continue
        if words[0] == "umask":
            if words[1:] and re.fullmatch(r"0{1,4}", words[1]):
                message = "with this mask, every account may change the files that Langflow writes"
                yield Match(message, script.place(command, "umask"))
        elif len(words) > 2 and _FOR_ALL.fullmatch(words[1]):
            target = next((word for word in words[2:] if _DATA.search(word)), "")
            if target:
                message = (
                    f"every account may change {target}: code, flows or the key and the database"
                )
                fix = f"chmod -R u=rwX,go= {target}"
                yield Match(message, script.place(command, "chmod"), fix=fix)


@check("LF-KEY-010")
def cache_not_protected(facts: Facts) -> Iterator[Match]:
    """A Redis cache whose entries are not signed with a shared key, or that takes any pickle."""
    for unit in servers(facts):
        cache = unit.explicit("LANGFLOW_CACHE_TYPE")
        if cache is None or literal(cache).lower() != "redis":
            continue
        if runs_at_least(unit, str(SIGNED_SINCE)):
            if replicas(facts, unit) and unit.explicit("LANGFLOW_CACHE_SIGNING_KEY") is None:
                message = (
                    f"the replicas of {unit.name} share a Redis cache without a signing key of "
                )
                message += "their own"
                fix = by_reference(facts, cache.location, "LANGFLOW_CACHE_SIGNING_KEY")
                yield Match(message, cache.location, fix=fix)
        elif unit.version and not _asks_for_password(unit):
            message = (
                f"Langflow {unit.version} unpickles whatever it finds in Redis, and this Redis "
            )
            message += "asks for no password: whoever reaches it runs code in the server"
            yield Match(message, cache.location, "pickle")


def _asks_for_password(unit: Deployment) -> bool:
    """Whether the address of Redis has a password, or something that may hold one."""
    url = unit.explicit("LANGFLOW_REDIS_URL")
    if url is None:
        return unit.explicit("LANGFLOW_REDIS_HOST") is None
    return (
        url.value is None or values.is_reference(url.value) or bool(values.credentials(url.value))
    )
