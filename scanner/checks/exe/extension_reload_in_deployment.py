"""LF-EXE-010 extension-reload-in-deployment."""

from collections.abc import Iterator

from scanner.checks.conditions import example_or, is_near, is_on, literal
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check


@check("LF-EXE-010")
def extension_reload_in_deployment(facts: Facts) -> Iterator[Match]:
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
