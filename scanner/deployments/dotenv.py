"""A .env file on its own: settings without a known server."""

from scanner.deployments import model as facts
from scanner.deployments.model import Deployment, Form, Setting
from scanner.formats import dotenv
from scanner.model.place import Location, Region
from scanner.tree.source import Source


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
