"""What the user asked for: command-line options over the configuration file over the defaults."""

import datetime
import os
import re
import stat
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import yaml

from scanner.errors import ConfigError
from scanner.model.rule import Kind, Precision, Severity

CONFIG_FILE = ".langflow-scan.yml"
CONFIG_TABLE = "langflow-scan"
"""`[tool.langflow-scan]` of pyproject.toml."""
MAX_CONFIG_BYTES = 2**20
MAX_CONFIG_DEPTH = 20
MAX_CONFIG_VALUES = 50_000
OSV_URL = "https://api.osv.dev/v1/query"

Profile = Literal["internet", "internal", "dev", "audit"]
Tristate = Literal["auto", "true", "false"]
SeverityWord = Literal["none", "low", "medium", "high", "critical"]
CommentTool = Literal["langflow-scan", "bandit", "semgrep", "detect-secrets", "ruff"]
Format = Literal["json", "html", "markdown", "cyclonedx", "full-sarif"]


@dataclass(frozen=True, slots=True)
class Ignore:
    """One accepted finding: every field that is given must match."""

    id: str
    """Our rule id, an engine's own (`B602`), or any alias of an advisory."""
    reason: str
    path: str = ""
    """A glob over the POSIX path; empty for every file."""
    node: str = ""
    """Part of the logical name, such as a flow's node id."""
    expires: datetime.date | None = None
    owner: str = ""
    until_fixed: bool = False
    """Whether it ends as soon as a release mends the vulnerability."""


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
    fail_on: Severity = Severity.HIGH
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
    baseline: str = ""
    """The file of accepted findings, as the user would name it; empty for none."""
    new_only: Tristate = "auto"
    """Whether what was there before does not fail the scan: `auto` wherever it is known."""
    category: str = "langflow-scan"
    """The prefix of SARIF's `automationDetails.id`: two scans of a repository have two."""
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


class _IgnoreEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    id: Annotated[str, msgspec.Meta(min_length=1)]
    reason: Annotated[str, msgspec.Meta(min_length=3)]
    path: str = ""
    node: str = ""
    expires: datetime.date | None = None
    owner: str = ""
    until_fixed: bool = False


class _RuleEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    enabled: bool = True
    severity: Literal["low", "medium", "high", "critical"] | None = None


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """What a configuration file or a command line may say; what is left out is None.

    The keys of the file are the action's inputs by the same names, and those at the end.
    """

    scanners: tuple[Kind, ...] | None = None
    fail_on: SeverityWord | None = None
    min_severity: SeverityWord | None = None
    min_confidence: Precision | None = None
    profile: Profile | None = None
    baseline: str | None = None
    base_ref: str | None = None
    new_only: Tristate | bool | None = None
    exclude: tuple[str, ...] | None = None
    sarif_file: str | None = None
    formats: tuple[Format, ...] | None = None
    output_dir: str | None = None
    offline: Tristate | bool | None = None
    advisory_db: str | None = None
    history: bool | None = None
    annotations: bool | None = None
    summary: bool | None = None
    allow_incomplete: bool | None = None
    strict: bool | None = None
    jobs: Annotated[int, msgspec.Meta(ge=1, le=64)] | None = None
    timeout: Annotated[int, msgspec.Meta(ge=10, le=86_400)] | None = None
    max_memory: Annotated[int, msgspec.Meta(ge=500, le=1_000_000)] | None = None
    cache_dir: str | None = None
    category: Annotated[str, msgspec.Meta(pattern=r"^[\w. -]+(/[\w. -]+)*$")] | None = None
    ignore: tuple[_IgnoreEntry, ...] = ()
    rules: dict[str, _RuleEntry] = {}
    secret_filters_off: tuple[str, ...] = ()
    components: tuple[Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")], ...] = ()
    allow_public_flows: tuple[Annotated[str, msgspec.Meta(min_length=1)], ...] = ()
    registries: tuple[str, ...] = ()
    inline_ignores: tuple[CommentTool, ...] | None = None


def options(values: Mapping[str, Any], where: str) -> Options:
    """Values from outside, checked.

    Raises:
        ConfigError: an unknown key or a value of the wrong form; names `where` and the key.
    """
    try:
        return msgspec.convert(values, Options, strict=False)
    except (msgspec.ValidationError, ValueError, OverflowError, RecursionError) as error:
        raise ConfigError(
            f"{where}: {_sentence(error)}", hint="see `langflow-scan scan --help`"
        ) from error


def decide(path: Path, config: str, given: Options, *, base: Path | None = None) -> Settings:
    """The settings of a scan of `path`.

    Args:
        path: as the user gave it.
        config: the configuration file as the user gave it; empty to look for one in `path`.
        given: from the command line; wins over the file.
        base: the tree that a pull request is compared with; a configuration of the scanned tree
            counts as it is there, so that nobody mutes the scan of their own change.

    Raises:
        ConfigError: the path is no folder, the file cannot be used, or an option is not supported.
    """
    root = _root(path)
    of_tree = not config or Path(config).resolve().is_relative_to(root)
    named, from_file = _config(root, config)
    pending: tuple[str, ...] = ()
    if base is not None and of_tree:
        inside = str(base / Path(config).resolve().relative_to(root)) if config else ""
        before = _config(base, inside) if not inside or Path(inside).is_file() else ("", Options())
        if before[1] != from_file:
            pending = (f"{named or before[0]} differs from the base's, which counts here",)
        named, from_file = named or before[0], before[1]
    refused: tuple[str, ...] = ()
    if of_tree:
        from_file, refused = _without_operators(from_file)
    merged = {
        name: value
        for source in (from_file, given)
        for name in Options.__struct_fields__
        if (value := getattr(source, name)) is not None and value != ()
    }
    _refuse_unsupported(merged)
    today = datetime.date.today()
    return Settings(
        path=root,
        scanners=tuple(kind for kind in Kind if kind in merged.get("scanners", tuple(Kind))),
        fail_on=_severity(merged.get("fail_on", "high")),
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
        lowered=tuple(_lowered(from_file)) if of_tree else (),
        refused=refused,
        today=today,
    )


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


def _config(root: Path, given: str) -> tuple[str, Options]:
    """The file that is used and what it says."""
    if given:
        file = Path(given)
        if not file.is_file():
            raise ConfigError(f"config: {given}: there is no such file", hint="check the path")
        return given, _read(file, given)
    for name in (CONFIG_FILE, "pyproject.toml"):
        file = root / name
        if file.is_file() and not file.is_symlink():
            found = _read(file, name)
            if found != Options():
                return name, found
    return "", Options()


def _read(file: Path, shown: str) -> Options:
    """One configuration file.

    Raises:
        ConfigError: too large, not YAML or TOML, or a key that is not known.
    """
    hint = f"see the README for the keys of {CONFIG_FILE}"
    is_foreign = file.name == "pyproject.toml"
    try:
        values = _values(_content(file, shown), is_toml=file.suffix == ".toml")
    except ConfigError:
        if is_foreign:
            return Options()
        raise
    except _UNREADABLE as error:
        if is_foreign:
            return Options()  # not ours: whoever owns it will hear of its errors elsewhere
        raise ConfigError(f"{shown}: {_sentence(error)}", hint=hint) from error
    if not isinstance(values, dict):
        raise ConfigError(f"{shown}: keys and values were expected", hint=hint)
    return options(values, shown)


_UNREADABLE = (OSError, ValueError, yaml.YAMLError, RecursionError, OverflowError, MemoryError)
"""What the two parsers raise; ValueError is also a date that is none and an endless number."""


def _sentence(error: BaseException) -> str:
    """The parser's message on one line, not too long."""
    return " ".join(f"{error or type(error).__name__}".split())[:300]


def _content(file: Path, shown: str) -> bytes:
    """The bytes of a regular file within the cap.

    Raises:
        ConfigError: it is larger, or no regular file.
        OSError: it cannot be read.
    """
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ConfigError(f"{shown} is not a regular file")
        data = stream.read(MAX_CONFIG_BYTES + 1)
    if len(data) > MAX_CONFIG_BYTES:
        raise ConfigError(f"{shown} is larger than {MAX_CONFIG_BYTES} bytes")
    return data


def _values(data: bytes, *, is_toml: bool) -> Any:
    if is_toml:
        tool = tomllib.loads(data.decode()).get("tool")
        return tool.get(CONFIG_TABLE, {}) if isinstance(tool, dict) else {}
    _check_size(data)
    return yaml.load(data, Loader=_Loader) or {}  # noqa: S506 - a safe loader with fewer types


class _Loader(yaml.CSafeLoader):
    """YAML as in version 1.2 where that matters: numbers of base 60 are text."""


_SIXTY = re.compile(r"^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if not tag.endswith((":int", ":float"))]
    for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]{1,18}$"), list("-+0123456789")
)


def _check_size(data: bytes) -> None:
    """Refuse what takes the composer deep or long.

    Raises:
        ValueError: nested deeper, or with more values, than any configuration is, or with aliases.
    """
    depth = 0
    for count, event in enumerate(yaml.parse(data, Loader=yaml.CSafeLoader)):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_CONFIG_DEPTH or count > MAX_CONFIG_VALUES:
            raise ValueError("nested too deep, or too many values")
        if isinstance(event, yaml.AliasEvent):
            raise ValueError("aliases are not supported; write the values out")


_OPERATORS = frozenset(
    {"sarif_file", "formats", "output_dir", "advisory_db", "jobs", "timeout", "max_memory"}
    | {"allow_incomplete", "cache_dir", "annotations", "summary", "base_ref", "category"}
)
"""What only the command line and the action may choose: a file of the scanned tree comes from
whoever opened the pull request."""


def _without_operators(given: Options) -> tuple[Options, tuple[str, ...]]:
    """What a file of the scanned tree may choose, and the keys that it may not."""
    chosen = [name for name in sorted(_OPERATORS) if getattr(given, name) is not None]
    chosen += ["strict"] if given.strict is False else []
    kept = msgspec.structs.replace(given, **dict.fromkeys(chosen))
    return kept, tuple(name.replace("_", "-") for name in chosen)


def _lowered(given: Options) -> Iterator[str]:
    """What a file of the scanned tree sets that lets less be reported or less fail."""
    words = {
        "fail-on": given.fail_on if given.fail_on in ("none", "critical") else None,
        "min-severity": given.min_severity if given.min_severity != "none" else None,
        "min-confidence": given.min_confidence,
        "profile": given.profile if given.profile in ("internal", "dev") else None,
        "scanners": ", ".join(given.scanners) if given.scanners else None,
        "exclude": ", ".join(given.exclude) if given.exclude else None,
        "offline": "true" if given.offline in ("true", True) else None,
        "baseline": given.baseline,
    }
    yield from (f"{name}: {value[:200]}" for name, value in words.items() if value)
    counted = {
        "ignore": len(given.ignore),
        "rules": len(given.rules),
        "components": len(given.components),
        "allow-public-flows": len(given.allow_public_flows),
        "registries": len(given.registries),
        "inline-ignores": len({*(given.inline_ignores or ())} - {"langflow-scan"}),
    }
    for name, count in counted.items():
        if count:
            yield f"{name}: {count} {'entry' if count == 1 else 'entries'}"


def _refuse_unsupported(merged: Mapping[str, Any]) -> None:
    """Say plainly what this version cannot do yet, instead of ignoring the wish."""
    wishes: Iterable[tuple[str, bool]] = (("cache-dir", bool(merged.get("cache_dir"))),)
    for name, wished in wishes:
        if wished:
            words = f"{name} is not supported in this version"
            raise ConfigError(words, hint=f"leave {name} out; the changelog says what is supported")


def _severity(word: str) -> Severity:
    return Severity[word.upper()]


def _tristate(value: str | bool) -> Tristate:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value  # type: ignore[return-value]  # checked by Options


def _offline(wish: Tristate) -> Tristate:
    """`auto` stays off the network where the environment says so to pip or uv."""
    asked = any(
        os.environ.get(name, "") not in ("", "0") for name in ("PIP_NO_INDEX", "UV_OFFLINE")
    )
    return "true" if wish == "auto" and asked else wish


def _existing(path: str | None) -> Path | None:
    if not path:
        return None
    if not Path(path).is_file() and not Path(path).is_dir():
        raise ConfigError(
            f"advisory-db: {path} is not a file or folder",
            hint="give a zip file, a folder, or a file with a record on each line",
        )
    return Path(path).resolve()


def _rule_change(entry: _RuleEntry) -> RuleChange:
    return RuleChange(entry.enabled, _severity(entry.severity) if entry.severity else None)
