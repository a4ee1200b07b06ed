"""LF-DEP-002 tag-without-digest."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.tree.guards import is_template


@check("LF-DEP-002")
def tag_without_digest(facts: Facts) -> Iterator[Match]:
    """A release's tag, which its publisher can move, without the digest of an image."""
    for unit in facts.units:
        image = unit.image
        if image is None or not image.is_langflow or image.digest or not image.certain:
            continue
        if image.version is not None and not is_template(image.location):
            message = f"the tag {image.tag} of {image.repository} may name another image tomorrow"
            fix = f"{image.repository}:{image.tag}@sha256:<digest>"
            yield Match(message, image.location, fix=fix)
