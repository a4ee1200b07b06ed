"""Writes `docs/rules.md` from the rule files: `python -m scanner.tools.build_docs`.

The page is where a finding's help link leads, so every rule whose link is ours has a heading there.
"""

import re
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from scanner.engines import ENGINES
from scanner.model import Kind, Rule
from scanner.rules import HELP_URI

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"
_TITLES = {
    Kind.LANGFLOW: "Deployments and flows",
    Kind.CODE: "Python code, in files and inside flows",
    Kind.SECRETS: "Secrets",
    Kind.DEPENDENCIES: "Dependencies",
}
_HEAD = """\
# Rules

Made from the rule files by `python -m scanner.tools.build_docs`; do not edit. The severity is the
band of the score (critical over 9.0, high from 7.0, medium from 4.0). A rule whose severity depends
on circumstances has a variant for each, with an id of its own; ignoring the rule ignores them too.
"""


def documented() -> tuple[Rule, ...]:
    """Every rule of every engine whose help is on our page."""
    rules = {rule.id: rule for engine in ENGINES for rule in engine.rules()}
    return tuple(rule for _, rule in sorted(rules.items()) if rule.help_uri.startswith(HELP_URI))


def page(rules: Iterable[Rule]) -> str:
    """The whole page: a table for each kind, then the rules one by one."""
    parts = [_HEAD]
    by_kind = {kind: [rule for rule in rules if rule.kind is kind] for kind in _TITLES}
    for kind, members in by_kind.items():
        if not members:
            continue
        parts.append(f"\n## {_TITLES[kind]}\n\n| rule | severity | |\n|---|---|---|\n")
        parts.extend(_row(rule) for rule in members)
        for _, variants in groupby(members, key=lambda rule: rule.help_uri):
            parts.append(_section(*variants))
    return "".join(parts)


def _row(rule: Rule) -> str:
    anchor = rule.help_uri.removeprefix(HELP_URI)
    words = rule.short_description.replace("|", "\\|")
    return f"| [{rule.id}](#{anchor}) | {_severity(rule)} | {words} |\n"


def _section(rule: Rule, *variants: Rule) -> str:
    """One heading, under which its help link leads; variants share the text."""
    weaknesses = ", ".join(f"CWE-{number}" for number in rule.cwe)
    about = f"`{rule.name}` · {_severity(rule)} · confidence {rule.precision} · {weaknesses}\n\n"
    listed = "".join(
        f"- `{variant.id}`: {variant.short_description} ({_severity(variant)})\n"
        for variant in variants
    )
    blank = "\n" if listed else ""
    anchor = rule.help_uri.removeprefix(HELP_URI)
    return (
        f'\n### <a id="{anchor}"></a>{rule.id}: {rule.short_description}\n\n{about}'
        f"{listed}{blank}{_below_heading(rule.help_markdown)}"
    )


def _below_heading(markdown: str) -> str:
    """The help with its headings one level below the rule's; code keeps its comments."""
    blocks = markdown.split("```")
    blocks[::2] = [re.sub(r"^#+ ", "#### ", block, flags=re.MULTILINE) for block in blocks[::2]]
    return "```".join(blocks)


def _severity(rule: Rule) -> str:
    return f"{rule.severity.name.lower()} ({rule.security_severity})"


if __name__ == "__main__":
    PAGE.write_text(page(documented()), "utf-8")
