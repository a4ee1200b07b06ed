"""Every id that an ignore may use, of rules, engines and advisories; and what comes near one."""

import difflib
import re
from collections.abc import Iterable, Mapping
from functools import cache

from scanner.code.defects import defects
from scanner.code.rules import bandit_rules
from scanner.engines import ENGINES
from scanner.engines.detect_secrets.catalogue import catalogue as secret_types
from scanner.findings.naming import base
from scanner.model.rule import Kind

_ADVISORY = re.compile(r"(CVE|GHSA|PYSEC|MAL|OSV)-[\w-]+", re.IGNORECASE)


def kinds_of(rule_id: str) -> frozenset[Kind]:
    """The kinds of the rules that an id means; none for an unknown one."""
    if _ADVISORY.fullmatch(rule_id):
        return frozenset({Kind.DEPENDENCIES})
    return _known().get(rule_id.upper(), frozenset())


def nearest(rule_id: str) -> str:
    """`; did you mean LF-AUTH-001?`, or where to look."""
    names = {name.upper(): name for name in _written()}
    return did_you_mean(rule_id.upper(), names) or "; `langflow-scan rules` lists them"


def did_you_mean(given: str, names: Mapping[str, str]) -> str:
    """A question with the name that is nearest; empty where none is near."""
    found = difflib.get_close_matches(given, names, n=1, cutoff=0.6)
    return f"; did you mean {names[found[0]]}?" if found else ""


def near_path(given: str, uris: Iterable[str]) -> str:
    """A question with the path that is nearest; empty where none is near."""
    return did_you_mean(given, {uri: uri for uri in uris})


@cache
def _written() -> frozenset[str]:
    """The ids as they are written."""
    rules = {rule.id for engine in ENGINES for rule in engine.rules()}
    return frozenset({*rules, *map(base, rules), *bandit_rules().tests, *defects().names})


@cache
def _known() -> Mapping[str, frozenset[Kind]]:
    known: dict[str, frozenset[Kind]] = {}
    named = [(name, rule.kind) for e in ENGINES for rule in e.rules() for name in _names(rule.id)]
    named += [(name, Kind.CODE) for name in (*bandit_rules().tests, *defects().names)]
    named += [(name.upper(), Kind.SECRETS) for name in secret_types()]
    for name, kind in named:
        known[name] = known.get(name, frozenset()) | {kind}
    return known


def _names(rule_id: str) -> set[str]:
    return {rule_id.upper(), base(rule_id).upper()}
