"""`explain` and `rules`: what the rules say, in the terminal."""

import re
import sys

from scanner.code.defects import defects
from scanner.errors import ConfigError, ExitCode
from scanner.model.rule import Rule
from scanner.rules import page, page_named, pages_below

_OF_BANDIT = re.compile(r"B\d{3}", re.IGNORECASE)


def explain(wanted: str) -> ExitCode:
    """Print the page of a rule.

    Raises:
        ConfigError: there is no such rule.
    """
    for text_of_page in _own_page(wanted) or _pages(wanted):
        if sys.stdout.isatty():
            from rich.console import Console
            from rich.markdown import Markdown

            Console(highlight=False).print(Markdown(text_of_page))
        else:
            sys.stdout.write(text_of_page)
    return ExitCode.PASS


def _own_page(wanted: str) -> list[str]:
    """The page that has the wanted name itself, which needs no rule to be read; else nothing."""
    name = wanted.lower()
    if _OF_BANDIT.fullmatch(name) or name.upper() in defects().names or pages_below(name):
        return []
    found = page_named(name)
    return [found] if found else []


def _pages(wanted: str) -> list[str]:
    """The pages of all rules that a name means.

    Raises:
        ConfigError: there is none.
    """
    found = _named(wanted)
    if not found:
        raise ConfigError(f"there is no rule {wanted}", hint="`langflow-scan rules` lists them")
    pages = {rule.help_uri or rule.id: _page(rule) for rule in reversed(found)}
    return [*reversed(pages.values())]


def _page(rule: Rule) -> str:
    """Its page of the documentation; for a rule without one, what it says itself."""
    text_of_page = page(rule)
    if text_of_page != rule.help_markdown:
        return text_of_page
    score = f"{rule.severity.name.lower()} ({rule.security_severity})"
    weaknesses = ", ".join(f"CWE-{cwe}" for cwe in rule.cwe)
    about = f"{rule.kind} · {score} · confidence {rule.precision} · {weaknesses}"
    return f"# {rule.id}: {rule.short_description}\n\n{about}\n\n{text_of_page}"


def _named(wanted: str) -> list[Rule]:
    """The rule of that id, its variants behind it; bandit's ids and the catalogue's names too."""
    from scanner.code.rules import bandit_rules

    rules = _catalogue()
    mapped = bandit_rules().by_result.items()
    native = {rule.id for (test, *_), rule in mapped if test == wanted.upper()}
    native |= {*defects().names.get(wanted.upper(), ())}
    if native:
        return [rule for rule in rules if rule.id in native]
    exact = [rule for rule in rules if rule.id.lower() == wanted.lower()]
    exact += (
        [rule for rule in rules if rule.id.lower().startswith(f"{wanted.lower()}-")]
        if exact
        else []
    )
    return exact


def list_rules() -> ExitCode:
    """Print every rule, one a line."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    for rule in _catalogue():
        console.print(
            f"{rule.id:44} {rule.severity.name.lower():8} {rule.kind:12} {rule.short_description}",
            markup=False,
        )
    return ExitCode.PASS


def _catalogue() -> list[Rule]:
    from scanner.engines import ENGINES

    rules = {rule.id: rule for engine in ENGINES for rule in engine.rules()}
    return [rules[rule_id] for rule_id in sorted(rules)]
