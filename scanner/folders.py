"""The user's own folders, where things may be kept between runs (XDG Base Directory)."""

import os
from pathlib import Path


def user_cache() -> Path | None:
    """For what can be made again; None where nobody says where that is."""
    return _folder("XDG_CACHE_HOME", ".cache")


def user_state() -> Path | None:
    """For what cannot."""
    return _folder("XDG_STATE_HOME", ".local/state")


def _folder(variable: str, below_home: str) -> Path | None:
    given, home = os.environ.get(variable, ""), os.environ.get("HOME", "")
    folder = Path(given) if Path(given).is_absolute() else Path(home, below_home)
    return folder / "langflow-scan" if folder.is_absolute() else None
