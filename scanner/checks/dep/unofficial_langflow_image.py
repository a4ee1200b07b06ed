"""LF-DEP-003 unofficial-langflow-image."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.model import OFFICIAL_IMAGE


@check("LF-DEP-003")
def unofficial_langflow_image(facts: Facts) -> Iterator[Match]:
    """An image named after Langflow that neither its makers nor this repository build."""
    for unit in facts.units:
        image = unit.image
        if (
            image is None
            or not image.is_langflow
            or not image.certain
            or "/" not in image.repository
        ):
            continue
        mirrors = facts.settings.registries
        if OFFICIAL_IMAGE.match(image.repository) or image.repository.startswith(mirrors):
            continue
        message = f"the image {image.repository} is not one that Langflow publishes"
        yield Match(message, image.location)
