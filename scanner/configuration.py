"""What a configuration file or a command line may say, and how the file is read.

The scanned tree chooses its own file, so a reader that survives anything, and no key that chooses
outputs, data or limits.
"""

import datetime
import os
import re
import stat
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import yaml

from scanner.errors import ConfigError
from scanner.model.rule import Kind, Precision
from scanner.option_errors import explained

CONFIG_FILE = ".langflow-scan.yml"
CONFIG_TABLE = "langflow-scan"
"""`[tool.langflow-scan]` of pyproject.toml."""
MAX_CONFIG_BYTES = 2**20
MAX_CONFIG_DEPTH = 20
MAX_CONFIG_VALUES = 50_000

Profile = Literal["internet", "internal", "dev", "audit"]
Tristate = Literal["auto", "true", "false"]
SeverityWord = Literal["none", "low", "medium", "high", "critical"]
Threshold = Literal["default", "dependencies", "secrets", "code", "langflow"]
"""What `fail-on` may name: a kind, or all that have no threshold of their own."""
CommentTool = Literal["langflow-scan", "bandit", "semgrep", "detect-secrets", "ruff"]
Format = Literal[
    "json",
    "html",
    "markdown",
    "comment",
    "cyclonedx",
    "full-sarif",
    "junit",
    "gitlab-sast",
    "gitlab-code-quality",
]


class _IgnoreEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    id: Annotated[str, msgspec.Meta(min_length=1)]
    reason: Annotated[str, msgspec.Meta(min_length=3)]
    path: str = ""
    node: str = ""
    field: str = ""
    expires: datetime.date | None = None
    owner: str = ""
    until_fixed: bool = False


class RuleEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the file changes of one rule."""

    enabled: bool = True
    severity: Literal["low", "medium", "high", "critical"] | None = None


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """What a configuration file or a command line may say; what is left out is None.

    The keys of the file are the action's inputs by the same names, and those at the end.
    """

    scanners: tuple[Kind, ...] | None = None
    fail_on: SeverityWord | dict[Threshold, SeverityWord] | None = None
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
    rules: dict[str, RuleEntry] = {}
    secret_filters_off: tuple[str, ...] = ()
    components: tuple[Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")], ...] = ()
    allow_public_flows: tuple[Annotated[str, msgspec.Meta(min_length=1)], ...] = ()
    registries: tuple[str, ...] = ()
    inline_ignores: tuple[CommentTool, ...] | None = None


def options(values: Mapping[str, Any], where: str, text: str = "") -> Options:
    """Values from outside, checked; `text` is the file that they are from, to name the line.

    Raises:
        ConfigError: an unknown key or a value of the wrong form; names `where` and the key.
    """
    try:
        return msgspec.convert(values, Options, strict=False)
    except msgspec.ValidationError as error:
        found = explained(error, Options)
        line = _line(text, found.keys)
        raise ConfigError(f"{where}{line}: {found.words}"[:600], hint=found.hint) from error
    except (ValueError, OverflowError, RecursionError) as error:
        raise ConfigError(
            f"{where}: {_sentence(error)}", hint="see `langflow-scan scan --help`"
        ) from error


def _line(text: str, keys: Sequence[str]) -> str:
    """`:4`, the line where the innermost key stands behind the others; empty where that is open."""
    place = 0
    for key in keys:
        given = re.compile(rf"(?<![\w-]){re.escape(key)}[\"']?[ \t]*[:=]").search(text, place)
        if given is None:
            return ""
        place = given.end() - 1
    return f":{text.count(chr(10), 0, place) + 1}" if place else ""


def read_from(root: Path, given: str) -> tuple[str, Options]:
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
    hint = f"docs/configuration.md lists the keys of {CONFIG_FILE}"
    is_foreign = file.name == "pyproject.toml"
    try:
        data = _content(file, shown)
        values = _values(data, is_toml=file.suffix == ".toml")
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
    return options(values, shown, data.decode("utf-8", "replace"))


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
        text = data.decode()
        if any(line.partition("=")[0].count(".") > MAX_CONFIG_DEPTH for line in text.split("\n")):
            raise ValueError("a key of too many parts")
        tool = tomllib.loads(text).get("tool")
        return tool.get(CONFIG_TABLE, {}) if isinstance(tool, dict) else {}
    _check_size(data)
    return yaml.load(data, Loader=_Loader) or {}  # noqa: S506 - a safe loader with fewer types


class _Loader(yaml.CSafeLoader):
    """YAML as in version 1.2 where that matters: numbers of base 60 are text."""


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


def without_operators(given: Options) -> tuple[Options, tuple[str, ...]]:
    """What a file of the scanned tree may choose, and the keys that it may not."""
    chosen = [name for name in sorted(_OPERATORS) if getattr(given, name) is not None]
    chosen += ["strict"] if given.strict is False else []
    kept = msgspec.structs.replace(given, **dict.fromkeys(chosen))
    return kept, tuple(name.replace("_", "-") for name in chosen)


def _lenient(given: str | Mapping[Threshold, str] | None) -> str | None:
    """The thresholds that are over the default; None for none."""
    over = ("none", "critical")
    if isinstance(given, Mapping):
        return ",".join(f"{kind}={word}" for kind, word in given.items() if word in over) or None
    return given if given in over else None


def lowered(given: Options) -> Iterator[str]:
    """What a file of the scanned tree sets that lets less be reported or less fail."""
    words = {
        "fail-on": _lenient(given.fail_on),
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
