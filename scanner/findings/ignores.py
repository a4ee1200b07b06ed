"""Entries of the configuration that suppress findings, and what is to be said of them."""

import fnmatch
from collections.abc import Iterator, Sequence

from scanner.findings.identity import without_node_number
from scanner.findings.naming import change_of, names_rule
from scanner.model.finding import Finding, Suppression
from scanner.model.note import Notification
from scanner.model.rule import Level
from scanner.settings import Ignore, Settings

_WARN_DAYS = 14


def suppressions(finding: Finding, settings: Settings) -> Iterator[Suppression]:
    """Why the configuration suppresses a finding: its rule is off, or entries name it."""
    change = change_of(finding.rule, settings)
    if change is not None and not change.enabled:
        yield Suppression("external", "the rule is turned off in the configuration")
    for entry in settings.ignore:
        if _applies(entry, finding) and not _is_over(entry, finding, settings):
            yield Suppression("external", f"{entry.reason}{_responsible(entry)}")


def _responsible(entry: Ignore) -> str:
    """Whose decision it is, and for how long."""
    owner = [f"owner: {entry.owner}"] if entry.owner else []
    until = [f"until {entry.expires}"] if entry.expires else []
    until += ["until a release fixes it"] if entry.until_fixed else []
    return f" ({', '.join((*owner, *until))})" if owner or until else ""


def _applies(entry: Ignore, finding: Finding) -> bool:
    """Whether every field that the entry gives matches."""
    names = {finding.rule.id, *finding.aliases, *(d.rule_id for d in finding.detections)}
    return (
        any(names_rule(entry.id, name) for name in names)
        and (not entry.path or fnmatch.fnmatchcase(finding.location.uri, entry.path))
        and _is_at(entry, finding.location.logical_name)
    )


def _is_at(entry: Ignore, logical_name: str) -> bool:
    """Whether a place is the entry's node and field: `Agent-a1b2C.api_key`, `access_type`.

    A node is its id or its type: an import draws a new id, and the entry goes on.
    """
    node, dot, field = logical_name.rpartition(".")
    names = {logical_name, node if dot else logical_name}
    names |= {without_node_number(name) for name in names}
    return (not entry.node or any(fnmatch.fnmatchcase(name, entry.node) for name in names)) and (
        not entry.field or fnmatch.fnmatchcase(field, entry.field)
    )


def _is_over(entry: Ignore, finding: Finding, settings: Settings) -> bool:
    """Whether an entry that would apply no longer does: expired, or what it waited for is there."""
    return _is_expired(entry, settings) or (entry.until_fixed and bool(finding.fixed_in))


def _is_expired(entry: Ignore, settings: Settings) -> bool:
    return entry.expires is not None and entry.expires < settings.today


def named(entry: Ignore) -> str:
    """An entry as messages name it."""
    where = ", ".join(filter(None, (entry.path, entry.node, entry.field)))
    owner = f" (owner: {entry.owner})" if entry.owner else ""
    return f"the ignore entry for {entry.id}{f' in {where}' if where else ''}{owner}"


def about_ignores(findings: Sequence[Finding], settings: Settings) -> Iterator[Notification]:
    """Entries that have expired, will soon, or match nothing: each is worth a word."""
    for entry in settings.ignore:
        if _is_expired(entry, settings):
            words = f"{named(entry)} expired on {entry.expires}: its findings count again"
            yield Notification(Level.NOTE, "ignore-expired", words)
        elif fixed := _fixed(entry, findings):
            words = f"{named(entry)} ended: {fixed} fixes it, so its findings count again"
            yield Notification(Level.NOTE, "ignore-fixed", words)
        elif not any(_applies(entry, finding) for finding in findings):
            words = f"{named(entry)} matches nothing; take it out of the configuration"
            yield Notification(Level.NOTE, "ignore-unused", words)
        elif entry.expires and (entry.expires - settings.today).days <= _WARN_DAYS:
            words = f"{named(entry)} expires on {entry.expires}, then its findings count again"
            yield Notification(Level.NOTE, "ignore-expires-soon", words)


def _fixed(entry: Ignore, findings: Sequence[Finding]) -> str:
    """The release that ends an entry which waits for one."""
    fixed = (f.fixed_in for f in findings if entry.until_fixed and _applies(entry, f))
    return next((release for release in fixed if release), "")
