"""What the configuration names must be there: a misspelt ignore would protect nothing, unseen."""

import fnmatch
from collections.abc import Iterator

from scanner.errors import ConfigError
from scanner.findings.catalogue import kinds_of, near_path, nearest
from scanner.findings.ignores import named
from scanner.model.note import Notification
from scanner.model.rule import Level
from scanner.settings import Ignore, Settings
from scanner.tree.source import Tree


def check(settings: Settings, tree: Tree) -> None:
    """Refuse a configuration that names rules or paths that there are not.

    One that counts as the base has it is not refused: whoever fixes it, or removes the file, does
    so in the very change that is scanned.

    Raises:
        ConfigError: with the name that is nearest.
    """
    own = settings.proposed if settings.of_base else settings
    if own is None:
        return
    if problems := (*unknown_rules(own), *unmatched(own, tree)):
        hint = "fix the entry or take it out: as it is, it has no effect"
        raise ConfigError(f"{own.config}: {'; '.join(problems)}", hint=hint)


def notes(settings: Settings, tree: Tree) -> Iterator[Notification]:
    """The same of the base's configuration, as notes."""
    if settings.of_base:
        for problem in (*unknown_rules(settings), *unmatched(settings, tree)):
            words = f"{settings.config}, as the base has it: {problem}"
            yield Notification(Level.NOTE, "ignore-unknown", words)


def unknown_rules(settings: Settings) -> Iterator[str]:
    """Ids of entries and of changed rules that are no rule's."""
    for entry in settings.ignore:
        if not kinds_of(entry.id):
            yield f"ignore: {entry.id} is not a rule{nearest(entry.id)}"
    for rule_id in settings.rules:
        if not kinds_of(rule_id):
            yield f"rules: {rule_id} is not a rule{nearest(rule_id)}"


def unmatched(settings: Settings, tree: Tree) -> Iterator[str]:
    """Globs of entries that match no file, those that could not be read included."""
    there = [source.uri for source in (*tree.sources, *tree.twins)]
    listed = [*there, *(note.uri for note in tree.notifications if note.uri)]
    for entry in settings.ignore:
        if entry.path and not _matches(entry, listed):
            yield f"{named(entry)}: {entry.path} matches no file{near_path(entry.path, there)}"


def _matches(entry: Ignore, uris: list[str]) -> bool:
    return any(fnmatch.fnmatchcase(uri, entry.path) for uri in uris)
