"""What a field is set to, as it may be shown: a secret's value never is."""

import json
from collections.abc import Iterator

from scanner.flows import naming
from scanner.flows.read import Field
from scanner.formats.positions import Node
from scanner.secrets.hidden import HIDDEN, without_secrets
from scanner.secrets.names import names_secret

MAX_SHOWN = 160
MAX_LEAVES = 40
"""Values inside one field that are told apart."""
MAX_DEPTH = 12
SET = "set, not shown"

Leaf = tuple[str, object]
"""The path inside a field, empty for the field itself, and a plain value."""


def is_empty(value: object) -> bool:
    """Whether a value says nothing: an export writes an empty one in several ways."""
    return value is None or value is False or (isinstance(value, str | list | dict) and not value)


def plain(node: Node | None, depth: int = 0) -> object:
    """The value without its places; what is nested deeper than anything real is cut."""
    if node is None or depth > MAX_DEPTH:
        return None
    if isinstance(node.value, dict):
        return {key: plain(child, depth + 1) for key, child in node.mapping.items()}
    if isinstance(node.value, list):
        return [plain(child, depth + 1) for child in node.items]
    return node.value


def leaves(field: Field | None) -> dict[str, object]:
    """What a field holds, by the path inside it; the name of a global variable as such."""
    if field is None:
        return {}
    value = plain(field.value)
    files = plain(field.node.get("file_path"))
    found = dict(_leaves(value, ""))
    if not is_empty(files):
        found[".file_path"] = files
    if field.flag("load_from_db") and isinstance(value, str) and value:
        found = {"": _Variable(value)}
    return found


class _Variable(str):
    """The name of a global variable: another thing than the same text."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Variable) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(("variable", str(self)))


def _leaves(value: object, path: str) -> Iterator[Leaf]:
    if isinstance(value, dict) and value:
        for key in sorted(value):
            yield from _leaves(value[key], f"{path}.{key}")
    elif isinstance(value, list) and value:
        for number, one in enumerate(value):
            name = one.get("name") if isinstance(one, dict) else None
            label = name if isinstance(name, str) and name else str(number)
            yield from _leaves(one, f"{path}[{label}]")
    else:
        yield path, value


def is_secret(field: Field | None, path: str = "") -> bool:
    """Whether a value is one that is never shown."""
    if field is None:
        return False
    last = path.rpartition(".")[2].rpartition("[")[2].rstrip("]")
    is_marked = field.flag("password") or "Secret" in field.input_type
    return is_marked or names_secret(field.name) or names_secret(last)


def are_equal(one: object, other: object) -> bool:
    """Whether two values are one: exports of different releases write numbers as text or not."""
    if isinstance(one, _Variable) or isinstance(other, _Variable):
        return one == other
    if isinstance(one, bool) and isinstance(other, str) and other:
        return str(one) == other.strip().capitalize()
    if isinstance(other, bool) and isinstance(one, str) and one:
        return are_equal(other, one)
    if is_empty(one) or is_empty(other):
        return is_empty(one) and is_empty(other)
    return normal(one) == normal(other)


def normal(value: object) -> str:
    """A value as text: white space at the ends and empty entries of a table do not count."""
    if isinstance(value, list | dict):
        kept = {path: normal(one) for path, one in _leaves(value, "") if not is_empty(one)}
        return json.dumps(kept, sort_keys=True)
    if isinstance(value, bool):
        return str(value)
    return str(value).replace("\r\n", "\n").strip() or str(value)


def shown(value: object, *, secret: bool) -> str:
    """A value in few words."""
    if isinstance(value, _Variable):
        name = naming.variable(str(value))
        return f"variable {name}" if name else SET
    if is_empty(value) and value is not False:
        return ""
    if secret and not isinstance(value, bool):
        return SET
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = text if text.strip() else json.dumps(text)
    line = without_secrets(" ".join(text.split()))
    return line if len(line) <= MAX_SHOWN else f"{line[: MAX_SHOWN - 1]}…"


def label(name: str) -> str:
    """The name of a field or of a path in it, which somebody may have chosen to be a secret."""
    return without_secrets(name)[:MAX_SHOWN] or HIDDEN
