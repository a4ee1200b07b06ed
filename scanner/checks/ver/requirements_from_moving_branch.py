"""LF-VER-009 requirements-from-moving-branch."""

import re
from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.checks.ver._installing import installs
from scanner.tree.guards import is_development, is_template

_FIXED = re.compile(r"^https?://[^/]+/.*?(?:[0-9a-f]{40}|\d+\.\d[\w.-]*)/|#sha256=")
"""A commit, a tag or a checksum in the address."""
_FILES = ("-r", "--requirement", "--requirements", "-c", "--constraint", "--constraints")


@check("LF-VER-009")
def requirements_from_moving_branch(facts: Facts) -> Iterator[Match]:
    """A list of requirements that is fetched from an address whose content may change."""
    for install in installs(facts):
        for url, word in install.value(*_FILES):
            place = install.script.at(word.start, word.end, "requirements")
            if not url.startswith(("http://", "https://")) or _FIXED.search(url):
                continue
            if is_template(place):
                continue
            message = (
                "what is installed is listed at an address that may change: whoever changes it "
                "there has their code run here"
            )
            yield Match(message, place, "dev" if is_development(place) else "")
