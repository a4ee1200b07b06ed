"""How a place's format writes a setting, and a reference to a secret."""

from collections.abc import Iterable

from scanner.deployments.formats import BY_KIND
from scanner.deployments.model import Deployment, Form
from scanner.model.place import Location
from scanner.tree.source import Tree


def setting(
    tree: Tree, units: Iterable[Deployment], location: Location, *, name: str, value: str
) -> str:
    """The line that sets `name` to `value` in the syntax of the file that `location` is in."""
    if _is_option_of_docker_run(units, location):
        return f'-e {name}="{value}"'
    return _template(tree, location, "setting").format(name=name, value=value)


def reference(tree: Tree, units: Iterable[Deployment], location: Location, name: str) -> str:
    """The line that takes `name` from outside of the repository, in the syntax of the file."""
    if _is_option_of_docker_run(units, location):
        return f"-e {name}"
    key = name.lower().replace("_", "-")
    return _template(tree, location, "reference").format(name=name, key=key)


def _template(tree: Tree, location: Location, what: str) -> str:
    source = tree.get(location.uri)
    row = BY_KIND.get(source.kind) if source else None
    if row is None:
        return "{name}={value}" if what == "setting" else ""
    return row.setting if what == "setting" else row.reference


def _is_option_of_docker_run(units: Iterable[Deployment], location: Location) -> bool:
    """Whether the place belongs to a `docker run`, whose environment is given by `-e`."""
    return any(
        location == unit.location or any(location == s.location for s in unit.settings)
        for unit in units
        if unit.form is Form.DOCKER_RUN and unit.uri == location.uri
    )
