"""LF-DB-010 backup-in-clear."""

import re
from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.scripts.script import Script

_DUMPS = re.compile(
    r"\bpg_dump(?:all)?\b|\bsqlite3?\b[^\n]{0,300}\.(?:backup|dump)\b|\b(?:cp|tar)\b[^\n]{0,300}langflow\.db"
)


_LEAVES = re.compile(
    r"\baws\s+s3(?:api)?\s+(?:cp|sync|mv|put-object)\b|\bgsutil\b[^\n]{0,300}\b(?:cp|rsync)\b|\brclone\s+(?:copy|sync|move)"
    r"|\baz\s+storage\s+blob\s+upload|\b(?:scp|rsync)\b[^\n]{0,300}?[\w.-]:|\bcurl\b[^\n]{0,300}(?:-T|--upload-file)\b|\bmc\s+cp\b"
)


_ENCRYPTS = re.compile(
    r"\bgpg\b|\bage\s+-|\bopenssl\s+(?:enc|smime|cms)\b|--sse\b|--server-side-encryption|\bsops\b|\brestic\b"
    r"|\bborg\b|\bkopia\b|\b7z\b[^\n]{0,300}-p|crypt:|--encryption"
)


_PUBLIC = re.compile(r"--acl[\s=]+public-read")


@check("LF-DB-010")
def backup_in_clear(facts: Facts) -> Iterator[Match]:
    """A dump of the database that leaves the host as it is."""
    for script in facts.scripts:
        if not script.is_about_langflow or not _DUMPS.search(script.text):
            continue
        public, leaves = _PUBLIC.search(script.text), _LEAVES.search(script.text)
        if public:
            yield _in_clear(script, public, "can be read by everyone", "public")
        elif leaves and not _ENCRYPTS.search(script.source.text):
            yield _in_clear(script, leaves, "leaves this host without being encrypted", "")


def _in_clear(script: Script, match: re.Match[str], what: str, variant: str) -> Match:
    message = f"a copy of Langflow's database {what}: accounts, flows, messages and credentials"
    return Match(message, script.at(match.start(), match.end(), "backup"), variant)
