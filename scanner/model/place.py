"""Where something is: a region of a file of the repository."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Region:
    """A stretch of a text file: 1-based lines and columns, `end_column` exclusive.

    Columns count Unicode code points (SARIF `columnKind: unicodeCodePoints`).
    """

    start_line: int
    start_column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Location:
    """A place in the scanned tree."""

    uri: str
    """POSIX path relative to the scanned root, not percent-encoded."""
    region: Region
    logical_name: str = ""
    """What the place is called in its own terms: a setting, a node of a flow, a package URL."""
    message: str = ""
    """Why this place is named, for a related location."""
