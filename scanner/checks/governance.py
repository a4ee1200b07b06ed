"""What a repository of Langflow lacks as a whole, in the profile `audit`.

Each of these rules reports once, and only where the repository really deploys Langflow or holds
flows.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from scanner.checks.conditions import anchor
from scanner.checks.match import Facts, Match, check
from scanner.deployments.model import Form
from scanner.model.finding import Location, Region
from scanner.tree.guards import is_development, is_template, is_test
from scanner.tree.source import FileKind

_TOP = Region(1, 1, 1, 1)
_UPDATERS = re.compile(
    r"^(\.github/)?(dependabot\.ya?ml|renovate\.json5?|\.renovaterc(\.json)?)$|^\.gitlab/renovate\.json5?$"
)


def _exists(facts: Facts, pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(source.uri) for source in facts.tree.sources)


@check("LF-VER-006")
def no_updates(facts: Facts) -> Iterator[Match]:
    """Nothing proposes new releases."""
    place = anchor(facts)
    if place is not None and not _exists(facts, _UPDATERS):
        message = "nothing proposes updates of Langflow's image and packages (dependabot, renovate)"
        yield Match(message, place, fix=".github/dependabot.yml")


_OWNERS = ("CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")


@check("LF-GOV-001")
def flows_without_owners(facts: Facts) -> Iterator[Match]:
    """Flows that no entry of CODEOWNERS covers."""
    flows = sorted(flow.uri for flow in facts.flows if not is_test(flow.uri))
    if not flows:
        return
    owned = [_bare(pattern) for name in _OWNERS for pattern in _patterns(facts, name)]
    names, globs = {*owned}, [one for one in owned if re.search(r"[*?\[]", one)][:_MAX_GLOBS]
    open_ = [uri for uri in flows if not _is_covered(uri, names, globs)]
    if open_:
        message = (
            f"no entry of CODEOWNERS covers {open_[0]}: a flow is Python that the server runs, "
        )
        message += "and nobody in particular has to review a change to it"
        yield Match(message, Location(open_[0], _TOP))


def _patterns(facts: Facts, name: str) -> Iterator[str]:
    source = facts.tree.get(name)
    for line in source.text.splitlines() if source else ():
        words = line.split("#")[0].split()
        if len(words) > 1 and not words[0].startswith("["):
            yield words[0]


_MAX_GLOBS = 500


def _bare(pattern: str) -> str:
    return pattern.strip("/").removesuffix("/**").removesuffix("/*").removeprefix("**/")


def _is_covered(uri: str, names: set[str], globs: Sequence[str]) -> bool:
    """Whether a pattern of CODEOWNERS, read generously, names a file or a folder above it."""
    path = PurePosixPath(uri)
    own = {"", "*", "**", uri, *path.parts, *map(str, path.parents)}
    return bool(names & own) or any(path.match(one) for one in globs)


_POLICY = re.compile(
    r"(^|/)(security|incident|runbook|playbook)[\w-]*(\.\w+)?$|(^|/)(runbooks?|incidents?|security)/",
    re.I,
)


@check("LF-GOV-002")
def no_security_document(facts: Facts) -> Iterator[Match]:
    """No document says whom to tell, and what to do when it happened."""
    place = anchor(facts)
    if place is not None and not _exists(facts, _POLICY):
        message = (
            "no document says whom to tell of a vulnerability and what to do after an incident"
        )
        yield Match(message, place, fix="SECURITY.md")


_CHECKS = re.compile(
    rb"\blfx\s+(?:validate|test)\b|langflow[-_]scan|\bpytest\b|\btox\b|\bnox\b|\bsemgrep\b|\bbandit\b|codeql|\btrivy\b"
)
_PIPELINES = re.compile(
    r"^\.github/workflows/|^\.gitlab-ci\.ya?ml$|^\.pre-commit-config\.ya?ml$|^azure-pipelines|^Jenkinsfile|^\.circleci/"
)


@check("LF-CI-004")
def flows_not_checked(facts: Facts) -> Iterator[Match]:
    """Flows, and no pipeline that looks at them."""
    flows = sorted(flow.uri for flow in facts.flows if not is_test(flow.uri))
    pipelines = (s for s in facts.tree.sources if _PIPELINES.search(s.uri))
    if flows and not any(_CHECKS.search(source.data) for source in pipelines):
        message = "no pipeline of this repository checks its flows before they are used"
        yield Match(message, Location(flows[0], _TOP))


_EGRESS = re.compile(rb"\begress\b|toEntities|toFQDNs", re.IGNORECASE)
_NETWORK_POLICY = re.compile(rb"NetworkPolicy\b|networkPolicy:")


@check("LF-NET-030")
def egress_open(facts: Facts) -> Iterator[Match]:
    """A workload of Langflow, and no NetworkPolicy that limits what it may reach."""
    workloads = [u for u in facts.units if u.is_langflow and u.form is Form.KUBERNETES and u.image]
    kinds = (FileKind.KUBERNETES, FileKind.HELM, FileKind.TEXT)
    policies = (s for s in facts.tree.of(*kinds) if _NETWORK_POLICY.search(s.data))
    if not workloads or any(_EGRESS.search(source.data) for source in policies):
        return
    for unit in workloads:
        if not is_development(unit.location) and not is_template(unit.location):
            message = (
                f"no NetworkPolicy limits what {unit.name} may reach: code in a flow can ask the "
            )
            message += "node's metadata service (169.254.169.254) for credentials"
            yield Match(message, unit.location)
            return
