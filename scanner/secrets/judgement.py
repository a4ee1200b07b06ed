"""Whether a written value is a secret: one decision for the secrets engine and for the checks."""

from scanner.secrets.candidates import KEYWORD, Candidate
from scanner.secrets.filters import dropped_by
from scanner.secrets.known import known_format

_DOCUMENTS = (".md", ".mdx", ".markdown", ".rst", ".adoc", ".txt")


def no_secret(value: str, name: str, uri: str, *, kind: str = "") -> str:
    """The name of the filter that says why a value is no secret; empty where it may be one.

    Args:
        value: as it is written, without quotes.
        name: the variable or field that holds it.
        uri: the file, which may be a test or a document.
        kind: `FileKind` of the file; empty for configuration or a document, by its name.
    """
    is_document = uri.lower().endswith(_DOCUMENTS)
    detector = known_format(value) or KEYWORD
    kind = kind or ("markdown" if is_document else "dotenv")
    return dropped_by(Candidate(detector, value.strip(), name, f'{name} = "', '"', uri, kind))
