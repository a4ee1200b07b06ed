"""Values of Go's templates, and Helm's functions of them, as far as they depend on nothing else."""

import re
from base64 import b64encode
from dataclasses import dataclass

from scanner.errors import ReadError

UNKNOWN = "\ue000"
"""Stands in the output for what is not known."""
MAX_OUTPUT = 2_000_000
MAX_DEPTH = 40


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value is written."""

    uri: str
    start: int
    end: int


class Unknown:
    """Type of what is not known."""


@dataclass(frozen=True, slots=True)
class Datum:
    """A value and where it is written, if anywhere."""

    value: "str | bool | list[Datum] | dict[str, Datum] | Unknown | None"
    origin: Origin | None = None

    @property
    def is_known(self) -> bool:
        """Whether it is."""
        return not isinstance(self.value, Unknown)

    @property
    def text(self) -> str:
        """As the template prints it."""
        if isinstance(self.value, Unknown):
            return UNKNOWN
        if isinstance(self.value, bool):
            return str(self.value).lower()
        return self.value if isinstance(self.value, str) else ""

    @property
    def truth(self) -> bool | None:
        """Whether a condition holds; None where that is not known."""
        if isinstance(self.value, Unknown):
            return None
        return bool(self.value) and self.value != "0"

    def get(self, name: str) -> "Datum":
        """A member of a mapping; nothing where there is none."""
        if isinstance(self.value, Unknown):
            return self
        return self.value.get(name, NOTHING) if isinstance(self.value, dict) else NOTHING


NOTHING = Datum(None)
NOT_KNOWN = Datum(Unknown())


def functions(name: str, given: list[Datum]) -> Datum:
    """What a function gives; unknown for one that is not known here or depends on the cluster."""
    if name in _CONDITIONS:
        return _condition(name, given)
    if not given:
        return Datum({}) if name == "dict" else Datum([]) if name == "list" else NOT_KNOWN
    last = given[-1]
    match name:
        case "default":
            return last if last.truth is not False else given[0]
        case "coalesce":
            return next((one for one in given if one.truth is not False), NOTHING)
        case "required" | "toString" | "int" | "int64" | "float64" | "print" | "toRawJson":
            return last
        case "ternary" if len(given) == 3:
            return NOT_KNOWN if last.truth is None else given[0] if last.truth else given[1]
        case "get" if len(given) == 2:
            return given[0].get(given[1].text)
        case "dict":
            pairs = zip(given[::2], given[1::2], strict=False)
            return Datum({key.text: value for key, value in pairs})
        case "list":
            return Datum(given)
        case "merge" | "mergeOverwrite":
            return _merged(given)
        case "lookup":
            return Datum({})
    return _of_text(name, given)


def _of_text(name: str, given: list[Datum]) -> Datum:
    """What a function makes of a text, which comes last."""
    last, first = given[-1], given[0].text
    match name:
        case "quote" | "squote":
            return Datum(_quoted(last.text), last.origin) if last.is_known else last
        case "toYaml" | "toJson" | "toPrettyJson":
            return Datum(to_yaml(last, 0), last.origin)
        case "nindent" | "indent" if first.isdigit() and int(first) < 200:
            body = "\n".join(" " * int(first) + line for line in last.text.split("\n"))
            return Datum("\n" + body if name == "nindent" else body, last.origin)
        case "lower" | "upper" | "trim":
            changed = {"lower": last.text.lower(), "upper": last.text.upper()}
            return Datum(changed.get(name, last.text.strip()), last.origin)
        case "trimSuffix":
            return Datum(last.text.removesuffix(first), last.origin)
        case "trimPrefix":
            return Datum(last.text.removeprefix(first), last.origin)
        case "trunc" if first.isdigit():
            return Datum(last.text[: int(first)], last.origin)
        case "replace" if len(given) == 3:
            return Datum(last.text.replace(first, given[1].text), last.origin)
        case "printf":
            return _printed(given)
        case "b64enc" if last.is_known:
            return Datum(_encoded(last.text), last.origin)
    return NOT_KNOWN


_CONDITIONS = frozenset({"eq", "ne", "and", "or", "not", "empty", "hasKey", "contains", "kindIs"})


def _condition(name: str, given: list[Datum]) -> Datum:
    if name == "and":
        return next((one for one in given if not one.truth), given[-1] if given else NOTHING)
    if name == "or":
        return next(
            (one for one in given if one.truth is not False), given[-1] if given else NOTHING
        )
    if any(not one.is_known for one in given) or not given:
        return NOT_KNOWN
    first = given[0]
    match name:
        case "not" | "empty":
            return Datum(not first.truth)
        case "eq":
            return Datum(any(first.text == one.text for one in given[1:]))
        case "ne" if len(given) == 2:
            return Datum(first.text != given[1].text)
        case "hasKey" if len(given) == 2:
            return Datum(isinstance(first.value, dict) and given[1].text in first.value)
        case "contains" if len(given) == 2:
            return Datum(first.text in given[1].text)
        case "kindIs" if len(given) == 2:
            kinds = {"map": dict, "slice": list, "string": str, "bool": bool}
            return Datum(isinstance(given[1].value, kinds.get(first.text, Unknown)))
    return NOT_KNOWN


def _merged(given: list[Datum]) -> Datum:
    made: dict[str, Datum] = {}
    for one in given:
        if not isinstance(one.value, dict):
            return NOT_KNOWN
        made = {**one.value, **made}
    return Datum(made)


def _printed(given: list[Datum]) -> Datum:
    """`printf "%s-%d"`; its origin is that of the last value in it."""
    values = iter(given[1:])
    text = re.sub(r"%[sdvq]", lambda _: next(values, NOTHING).text, given[0].text)
    origin = next((one.origin for one in reversed(given) if one.origin), None)
    return Datum(text, origin)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


def to_yaml(datum: Datum, depth: int) -> str:
    """A value as YAML, in block style."""
    if depth > MAX_DEPTH:
        raise ReadError(f"more than {MAX_DEPTH} levels")
    if isinstance(datum.value, dict):
        lines = []
        for name, child in datum.value.items():
            inner = to_yaml(child, depth + 1)
            nested = isinstance(child.value, dict | list) and child.value
            pad = "  " if isinstance(child.value, dict) else ""
            body = "\n".join(pad + line for line in inner.split("\n"))
            lines.append(f"{name}:\n{body}" if nested else f"{name}: {inner}")
        return _within_cap("\n".join(lines)) or "{}"
    if isinstance(datum.value, list):
        lines = []
        for child in datum.value:
            first, *rest = to_yaml(child, depth + 1).split("\n")
            lines.append("\n".join([f"- {first}", *(f"  {line}" for line in rest)]))
        return _within_cap("\n".join(lines)) or "[]"
    if datum.value is None:
        return "null"
    return datum.text if isinstance(datum.value, bool) else _quoted(datum.text)


def _within_cap(text: str) -> str:
    """The text, unless aliases multiply it."""
    if len(text) > MAX_OUTPUT:
        raise ReadError(f"more than {MAX_OUTPUT} characters")
    return text
