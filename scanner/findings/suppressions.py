"""What comments in the scanned files say about findings, and which of that counts.

Our own comment names its rules and a reason. Those of other tools count only where the
configuration says so, and only for what that tool itself reported.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from scanner.findings.catalogue import kinds_of, nearest
from scanner.findings.naming import names_rule
from scanner.formats.comments import Comment, Comments, Speaker
from scanner.formats.positions import Lines
from scanner.model.finding import Finding, Suppression
from scanner.model.note import Notification
from scanner.model.place import Region
from scanner.model.rule import Kind, Level
from scanner.tree.source import FileKind, Source, Tree

WORDS = (b"langflow-scan:", b"nosec", b"nosem", b"pragma", b"noqa")
_CODE_IN_STRINGS = frozenset({FileKind.FLOW, FileKind.NOTEBOOK})


@dataclass(frozen=True, slots=True)
class _Place:
    """A comment of ours, and where it can be shown."""

    uri: str
    line: int
    comment: Comment


def suppressed(
    findings: Sequence[Finding], tree: Tree, honoured: Iterable[str], kinds: frozenset[Kind]
) -> tuple[tuple[Finding, ...], tuple[Notification, ...]]:
    """The findings with what comments say about them, and notes on comments without effect.

    `kinds` are those that were looked at completely: of others no comment is without effect.
    """
    allowed = frozenset(honoured)
    passed_over: Counter[Speaker] = Counter()
    notes: list[Notification] = []
    marked = {id(finding): finding for finding in findings}
    by_uri: dict[str, list[Finding]] = {}
    for finding in findings:
        by_uri.setdefault(finding.location.uri, []).append(finding)
    for source in tree.sources:
        if source.kind is FileKind.BINARY or not any(word in source.data for word in WORDS):
            continue
        reader = _Reader(source)
        for finding in by_uri.get(source.uri, ()):
            about = [c for c in reader.about(finding) if _is_about(c, finding)]
            counting = [c for c in about if c.speaker in allowed and _is_whole(c)]
            passed_over.update({c.speaker for c in about if c.speaker not in allowed})
            if counting:
                said = [Suppression("inSource", _justification(c)) for c in counting]
                once = tuple(dict.fromkeys((*finding.suppressions, *said)))
                marked[id(finding)] = replace(finding, suppressions=once)
        if Speaker.OURS in allowed:
            notes.extend(reader.without_effect(by_uri.get(source.uri, ()), kinds))
    notes.extend(_not_honoured(passed_over))
    return tuple(marked[id(finding)] for finding in findings), tuple(notes)


class _Reader:
    """The comments of one file, by the line that they are about."""

    def __init__(self, source: Source) -> None:
        self._uri = source.uri
        self._lines = Lines(source.text)
        self._comments = Comments(source.text, in_strings=source.kind in _CODE_IN_STRINGS)
        self._by_line: dict[int, list[Comment]] = {}
        for comment in self._comments:
            self._by_line.setdefault(comment.line, []).append(comment)

    def about(self, finding: Finding) -> Iterator[Comment]:
        """The comments on the lines of a finding, or of its statement."""
        if not self._by_line:
            return
        regions = [finding.location.region, *([finding.statement] if finding.statement else [])]
        wanted = {n for region in regions for n in self._numbers(region)}
        for number in sorted(wanted & self._by_line.keys()):
            yield from self._by_line[number]

    def without_effect(
        self, findings: Iterable[Finding], kinds: frozenset[Kind]
    ) -> Iterator[Notification]:
        """A note for each of our comments that says too little, or that nothing answers to."""
        used = {
            (comment.line, rule_id)
            for finding in findings
            for comment in self.about(finding)
            for rule_id in comment.ids
            if _means(rule_id, finding)
        }
        for comment in (c for each in self._by_line.values() for c in each):
            if comment.speaker is Speaker.OURS:
                unanswered = [i for i in comment.ids if (comment.line, i) not in used]
                yield from self._notes(comment, unanswered, kinds)

    def _notes(
        self, comment: Comment, unanswered: list[str], kinds: frozenset[Kind]
    ) -> Iterator[Notification]:
        line = self._lines.region(*[self._comments.start(comment.line)] * 2).start_line
        where = f"{self._uri}:{line}: the comment `langflow-scan: ignore`"
        form = "write `langflow-scan: ignore[RULE-ID] reason`"
        if not comment.ids:
            yield self._note("inline-ignore-unread", f"{where} names no rule; {form}", line)
            return
        if not comment.reason:
            yield self._note("inline-ignore-unread", f"{where} gives no reason; {form}", line)
            return
        for rule_id in unanswered:
            named = re.sub(r"[^\w.-]", "?", rule_id)[:80]
            known = kinds_of(rule_id)
            if not known:
                words = f"{where} names {named}, which is not a rule{nearest(rule_id)}"
                yield self._note("inline-ignore-unknown", words, line)
            elif known <= kinds:
                words = f"{where} matches no finding of {named}; take it out"
                yield self._note("inline-ignore-unused", words, line)

    def _note(self, identifier: str, words: str, line: int) -> Notification:
        return Notification(Level.NOTE, identifier, words, self._uri, line)

    def _numbers(self, region: Region) -> range:
        start = self._lines.offset(region.start_line, region.start_column)
        end = self._lines.offset(region.end_line, region.end_column)
        return range(self._comments.line(start), self._comments.line(max(start, end - 1)) + 1)


def _is_whole(comment: Comment) -> bool:
    return comment.speaker is not Speaker.OURS or bool(comment.reason)


def _is_about(comment: Comment, finding: Finding) -> bool:
    """Whether a comment on the line means this finding."""
    match comment.speaker:
        case Speaker.OURS:
            return any(_means(rule_id, finding) for rule_id in comment.ids)
        case Speaker.RUFF:
            tests = _native(finding, Speaker.BANDIT)
            return any(
                re.match(rf"(?i){code}", test.replace("B", "S", 1))
                for code in comment.ids
                if code.upper().startswith("S")
                for test in tests
            )
    native = _native(finding, comment.speaker)
    asked = {rule_id.rpartition(".")[2] for rule_id in comment.ids}
    return bool(native) and (not asked or bool(asked & native))


def _native(finding: Finding, engine: str) -> frozenset[str]:
    return frozenset(d.rule_id for d in finding.detections if d.engine == engine)


def _means(rule_id: str, finding: Finding) -> bool:
    """Whether an id is the finding's: its rule's, that of the rule it is a variant of, a tool's."""
    names = {finding.rule.id, *finding.aliases, *(d.rule_id for d in finding.detections)}
    return any(names_rule(rule_id, name) for name in names)


def _justification(comment: Comment) -> str:
    if comment.speaker is Speaker.OURS:
        return comment.reason
    return f"a comment for {comment.speaker} stands there"


def _not_honoured(passed_over: Mapping[Speaker, int]) -> Iterator[Notification]:
    others = {speaker: n for speaker, n in passed_over.items() if speaker is not Speaker.OURS}
    if others:
        counts = ", ".join(f"{speaker} {others[speaker]}" for speaker in sorted(others))
        words = f"findings that stand beside comments of other tools count all the same ({counts})"
        words += "; name these tools in inline-ignores to accept what their comments say"
        yield Notification(Level.NOTE, "comments-not-honoured", words)
