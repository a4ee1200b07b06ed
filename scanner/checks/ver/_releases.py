"""Releases of Langflow that a deployment runs."""

from packaging.version import InvalidVersion, Version

from scanner.model.place import Location


def pinned_release(text: str | None) -> Version | None:
    """A pinned release; locks hold text that is no version, too."""
    try:
        return Version(text) if text else None
    except InvalidVersion:
        return None


def line_of(place: Location) -> tuple[str, int]:
    """One installation is read as a deployment and as a pin; both end on its line."""
    return place.uri, place.region.end_line
