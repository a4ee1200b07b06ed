"""What code and which files the server lets in: LF-EXE-*, LF-MCP-*."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner.checks.authentication import AUTO_LOGIN, reach
from scanner.checks.conditions import (
    entries,
    example_or,
    given,
    is_inside,
    is_multi_user,
    is_near,
    is_off,
    is_on,
    literal,
    published_servers,
    runs_at_least,
    servers,
)
from scanner.checks.match import Facts, Match, check, written
from scanner.deployments.model import Deployment, Exposure

CUSTOM_CODE = "LANGFLOW_ALLOW_CUSTOM_COMPONENTS"
FILE_ACCESS = "LANGFLOW_RESTRICT_LOCAL_FILE_ACCESS"

_COMMIT = re.compile(r"/[0-9a-f]{40}(?:[/.?#]|$)")
_URL = re.compile(r"https?://", re.IGNORECASE)


@check("LF-EXE-001")
def custom_code_for_everybody(facts: Facts) -> Iterator[Match]:
    """A published server that runs whatever Python its users save."""
    for unit in published_servers(facts):
        if not is_on(unit, CUSTOM_CODE):
            continue
        effective = unit.effective(CUSTOM_CODE)
        place = effective.location if effective else unit.location
        fix = written(facts, place, CUSTOM_CODE, "false")
        if is_on(unit, AUTO_LOGIN) or _accounts_for_everybody(unit):
            message = f"{unit.name} is published, lets everybody in and runs the Python that "
            message += f"they save: {CUSTOM_CODE} is on"
            yield Match(message, place, fix=fix)
        elif is_multi_user(unit) and not is_on(unit, "LANGFLOW_CUSTOM_COMPONENT_ADMIN_ONLY"):
            message = f"{unit.name} is published and runs the Python that any account saves: "
            message += f"{CUSTOM_CODE} is on"
            yield Match(message, place, "accounts", fix=fix)


def _accounts_for_everybody(unit: Deployment) -> bool:
    return is_on(unit, "LANGFLOW_NEW_USER_IS_ACTIVE") and is_on(unit, "LANGFLOW_ENABLE_SIGNUP")


@check("LF-EXE-004")
def sandbox_weakened(facts: Facts) -> Iterator[Match]:
    """Emulated hardware, an open network or a sandbox that somebody else wrote."""
    for unit in facts.units:
        if given(unit, "LANGFLOW_SANDBOX_BACKEND").lower() in {"", "none"} and unit.complete:
            continue
        emulation = unit.explicit("LANGFLOW_SANDBOX_ALLOW_SOFTWARE_EMULATION")
        if emulation and is_on(unit, emulation.name):
            message = f"{emulation.name} is on: code runs without the isolation of a processor"
            yield Match(message, emulation.location, example_or(emulation))
        domains = unit.explicit("LANGFLOW_SANDBOX_ALLOWED_DOMAINS")
        is_open = any(one.lstrip("*.").count(".") == 0 for one in entries(literal(domains)))
        if domains and is_open and is_on(unit, "LANGFLOW_SANDBOX_ALLOW_NETWORK"):
            message = f"{domains.name} opens the sandbox's network to everything"
            yield Match(message, domains.location, example_or(domains))
        plugins = unit.explicit("LANGFLOW_SANDBOX_BACKEND_PLUGINS")
        if plugins and literal(plugins):
            message = f"{plugins.name} imports a sandbox that is not Langflow's own: review it"
            yield Match(message, plugins.location, example_or(plugins))


@check("LF-EXE-005")
def bundles_from_the_network(facts: Facts) -> Iterator[Match]:
    """Archives of Python that are fetched and imported at every start."""
    for unit in facts.units:
        setting = unit.explicit("LANGFLOW_BUNDLE_URLS")
        urls = entries(literal(setting))
        if setting is None or not urls:
            continue
        pinned = all(_COMMIT.search(url) and url.startswith("https://") for url in urls)
        moving = "of a fixed commit" if pinned else "that may change from one start to the next"
        message = f"{setting.name} makes the server fetch Python {moving} and import it"
        yield Match(message, setting.location, example_or(setting, "pinned" if pinned else ""))


@check("LF-EXE-006")
def component_index_from_the_network(facts: Facts) -> Iterator[Match]:
    """The code of all components from a URL; its checksum comes from the same place."""
    for unit in facts.units:
        setting = unit.explicit("LANGFLOW_COMPONENTS_INDEX_PATH")
        if setting and _URL.match(literal(setting)):
            message = f"{setting.name} takes the code of every component from the network"
            yield Match(message, setting.location, example_or(setting))


@check("LF-EXE-008")
def writable_exception_to_blocked_code(facts: Facts) -> Iterator[Match]:
    """Custom code is blocked, but not what lies in a folder that the container can write."""
    override = "LANGFLOW_ALLOW_COMPONENTS_PATHS_OVERRIDE"
    for unit in servers(facts):
        setting = unit.explicit("LANGFLOW_COMPONENTS_PATH")
        if setting is None or not is_off(unit, CUSTOM_CODE) or not is_on(unit, override):
            continue
        paths = [path for part in entries(literal(setting)) for path in part.split(":")]
        writable = [mount.target for mount in unit.mounts if not mount.read_only]
        open_paths = [path for path in paths if is_inside(path, writable)]
        if open_paths:
            message = f"custom code is blocked, but what is written to {', '.join(open_paths)} "
            message += f"runs: {setting.name} is an exception, on a volume that can be written"
            fix = written(facts, setting.location, override, "false")
            yield Match(message, setting.location, fix=fix)


@check("LF-EXE-010")
def extension_development_in_deployment(facts: Facts) -> Iterator[Match]:
    """A route that imports code into the running server, or a developer's extensions."""
    for unit in facts.units:
        reload = unit.explicit("LANGFLOW_ENABLE_EXTENSION_RELOAD")
        if reload and is_on(unit, reload.name) and not is_near(unit, reload, facts):
            message = f"{reload.name} is on: a request imports new code into the running server"
            fix = written(facts, reload.location, reload.name, "false")
            yield Match(message, reload.location, example_or(reload), fix=fix)
        folder = unit.explicit("LANGFLOW_DEV_EXTENSIONS_DIR")
        if folder and literal(folder) and not is_near(unit, folder, facts):
            message = f"{folder.name} is set: the server loads extensions as a developer has them"
            yield Match(message, folder.location, example_or(folder, "folder"))


@check("LF-EXE-011")
def local_files_unrestricted(facts: Facts) -> Iterator[Match]:
    """Components may read any file of the container."""
    for unit in facts.units:
        setting = unit.explicit(FILE_ACCESS)
        if setting and literal(setting) and is_off(unit, FILE_ACCESS):
            message = f"{FILE_ACCESS} is off: a flow can read every file that the server can, its "
            message += "secret key included"
            fix = written(facts, setting.location, FILE_ACCESS, "true")
            variant = example_or(setting, "local" if is_near(unit, setting, facts) else "")
            yield Match(message, setting.location, variant, fix=fix)
    for unit in servers(facts):
        near = reach(unit, facts) is Exposure.LOOPBACK
        if unit.explicit(FILE_ACCESS) is None and is_off(unit, FILE_ACCESS) and not near:
            message = f"{unit.name} does not set {FILE_ACCESS}, off by default in Langflow "
            message += f"{unit.version}: a flow can read every file that the server can"
            fix = written(facts, unit.version_location, FILE_ACCESS, "true")
            yield Match(message, unit.version_location, "default", fix=fix)


_ROOTS = (
    "LANGFLOW_KB_ALLOWED_FOLDER_ROOTS",
    "LANGFLOW_DIRECTORY_COMPONENT_ALLOWED_ROOTS",
    "LANGFLOW_FS_TOOL_BASE_DIR",
)
_BROAD = frozenset({"/", "/etc", "/root", "/home", "/app", "/proc", "/sys", "/var", "/usr", "/opt"})


@check("LF-EXE-012")
def file_roots_too_broad(facts: Facts) -> Iterator[Match]:
    """Folders for flows' files that hold the system's, or Langflow's own."""
    for unit in facts.units:
        config = given(unit, "LANGFLOW_CONFIG_DIR")
        own = {str(PurePosixPath(config))} if config else set()
        for name in _ROOTS:
            setting = unit.explicit(name)
            roots = [str(PurePosixPath(part)) for part in entries(literal(setting))]
            broad = [root for root in roots if root in _BROAD | own]
            if setting and broad:
                message = f"{name} opens {', '.join(broad)} to flows, with what Langflow and the "
                message += "system keep there"
                yield Match(message, setting.location, example_or(setting))


@check("LF-MCP-003")
def mcp_programs_for_accounts(facts: Facts) -> Iterator[Match]:
    """Code is kept from users, but they may add MCP servers, which are programs that are started.

    Where users may save components, this adds nothing: LF-EXE-001 says so.
    """
    for unit in published_servers(facts):
        admin_only = is_on(unit, "LANGFLOW_CUSTOM_COMPONENT_ADMIN_ONLY")
        if not is_multi_user(unit) or not runs_at_least(unit, "1.10.3"):
            continue
        if not (is_off(unit, CUSTOM_CODE) or admin_only) or _mcp_is_hardened(unit):
            continue
        message = f"{unit.name} keeps code from its users, but lets them add MCP servers, which "
        message += "are programs that Langflow starts"
        fix = written(facts, unit.location, "LANGFLOW_MCP_SERVERS_LOCKED", "true")
        yield Match(message, unit.location, fix=fix)


def _mcp_is_hardened(unit: Deployment) -> bool:
    locked = is_on(unit, "LANGFLOW_MCP_SERVERS_LOCKED") or is_off(
        unit, "LANGFLOW_MCP_SERVER_ENABLED"
    )
    packages = unit.explicit("LANGFLOW_MCP_SERVER_ALLOWED_PACKAGES") is not None
    return locked or (packages and is_on(unit, "LANGFLOW_MCP_SERVER_INTERPRETER_HARDENING"))


_LOADING = re.compile(
    r"path|home|env|ifs|shellopts|bashopts|ps4|tmpdir|editor|visual|pager|browser|classpath|comspec"
    r"|(?:http|https|all)_proxy|requests_ca_bundle"
    r"|(?:ld|dyld|gconv|openssl|bash|npm_config|pip|uv|yarn|pnpm|bun|poetry|cargo|deno|gem|node|lua"
    r"|java|jdk|dotnet|git|ssl_cert|xdg)_.*|(?:python|perl|ruby).*",
    re.IGNORECASE,
)
_HARMLESS = re.compile(
    r"python(?:unbuffered|ioencoding|dontwritebytecode|hashseed|utf8|faulthandler)|node_env"
    r"|git_(?:author|committer)_(?:name|email|date)|git_terminal_prompt",
    re.IGNORECASE,
)
"""Families of variables that load code or redirect downloads, and members that do not
(lfx/base/mcp/security.py:96-270 of 1.13.0)."""


@check("LF-MCP-004")
def mcp_environment_loads_code(facts: Facts) -> Iterator[Match]:
    """An allow-list that gives back the variables by which an MCP server loads code."""
    for unit in facts.units:
        setting = unit.explicit("LANGFLOW_MCP_SERVER_ENV_ALLOWLIST")
        names = [n for n in entries(literal(setting)) if _LOADING.fullmatch(n)]
        loading = [name for name in names if not _HARMLESS.fullmatch(name)]
        if setting and loading:
            message = f"{setting.name} lets users set {', '.join(loading[:5])}: such a variable "
            message += "makes an allowed program load other code"
            yield Match(message, setting.location, example_or(setting))
