"""What checks of settings ask of a deployment again and again."""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from packaging.version import Version

from scanner import values
from scanner.checks.access import reach
from scanner.checks.facts import Facts
from scanner.checks.setting_names import AUTO_LOGIN
from scanner.deployments.model import Deployment, Exposure, Form, Setting
from scanner.model.place import Location, Region
from scanner.tree import guards
from scanner.tree.guards import is_development, is_template, is_test


def servers(facts: Facts) -> Iterator[Deployment]:
    """Units in which a setting that is not there means its default.

    A Dockerfile is none: whoever runs the image adds to its environment. Neither is a workflow,
    whose server lives for a test, nor a developer's own file, where the defaults are wanted.
    """
    for unit in facts.units:
        if not unit.complete or not unit.is_langflow or unit.is_frontend:
            continue
        if unit.form in {Form.DOCKERFILE, Form.WORKFLOW, Form.SCRIPT}:
            continue
        if not is_development(unit.location) and not is_template(unit.location):
            yield unit


_OF_THE_WHOLE_SERVER = frozenset(
    f"LANGFLOW_{name}"
    for name in ("AUTO_LOGIN", "SUPERUSER", "SUPERUSER_PASSWORD", "DATABASE_URL", "CONFIG_DIR")
)


def has_database(unit: Deployment) -> bool:
    """Whether it is Langflow with accounts and stored credentials; `lfx serve` alone has none."""
    by_image = unit.version is not None or (unit.image is not None and unit.image.is_langflow)
    return by_image or any(setting.name in _OF_THE_WHOLE_SERVER for setting in unit.settings)


def published_servers(facts: Facts) -> Iterator[Deployment]:
    """Those of `servers` that more than their own machine and its containers can reach."""
    return (unit for unit in servers(facts) if reach(unit, facts) is Exposure.PUBLISHED)


def is_near(unit: Deployment, setting: Setting, facts: Facts) -> bool:
    """Whether it only matters to one's own machine: a developer's file, a test, loopback."""
    alone = unit.form is Form.WORKFLOW or is_development(setting.location)
    return alone or reach(unit, facts) is Exposure.LOOPBACK


def uses_langflow(facts: Facts) -> bool:
    """Whether the repository really has to do with Langflow: it deploys it, or holds flows."""
    return bool(facts.flows) or any(unit.is_langflow for unit in facts.units)


def anchor(facts: Facts) -> Location | None:
    """Where to report what the repository as a whole lacks: the first deployment, else a flow."""
    for unit in facts.units:
        if unit.is_langflow and unit.form is not Form.WORKFLOW and not _is_aside(unit.uri):
            return unit.location
    flows = sorted(flow.uri for flow in facts.flows if not is_test(flow.uri))
    return Location(flows[0], Region(1, 1, 1, 1)) if flows else None


def _is_aside(uri: str) -> bool:
    """Whether the file deploys nothing for others; no guard that keeps a finding back."""
    return any(
        guards.knows(one, uri) for one in ("test", "development", "example", "documentation")
    )


def is_on(unit: Deployment, name: str) -> bool:
    """Whether the effective value is known, and true."""
    return truth(unit, name) is True


def is_off(unit: Deployment, name: str) -> bool:
    """Whether the effective value is known, and false."""
    return truth(unit, name) is False


def truth(unit: Deployment, name: str) -> bool | None:
    """The effective boolean; None where it is not known."""
    effective = unit.effective(name)
    return values.truth(effective.value) if effective and effective.value else None


def literal(setting: Setting | None) -> str:
    """The value that is written in the file; empty for none, a reference or an unknown one."""
    if setting is None:
        return ""
    points = setting.value is None or values.is_reference(setting.value)
    if guards.holds("reference", setting.location, points):
        return ""
    return (setting.value or "").strip()


def given(unit: Deployment, name: str) -> str:
    """The literal that wins for a setting; empty for none."""
    return literal(unit.explicit(name))


def entries(text: str) -> tuple[str, ...]:
    """The parts of a comma-separated list, as Langflow splits it."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def as_written(facts: Facts, location: Location) -> str:
    """The text of a place, with the variables in it that `Setting.value` does not know."""
    source = facts.tree.get(location.uri)
    if source is None:
        return ""
    lines, region = source.lines, location.region
    start = lines.offset(region.start_line, region.start_column)
    return source.text[start : lines.offset(region.end_line, region.end_column)]


def is_inside(path: str, folders: Iterable[str]) -> bool:
    """Whether an absolute path of a container is, or lies in, one of the folders."""
    return any(folder and PurePosixPath(path).is_relative_to(folder) for folder in folders)


def is_multi_user(unit: Deployment) -> bool:
    """Whether people log in: auto-login is known to be off."""
    return is_off(unit, AUTO_LOGIN)


def runs_at_least(unit: Deployment, version: str) -> bool:
    """Whether the release is known and not older."""
    return unit.version is not None and unit.version >= Version(version)


def example_or(setting: Setting, variant: str = "") -> str:
    """The variant `example` in a template file, else the given one."""
    return "example" if is_template(setting.location) else variant
