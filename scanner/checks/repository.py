"""What a repository has at its top."""

import re

from scanner.checks.facts import Facts
from scanner.model.place import Region

FIRST_PLACE = Region(1, 1, 1, 1)


def has_file(facts: Facts, pattern: re.Pattern[str]) -> bool:
    """Whether the path of a scanned file matches."""
    return any(pattern.search(source.uri) for source in facts.tree.sources)
