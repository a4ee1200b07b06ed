"""Writes the made pages of `docs/`: `python -m tools.build_docs`.

A page for each rule, where its help link leads and which `explain` prints: the rule's own help, and
the twins that it is tested with. Pages of rules that are gone are deleted.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

import msgspec

from scanner.deployments.formats import FORMATS as FORMATS_OF_DEPLOYMENTS
from scanner.engines import ENGINES
from scanner.model.rule import Kind, Rule
from scanner.rules import HELP_URI, read_yaml
from scanner.secrets import known

ROOT = Path(__file__).parents[1]
INDEX = ROOT / "docs" / "rules.md"
PAGES = ROOT / "docs" / "rules"
FORMATS = ROOT / "docs" / "secrets.md"
DEPLOYMENTS = ROOT / "docs" / "deployments.md"
TWINS = ROOT / "tests" / "rules"
COMMAND = "python -m tools.build_docs"
MAX_LINES = 60
"""Of a twin that is shown whole, or of the difference between two."""

_TITLES = {
    Kind.LANGFLOW: "Deployments and flows",
    Kind.CODE: "Code: Python in files, notebooks and flows, JavaScript and TypeScript",
    Kind.SECRETS: "Secrets",
    Kind.DEPENDENCIES: "Dependencies",
}
_HEAD = f"""\
# Rules

Made from the rule files by `{COMMAND}`; do not edit. The severity is the
band of the score (critical over 9.0, high from 7.0, medium from 4.0). A rule whose severity depends
on circumstances has a variant for each, with an id of its own; ignoring the rule ignores them too.
`langflow-scan explain RULE` prints a rule's page.
"""
_DEPLOYMENTS_HEAD = f"""\
# Formats of deployments

Made from `rulesets/knowledge/deployment_formats.yml` by `{COMMAND}`; do not edit.
Every setting, image and port that is read of one of these formats is judged by the same rules.
Copies and templates (`.bak`, `.dist`, `.template`, `.tmpl`, `.j2` ...) are read as the file
that they are of. What only a tool can work out is unknown: neither an alarm nor a pass.

| Format | Recognised by | What is read | What is not |
|---|---|---|---|
"""
_FENCES = {".py": "python", ".ts": "ts", ".tsx": "tsx", ".yml": "yaml", ".env": "sh"}
_REFERENCES = re.compile(r"^(## References|\*\*References\*\*)", re.MULTILINE)
_MARK = re.compile(r"\b(ruleid|ok): [\w-]+")
_SAYS = {"ruleid": "reported:", "ok": "not reported:"}


def documented() -> tuple[Rule, ...]:
    """Every rule of every engine whose help is on a page of ours."""
    rules = {rule.id: rule for engine in ENGINES for rule in engine.rules()}
    return tuple(rule for _, rule in sorted(rules.items()) if rule.help_uri.startswith(HELP_URI))


def index(rules: Iterable[Rule]) -> str:
    """The table of all rules, by kind."""
    parts = [_HEAD]
    by_kind = {kind: [rule for rule in rules if rule.kind is kind] for kind in _TITLES}
    for kind, members in by_kind.items():
        if members:
            parts.append(f"\n## {_TITLES[kind]}\n\n| rule | severity | |\n|---|---|---|\n")
            parts.extend(_row(rule) for rule in members)
    return "".join(parts)


def pages(rules: Iterable[Rule]) -> Mapping[str, str]:
    """The text of each page by its file name; variants share that of their rule."""
    ordered = sorted(rules, key=lambda rule: (rule.help_uri, rule.id))
    grouped = groupby(ordered, key=lambda rule: rule.help_uri)
    return {uri.removeprefix(HELP_URI): _page(*members) for uri, members in grouped}


_FORMATS_HEAD = f"""\
# Known formats of credentials

Made from `rulesets/knowledge/secret_formats.yml` by `{COMMAND}`; do not edit. These are found
wherever they stand, without a telling name next to them: in code, configuration, flows, notebooks,
JSON and prose. In a form, `<A8>` is eight letters or digits, `<W8>` those with `-` and `_`, `<B8>`
those with `+` and `/`, `<a8>` letters, `<L8>` small letters and digits, `<U8>` capitals and digits,
`<D8>` and `<E8>` digits, `<H8>` and `<X8>` hex digits. "Drawn" means that the value must also look
drawn by chance, because words can have its form. Other values are found by their name.

| credential | issuer | form | | source |
|---|---|---|---|---|
"""


def formats() -> str:
    """The table of known formats."""
    rows = sorted(known.formats(), key=lambda row: (row.issuer.lower(), row.name, row.mark))
    return _FORMATS_HEAD + "".join(map(_format_row, rows))


class Documented(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the page says of a format of deployments."""

    recognised: str
    reads: str
    leaves: str


def documented_deployments() -> dict[str, Documented]:
    """By the kind of file."""
    return read_yaml("knowledge/deployment_formats.yml", dict[str, Documented])


def deployments() -> str:
    """The table of formats of deployments, in the order of their claim on a setting."""
    said = documented_deployments()
    return _DEPLOYMENTS_HEAD + "".join(
        f"| {row.what.removeprefix('a ').removeprefix('an ')} | {one.recognised} | {one.reads} "
        f"| {one.leaves} |\n"
        for row in FORMATS_OF_DEPLOYMENTS
        if (one := said[row.kind.value])
    )


def _format_row(row: known.Format) -> str:
    more = ", ".join(filter(None, ("drawn" if row.drawn else "", row.checksum)))
    form = f"`{row.sample}`" if row.sample else f"`{row.mark.strip()}`"
    return f"| {row.name} | {row.issuer} | {form} | {more} | <{row.source}> |\n"


def _row(rule: Rule) -> str:
    words = rule.short_description.replace("|", "\\|")
    name = rule.help_uri.removeprefix(HELP_URI)
    return f"| [{rule.id}](rules/{name}) | {_severity(rule)} | {words} |\n"


def _page(rule: Rule, *variants: Rule) -> str:
    weaknesses = ", ".join(f"CWE-{number}" for number in rule.cwe)
    about = f"`{rule.name}` · {rule.kind} · {_severity(rule)} · confidence {rule.precision}"
    listed = "".join(
        f"- `{variant.id}`: {variant.short_description} ({_severity(variant)})\n"
        for variant in variants
    )
    parts = [f"# {rule.id}: {rule.short_description}\n", f"{about} · {weaknesses}\n", listed]
    references = _REFERENCES.search(rule.help_markdown)
    end = references.start() if references else len(rule.help_markdown)
    parts += [rule.help_markdown[:end].strip() + "\n", _twins(rule.id), rule.help_markdown[end:]]
    return "\n".join(part for part in parts if part).rstrip() + "\n"


def _severity(rule: Rule) -> str:
    return f"{rule.severity.name.lower()} ({rule.security_severity})"


def _twins(rule_id: str) -> str:
    """What the rule is tested with: found and not found, apart in the dangerous property only."""
    found = next(TWINS.glob(f"semgrep/{rule_id}.*"), None)
    if found is not None:
        text = _MARK.sub(lambda mark: _SAYS[mark[1]], found.read_text("utf-8"))
        return f"## Twins\nWhat it reports and what it leaves alone.\n\n{_fenced(found, text)}"
    pair = min(_pairs(TWINS / rule_id), key=_distance, default=None)
    if pair is None or _distance(pair) > MAX_LINES:
        return ""
    bad = pair[0]
    words = f"What it reports (`{bad.name}`):\n\n"
    text = bad.read_text("utf-8")
    shown = f"{words}{_fenced(bad, text)}\n" if text.count("\n") <= MAX_LINES else ""
    return f"## Twins\n{shown}What makes it harmless:\n\n```diff\n{''.join(_difference(pair))}```\n"


Pair = tuple[Path, Path]


def _pairs(folder: Path) -> Iterator[Pair]:
    """The only files of bad cases with the only files of good ones, where both have one name."""
    for bad in filter(None, map(_only_file, sorted(folder.glob("bad/*")))):
        for good in filter(None, map(_only_file, sorted(folder.glob("good/*")))):
            if bad.name == good.name:
                yield bad, good


def _only_file(case: Path) -> Path | None:
    files = [path for path in case.rglob("*") if path.is_file() and path.name != "expected.json"]
    return files[0] if len(files) == 1 else None


def _difference(pair: Pair) -> list[str]:
    bad, good = (path.read_text("utf-8").splitlines(keepends=True) for path in pair)
    lines = list(difflib.unified_diff(bad, good, n=2))[2:]
    return [line if line.endswith("\n") else f"{line}\n" for line in lines]


def _distance(pair: Pair) -> int:
    """Lines of the difference; none is no pair."""
    return len(_difference(pair)) or MAX_LINES + 1


def _fenced(path: Path, text: str) -> str:
    fence = _FENCES.get(path.suffix or path.name, path.suffix.removeprefix("."))
    return f"```{fence}\n{text.rstrip()}\n```\n"


def main() -> None:
    """Write the index and the pages."""
    rules = documented()
    INDEX.write_text(index(rules), "utf-8")
    FORMATS.write_text(formats(), "utf-8")
    DEPLOYMENTS.write_text(deployments(), "utf-8")
    PAGES.mkdir(exist_ok=True)
    made = pages(rules)
    for name, text in made.items():
        (PAGES / name).write_text(text, "utf-8")
    for path in PAGES.iterdir():
        if path.name not in made:
            path.unlink()


if __name__ == "__main__":
    main()
