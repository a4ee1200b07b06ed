"""A .env file on its own: settings without a known server."""

from scanner.deployments import model as facts
from scanner.deployments.format import Read
from scanner.deployments.model import Deployment, Form, Setting
from scanner.formats import dotenv
from scanner.model.note import Notification
from scanner.model.place import Location, Region
from scanner.model.rule import Level
from scanner.tree.source import Source, Tree


def read(_: Tree, source: Source) -> Read:
    """The settings of one file; what does not parse is named line by line."""
    unit, bad_lines = deployment(source)
    return Read((unit,), notes=tuple(_bad_line(source, line) for line in bad_lines))


def _bad_line(source: Source, line: int) -> Notification:
    words = f"{source.uri}:{line} is not a NAME=value and was not read as a setting; fix the line"
    return Notification(Level.WARNING, "line-not-parsed", words, source.uri, line)


def deployment(source: Source) -> tuple[Deployment, tuple[int, ...]]:
    """The settings of one file; and its lines that do not parse."""
    assignments, bad_lines = dotenv.read(source.text)
    is_langflow = any(a.name.upper().startswith("LANGFLOW_") for a in assignments)
    settings = tuple(
        Setting(
            facts.canonical(one.name, in_langflow=is_langflow),
            one.value,
            Location(source.uri, one.region, one.name),
            source.uri,
        )
        for one in assignments
    )
    unit = Deployment(
        name=source.name,
        form=Form.DOTENV,
        uri=source.uri,
        location=Location(source.uri, Region(1, 1, 1, 1)),
        settings=settings,
        is_langflow=is_langflow,
        in_stack=is_langflow,
    )
    return unit, bad_lines


def values_of(source: Source) -> tuple[tuple[str, str], ...]:
    """Names and values of a file of the form, whatever it is called."""
    return tuple((one.name, one.value or "") for one in dotenv.read(source.text)[0])
