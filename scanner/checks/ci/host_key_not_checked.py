"""LF-CI-008 host-key-not-checked."""

import re
from collections.abc import Iterator

from scanner.checks.conditions import uses_langflow
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.scripts.script import Script
from scanner.tree.guards import is_development, is_documentation, is_template
from scanner.tree.source import FileKind

_OFF = re.compile(
    r"\bStrictHostKeyChecking[\s=]{1,3}[\"']?(?:no|off|false)\b"
    r"|\bUserKnownHostsFile[\s=]{1,3}[\"']?/dev/null\b"
    r"|\bANSIBLE_HOST_KEY_CHECKING[\s=:]{1,3}[\"']?(?:False|false|no|0)\b",
    re.IGNORECASE,
)
_FETCHED = re.compile(
    r"\bssh-keyscan\b[^\n]{0,500}?(?:>>?|\|\s{0,5}(?:sudo\s+)?tee\b[^\n|]{0,40})\s{0,5}\S{0,100}known_hosts"
)
_COMPARED = re.compile(r"\bssh-keygen\s+-\w{0,3}l|FINGERPRINT", re.IGNORECASE)
_COMMENT = re.compile(r"\s*(?:#|//|::|REM\b)", re.IGNORECASE)
_RUNNERS = frozenset(
    {FileKind.WORKFLOW, FileKind.GITLAB, FileKind.PIPELINE, FileKind.JENKINS, FileKind.CLOUD_BUILD}
)


@check("LF-CI-008")
def host_key_not_checked(facts: Facts) -> Iterator[Match]:
    """Commands over ssh whose other end may be anyone; once a script, by its gravest."""
    if not uses_langflow(facts):
        return
    for script in facts.scripts:
        if "ssh" in script.text.lower() or "ANSIBLE" in script.text:
            yield from _of_script(script)


def _of_script(script: Script) -> Iterator[Match]:
    found = _first(_OFF, script)
    variant, message = "", "the key of the server is not checked: whoever answers is deployed to"
    if found is None and script.source.kind in _RUNNERS and not _COMPARED.search(script.text):
        found = _first(_FETCHED, script)
        variant = "fetched"
        message = "the key of the server is whatever the network says at this moment"
    if found is None:
        return
    place = script.at(*found, "ssh")
    if is_documentation(place) or is_template(place):
        return
    yield Match(message, place, "dev" if is_development(place) else variant)


def _first(pattern: re.Pattern[str], script: Script) -> tuple[int, int] | None:
    """Where it is found first in a line that is no comment."""
    for match in pattern.finditer(script.text):
        start = script.text.rfind("\n", 0, match.start()) + 1
        if not _COMMENT.match(script.text[start : match.start()]):
            return match.span()
    return None
