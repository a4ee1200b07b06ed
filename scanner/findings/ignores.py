"""Entries of the configuration that suppress findings, and what is to be said of them."""

import fnmatch
from collections.abc import Iterator, Sequence

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
            yield Suppression("external", entry.reason)


def _applies(entry: Ignore, finding: Finding) -> bool:
    """Whether every field that the entry gives matches."""
    names = {finding.rule.id, *finding.aliases, *(d.rule_id for d in finding.detections)}
    return (
        any(names_rule(entry.id, name) for name in names)
        and (not entry.path or fnmatch.fnmatchcase(finding.location.uri, entry.path))
        and (not entry.node or entry.node in finding.location.logical_name)
    )


def _is_over(entry: Ignore, finding: Finding, settings: Settings) -> bool:
    """Whether an entry that would apply no longer does: expired, or what it waited for is there."""
    return _is_expired(entry, settings) or (entry.until_fixed and bool(finding.fixed_in))


def _is_expired(entry: Ignore, settings: Settings) -> bool:
    return entry.expires is not None and entry.expires < settings.today


def about_ignores(findings: Sequence[Finding], settings: Settings) -> Iterator[Notification]:
    """Entries that have expired, will soon, or match nothing: each is worth a word."""
    for entry in settings.ignore:
        named = f"the ignore entry for {entry.id}" + (f" in {entry.path}" if entry.path else "")
        if _is_expired(entry, settings):
            words = f"{named} expired on {entry.expires}: its findings count again"
            yield Notification(Level.NOTE, "ignore-expired", words)
        elif fixed := _mended(entry, findings):
            words = f"{named} ended: {fixed} fixes it, so its findings count again"
            yield Notification(Level.NOTE, "ignore-fixed", words)
        elif not any(_applies(entry, finding) for finding in findings):
            words = f"{named} matches nothing; take it out of the configuration"
            yield Notification(Level.NOTE, "ignore-unused", words)
        elif entry.expires and (entry.expires - settings.today).days <= _WARN_DAYS:
            words = f"{named} expires on {entry.expires}"
            yield Notification(Level.NOTE, "ignore-expires-soon", words)


def _mended(entry: Ignore, findings: Sequence[Finding]) -> str:
    """The release that ends an entry which waits for one."""
    fixed = (f.fixed_in for f in findings if entry.until_fixed and _applies(entry, f))
    return next((release for release in fixed if release), "")
