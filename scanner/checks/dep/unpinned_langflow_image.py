"""LF-DEP-001 unpinned-langflow-image."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check

_MOVING_TAGS = frozenset(
    {"", "latest", "main", "master", "edge", "nightly", "dev", "develop", "stable", "core-latest"}
)


@check("LF-DEP-001")
def unpinned_langflow_image(facts: Facts) -> Iterator[Match]:
    """No tag, or one that moves, and no digest."""
    for unit in facts.units:
        image = unit.image
        if image is None or not image.is_langflow or image.digest or not image.certain:
            continue
        tag = image.tag.lower()
        if tag in _MOVING_TAGS or tag.endswith(("-latest", "-nightly")) or "nightly" in tag:
            said = f"the moving tag {image.tag!r}" if image.tag else "no tag"
            message = f"the Langflow image {image.repository} has {said}: which release runs "
            message += "depends on the day"
            fix = f"{image.repository}:1.13.0@sha256:<digest>"
            yield Match(message, image.location, fix=fix)
