"""A report's JSON as text: two spaces a level, other scripts as they are."""

import json

import msgspec


def written(document: object) -> str:
    """The text, with a line end; by msgspec, which takes a tenth of the time of `json`."""
    try:
        text = msgspec.json.format(msgspec.json.encode(document), indent=2).decode()
    except UnicodeEncodeError:  # half of a character outside of the basic plane
        text = json.dumps(document, indent=2, ensure_ascii=False)
    return text + "\n"
