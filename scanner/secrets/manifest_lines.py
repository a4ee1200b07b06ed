"""What base64 in a Secret of Kubernetes says; manifests that only refer to secrets."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from scanner.errors import ReadError
from scanner.formats import json_
from scanner.secrets.encoded_lines import decoded
from scanner.secrets.json_lines import docker_logins, strings
from scanner.secrets.line import Line, hidden
from scanner.secrets.plain_lines import plain_lines

_SECRET_MANIFEST = re.compile(r"^kind:\s*[\"']?Secret\b", re.MULTILINE)
_ENCODED = re.compile(
    r"^[ \t]+[\"']?(?P<name>[\w.-]{1,253})[\"']?:[ \t]*"
    r"[\"']?(?P<value>[A-Za-z0-9+/]{8,}={0,2})[\"']?[ \t]*$",
    re.MULTILINE,
)


def decoded_lines(text: str) -> Iterator[Line]:
    """What base64 in a Secret of Kubernetes says, under its key."""
    if not _SECRET_MANIFEST.search(text):
        return
    for match in _ENCODED.finditer(text):
        value, at, length = decoded(match["value"]), match.start("value"), len(match["value"])
        if match["name"] in (".dockerconfigjson", ".dockercfg"):
            yield from (replace(line, base=at, whole=length) for line in _logins_of(value))
        elif value.isprintable():
            yield hidden(match["name"], value, at, length)
        else:  # a file, such as a key or a .env
            yield from (
                replace(line, base=at, whole=length) for line in plain_lines(value, is_config=True)
            )


def _logins_of(document: str) -> Iterator[Line]:
    try:
        yield from docker_logins(list(strings(json_.read(document))), document)
    except ReadError:
        return


_REFERENCES = re.compile(
    r"^kind:\s*[\"']?(?:SealedSecret|(?:Cluster)?ExternalSecret|(?:Cluster)?PushSecret"
    r"|(?:Cluster)?SecretStore|SecretProviderClass|Vault(?:Static|Dynamic|Auth)\w*|OnePasswordItem"
    r"|InfisicalSecret|DopplerSecret|BitwardenSecret)\b",
    re.MULTILINE,
)
_DOCUMENT = re.compile(r"^---(?:[ \t].*)?$", re.MULTILINE)


def references(text: str) -> Iterator[tuple[int, int]]:
    """The documents of YAML that only say where secrets are kept, or hold them encrypted."""
    if not _REFERENCES.search(text):
        return
    at = 0
    for end in [*(match.start() for match in _DOCUMENT.finditer(text)), len(text)]:
        if _REFERENCES.search(text[at:end]):
            yield at, end
        at = end


def outside(spans: Iterator[tuple[int, int]], lines: Sequence[Line]) -> Iterator[Line]:
    """The lines; those within one of the spans are searched for known formats alone."""
    within = list(spans)
    for line in lines:
        is_raw = any(start <= line.base < end for start, end in within)
        yield replace(line, is_raw=True) if is_raw else line
