"""What the user asked for: command-line options over the configuration file over the defaults."""

import datetime
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from scanner.configuration import (
    Format,
    Options,
    Profile,
    RuleEntry,
    Tristate,
    lowered,
    read_from,
    without_operators,
)
from scanner.errors import ConfigError
from scanner.model.gate import FailOn
from scanner.model.rule import Kind, Precision, Severity
from scanner.store import Store

OSV_URL = "https://api.osv.dev/v1/query"


@dataclass(frozen=True, slots=True)
class Ignore:
    """One accepted finding: every field that is given must match."""

    id: str
    """Our rule id, an engine's own (`B602`), or any alias of an advisory."""
    reason: str
    path: str = ""
    """A glob over the POSIX path; empty for every file."""
    node: str = ""
    """A component of a flow by its id or type, or what else the place is called; a glob."""
    field: str = ""
    """A field of the component, or a setting of the flow; a glob."""
    expires: datetime.date | None = None
    owner: str = ""
    until_fixed: bool = False
    """Whether it ends as soon as a release fixes the vulnerability."""


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What the configuration changes of one rule."""

    enabled: bool = True
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """One scan, fully decided. Field names are the action's inputs."""

    path: Path
    """The root of the scanned tree, absolute and resolved."""
    scanners: tuple[Kind, ...] = tuple(Kind)
    fail_on: FailOn = FailOn()  # noqa: RUF009 - frozen
    min_severity: Severity = Severity.NONE
    min_confidence: Precision = Precision.LOW
    profile: Profile = "internet"
    exclude: tuple[str, ...] = ()
    sarif_file: Path = Path("langflow-scan.sarif")
    formats: tuple[Format, ...] = ()
    output_dir: Path = Path("langflow-scan-out")
    offline: Tristate = "true"
    """`auto` is the command's default; a scan that is made in code stays off the network."""
    osv_url: str = OSV_URL
    """OSV's query address; no option."""
    advisory_db: Path | None = None
    advisory_db_adds: bool = False
    """Whether it adds to the bundled data (given as `+PATH`) instead of replacing its PyPA part."""
    cache_dir: Path | None = None
    """Where what is known of files and of a pull request's base is kept between runs."""
    store: Store | None = None
    """What was found in files by earlier scans, for whoever has its key."""
    baseline: str = ""
    """The file of accepted findings, as the user would name it; empty for none."""
    new_only: Tristate = "auto"
    """Whether what was there before does not fail the scan: `auto` wherever it is known."""
    category: str = "langflow-scan"
    """The prefix of SARIF's `automationDetails.id`: two scans of a repository have two."""
    repository: str = ""
    """Owner and name of what is scanned, for reports; empty where nothing says it."""
    commit: str = ""
    started: str = ""
    """When the job began, where the environment says it."""
    pending: tuple[str, ...] = ()
    """What is to be said of the comparison with the base, a sentence each."""
    annotations: bool = True
    summary: bool = True
    allow_incomplete: bool = False
    jobs: int = 2
    timeout: float = 1800.0
    """Seconds the whole scan may take."""
    max_memory: int = 2500
    """MiB that all processes of the scan may take together."""
    strict: bool = False
    """Whether what was scanned only partly makes the scan incomplete."""
    lowered: tuple[str, ...] = ()
    """What the configuration of the scanned tree sets that lets less be reported or fail."""
    refused: tuple[str, ...] = ()
    """Keys that it sets and may not: they were passed over, and the scan is incomplete."""
    ignore: tuple[Ignore, ...] = ()
    config_file: Path | None = None
    """The same file as a path; None where none was read."""
    proposed: "Settings | None" = None
    """What a pull request would have them be, where its configuration differs from the base's,
    which counts."""
    of_base: bool = False
    """Whether the configuration is that of the base: what it names may be gone by now."""
    rules: Mapping[str, RuleChange] = field(default_factory=dict)
    registries: tuple[str, ...] = ()
    inline_ignores: tuple[str, ...] = ("langflow-scan",)
    """The tools whose comments in the scanned files count."""
    secret_filters_off: tuple[str, ...] = ()
    """Predicates of `secret_filters` that are not asked."""
    history: bool = False
    """Whether the git history is searched for secrets too."""
    components: frozenset[str] = frozenset()
    """SHA-256 of component code that is not Langflow's own and that somebody has reviewed."""
    allow_public_flows: tuple[str, ...] = ()
    """Globs of the names or paths of flows that are meant to be public."""
    prefix: str = ""
    """The scanned folder's path below the checkout, with a slash behind: GitHub's paths begin at
    the checkout, whatever part of it was scanned."""
    config: str = ""
    """The configuration file that was read, as the user would name it; empty for none."""
    today: datetime.date = field(default_factory=datetime.date.today)
    """The day against which `expires` and the age of advisory data are judged."""


def decide(path: Path, config: str, given: Options, *, base: Path | None = None) -> Settings:
    """The settings of a scan of `path`.

    Args:
        path: as the user gave it.
        config: the configuration file as the user gave it; empty to look for one in `path`.
        given: from the command line; wins over the file.
        base: the tree that a pull request is compared with; a configuration of the scanned tree
            counts as it is there, so that nobody mutes the scan of their own change.

    Raises:
        ConfigError: the path is no folder, or the file cannot be used.
    """
    root = _root(path)
    of_tree = not config or Path(config).resolve().is_relative_to(root)
    named, from_file = read_from(root, config)
    pending: tuple[str, ...] = ()
    proposed = None
    if base is not None and of_tree:
        before, pending = _of_base(base, root, config)
        if before[1] != from_file:
            words = f"{named or before[0]} differs from the base's, which counts here"
            pending = (*pending, words)
            proposed = decide(path, config, given)
        named, from_file = named or before[0], before[1]
    refused: tuple[str, ...] = ()
    if of_tree:
        from_file, refused = without_operators(from_file)
    merged = {
        name: value
        for source in (from_file, given)
        for name in Options.__struct_fields__
        if (value := getattr(source, name)) is not None and value != ()
    }
    today = datetime.date.today()
    return Settings(
        path=root,
        scanners=tuple(kind for kind in Kind if kind in merged.get("scanners", tuple(Kind))),
        fail_on=_fail_on(merged.get("fail_on", "high")),
        min_severity=_severity(merged.get("min_severity", "none")),
        min_confidence=merged.get("min_confidence", Precision.LOW),
        profile=merged.get("profile", "internet"),
        exclude=merged.get("exclude", ()),
        sarif_file=Path(merged.get("sarif_file", "langflow-scan.sarif")),
        formats=merged.get("formats", ()),
        output_dir=Path(merged.get("output_dir", "langflow-scan-out")),
        offline=_offline(_tristate(merged.get("offline", "auto"))),
        advisory_db=_existing(merged.get("advisory_db", "").removeprefix("+")),
        advisory_db_adds=merged.get("advisory_db", "").startswith("+"),
        cache_dir=Path(merged["cache_dir"]) if merged.get("cache_dir") else None,
        baseline=merged.get("baseline", ""),
        new_only=_tristate(merged.get("new_only", "auto")),
        category=merged.get("category", "langflow-scan"),
        pending=pending,
        annotations=merged.get("annotations", True),
        summary=merged.get("summary", True),
        allow_incomplete=merged.get("allow_incomplete", False),
        strict=merged.get("strict", False),
        jobs=merged.get("jobs", os.cpu_count() or 1),
        timeout=float(merged.get("timeout", 1800)),
        max_memory=merged.get("max_memory", 2500),
        ignore=tuple(Ignore(**msgspec.structs.asdict(entry)) for entry in from_file.ignore),
        rules={name: _rule_change(entry) for name, entry in from_file.rules.items()},
        registries=from_file.registries,
        history=merged.get("history", False),
        components=frozenset(from_file.components),
        allow_public_flows=from_file.allow_public_flows,
        secret_filters_off=from_file.secret_filters_off,
        inline_ignores=_default(from_file.inline_ignores, ("langflow-scan",)),
        config=named,
        config_file=(Path(config) if config else root / named).resolve() if named else None,
        proposed=proposed,
        of_base=base is not None and of_tree,
        lowered=tuple(lowered(from_file)) if of_tree else (),
        refused=refused,
        today=today,
    )


def _of_base(base: Path, root: Path, config: str) -> tuple[tuple[str, Options], tuple[str, ...]]:
    """The base's configuration and what is to be said of it; nothing where it cannot be used, or
    the change that fixes it could never be merged."""
    inside = str(base / Path(config).resolve().relative_to(root)) if config else ""
    if inside and not Path(inside).is_file():
        return ("", Options()), ()
    try:
        return read_from(base, inside), ()
    except ConfigError as error:
        words = f"the base's configuration cannot be used, so the defaults count: {error}"
        return ("", Options()), (words.replace(f"{base}/", ""),)


def _default(given: tuple[str, ...] | None, otherwise: tuple[str, ...]) -> tuple[str, ...]:
    """An empty list is an answer too."""
    return otherwise if given is None else given


def _root(path: Path) -> Path:
    hint = "give the folder of the repository"
    try:
        if not path.exists():
            raise ConfigError(f"{path}: there is no such folder", hint=hint)
        if not path.is_dir():
            raise ConfigError(f"{path} is a file, not a folder", hint=hint)
        return path.resolve(strict=True)
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: {error}", hint=hint) from error


def _severity(word: str) -> Severity:
    return Severity[word.upper()]


def _fail_on(given: str | Mapping[str, str]) -> FailOn:
    if isinstance(given, str):
        return FailOn(_severity(given))
    kinds = {kind: _severity(given[kind]) for kind in Kind if kind in given}
    return FailOn(_severity(given.get("default", "high")), kinds)


def _tristate(value: str | bool) -> Tristate:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value  # type: ignore[return-value]  # checked by Options


def _offline(wish: Tristate) -> Tristate:
    """`auto` stays off the network where the environment says so to pip or uv."""
    return "true" if wish == "auto" and offline_by_environment() else wish


def offline_by_environment() -> bool:
    """Whether the environment asks pip or uv to stay off the network: it is meant for us too."""
    names = ("PIP_NO_INDEX", "UV_OFFLINE")
    return any(os.environ.get(name, "") not in ("", "0") for name in names)


def _existing(path: str | None) -> Path | None:
    if not path:
        return None
    if not Path(path).is_file() and not Path(path).is_dir():
        raise ConfigError(
            f"advisory-db: {path} is not a file or folder",
            hint="give a zip file, a folder, or a file with a record on each line",
        )
    return Path(path).resolve()


def _rule_change(entry: RuleEntry) -> RuleChange:
    return RuleChange(entry.enabled, _severity(entry.severity) if entry.severity else None)
