"""LF-SEC-008 api-key-in-environments-file."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner import values
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.errors import ReadError
from scanner.formats import sections, yaml_
from scanner.formats.positions import Lines, Node
from scanner.model.place import Location
from scanner.tree.source import FileKind, Source


@check("LF-SEC-008")
def api_key_in_environments_file(facts: Facts) -> Iterator[Match]:
    """A literal `api_key` in the file in which the command line tool keeps its servers."""
    for source in facts.tree.of(FileKind.TEXT):
        folder = PurePosixPath(source.uri).parent.name
        if folder == ".lfx" and source.name in {"environments.yaml", "environments.yml"}:
            found = _keys_of_yaml(source)
        elif source.name == "langflow-environments.toml":
            found = _keys_of_toml(source)
        else:
            continue
        for name, value, place in found:
            if value and not values.is_reference(value) and not values.is_placeholder(value):
                message = f"the API key of the environment {name} is written here "
                message += f"({len(value)} characters)"
                yield Match(message, place, fix=f"api_key_env: LANGFLOW_{name.upper()}_API_KEY")


_Keys = Iterator[tuple[str, str, Location]]


def _keys_of_yaml(source: Source) -> _Keys:
    lines = Lines(source.text)
    try:
        documents = yaml_.read(source.text)
    except ReadError:
        return  # the tool cannot read it either
    for document in documents:
        environments = document.get("environments") or Node({}, 0, 0)
        for name, environment in environments.mapping.items():
            key = environment.get("api_key")
            if key is not None:
                yield (
                    name,
                    key.text,
                    Location(source.uri, lines.region(key.start, key.end), "api_key"),
                )


def _keys_of_toml(source: Source) -> _Keys:
    lines = Lines(source.text)
    try:
        entries = tuple(sections.read(source.text))
    except ReadError:
        return
    for entry in entries:
        if entry.section.startswith("environments.") and entry.key == "api_key":
            place = Location(source.uri, lines.region(entry.start, entry.end), "api_key")
            name = entry.section.removeprefix("environments.").strip("\"'")
            yield name, sections.toml_string(entry.value) or "", place
