"""LF-FLOW-041 flow-saved-by-vulnerable-release."""

from collections.abc import Iterator

from packaging.version import InvalidVersion, Version

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check

SAFE_SINCE = Version("1.9.2")
"""The release that fixes the last hole of public flows that ran a stranger's code: CVE-2026-48519,
after CVE-2026-33017 in 1.9.0 (langflow/api/v1/chat.py, build_public_tmp)."""


@check("LF-FLOW-041")
def flow_saved_by_vulnerable_release(facts: Facts) -> Iterator[Match]:
    """A flow last saved by a release in which strangers ran code through public flows.

    A hint, and only where nothing else tells which release is running: a deployment of the
    repository that names its version is judged itself.
    """
    if any(unit.is_langflow and unit.version is not None for unit in facts.units):
        return
    seen: set[str] = set()
    for flow in facts.flows:
        saved = flow.setting("last_tested_version")
        if saved is None or flow.uri in seen:
            continue
        try:
            version = Version(saved.text)
        except InvalidVersion:
            continue
        if version < SAFE_SINCE:
            seen.add(flow.uri)
            message = (
                f"the flow was last saved by Langflow {version}, in which public flows run "
                f"strangers' code (fixed in {SAFE_SINCE}): check which release runs it"
            )
            yield Match(message, flow.at(saved, "last_tested_version"))
