"""Fixes as changes of files: only values change, the finding ends, and then nothing is asked."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scanner import rules
from scanner.commands import fix
from scanner.engines.langflow import Langflow
from scanner.findings import edits
from scanner.model.finding import Finding
from scanner.settings import Settings
from scanner.tree.collect import collect
from scanner.tree.source import FileKind, Source, Tree
from tests.making import finding
from tests.test_rule_fixtures import CASES, made

BAD = [case for case in CASES if case.parts[-2] == "bad"]


def edited(text: str, place: str, wanted: str, kind: FileKind, rule: str = "LF-X") -> str | None:
    """The text with the edit of a finding that stands at `place` and says to write `wanted`."""
    source = Source("file", kind, text.encode())
    start = text.index(place)
    location = source.at(start, start + len(place))
    one = replace(finding(), location=location, fix=wanted, statement=None)
    one = replace(one, rule=replace(one.rule, id=rule))
    (got,) = edits.attached([one], Tree(Path("/"), (source,)))
    return fix.applied([got], Tree(Path("/"), (source,))).sources[0].text if got.edit else None


@pytest.mark.parametrize(
    ("place", "wanted", "kind", "after"),
    [
        ("LANGFLOW_A=true", "LANGFLOW_A=false", FileKind.DOTENV, "LANGFLOW_A=false"),
        ("LANGFLOW_A='1'", "LANGFLOW_A=false", FileKind.DOTENV, "LANGFLOW_A='false'"),
        ("LANGFLOW_A: on", 'LANGFLOW_A: "false"', FileKind.COMPOSE, 'LANGFLOW_A: "false"'),
        ("LANGFLOW_A=on", 'LANGFLOW_A: "false"', FileKind.COMPOSE, "LANGFLOW_A=false"),
        ('value: "1"', '{name: LANGFLOW_A, value: "false"}', FileKind.KUBERNETES, 'value: "false"'),
        ("A_B=0", "ENV LANGFLOW_A_B=true", FileKind.DOCKERFILE, "A_B=true"),
        ('"7860:7860"', '"127.0.0.1:7860:7860"', FileKind.COMPOSE, '"127.0.0.1:7860:7860"'),
        ("7860:7860", "-p 127.0.0.1:7860:7860", FileKind.SHELL, "127.0.0.1:7860:7860"),
        ("'8080:7860'", '"127.0.0.1:8080:7860"', FileKind.COMPOSE, "'127.0.0.1:8080:7860'"),
        ("a/langflow:1.2.0", "a/langflow:1.13.0", FileKind.COMPOSE, "a/langflow:1.13.0"),
        ('"a/langflow:1.2.0"', "a/langflow:1.13.0", FileKind.TERRAFORM, '"a/langflow:1.13.0"'),
        ("type: LoadBalancer", "type: ClusterIP", FileKind.KUBERNETES, "type: ClusterIP"),
        ("./c:/app/c", "./c:/app/c:ro", FileKind.COMPOSE, "./c:/app/c:ro"),
    ],
)
def test_a_value_is_replaced_and_nothing_else(
    place: str, wanted: str, kind: FileKind, after: str
) -> None:
    lead, tail = "# first\r\n  - ", "   # why\r\nlast"
    assert edited(f"{lead}{place}{tail}", place, wanted, kind) == f"{lead}{after}{tail}"


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        ("LANGFLOW_A=true", "LANGFLOW_B=false"),  # another setting is added, not changed
        ("a/langflow:1.2.0", 'LANGFLOW_A: "false"'),
        ("LANGFLOW_A=x", "LANGFLOW_A: ${LANGFLOW_A:?}"),  # somebody has to give the value
        ("LANGFLOW_A=*", "LANGFLOW_A=https://flows.example.com"),  # nobody's own address
        ("LANGFLOW_A=$X", "LANGFLOW_A=false"),
        ("a/langflow:latest", "a/langflow:1.13.0@sha256:<digest>"),
        ("b/langflow:1.2.0", "a/langflow:1.13.0"),
        ("LANGFLOW_A=x", "postgresql://.../langflow?sslmode=verify-full"),
        ("LANGFLOW_A=x", "no ENV or ARG: docker run -e LANGFLOW_A"),
    ],
)
def test_what_only_its_owner_can_decide_is_no_edit(place: str, wanted: str) -> None:
    assert edited(f"  {place}\n", place, wanted, FileKind.COMPOSE) is None


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("requests==2.19.0\n", "requests==2.33.0\n"),
        ("requests[socks] == 2.19.0 ; python_version > '3'\n", None),
        ("requests==2.19.0 --hash=sha256:00\n", None),
        ("requests==2.19.0 \\\n    --hash=sha256:00\n", None),
    ],
)
def test_a_pin_is_raised_but_where_hashes_hold_it(text: str, after: str | None) -> None:
    place = text.split(" ;")[0].split(" --")[0].rstrip(" \\\n")
    got = edited(text, place, "requests==2.33.0", FileKind.REQUIREMENTS)
    if after is None and "socks" in text:
        after = text.replace("2.19.0", "2.33.0")
    assert got == after


@pytest.mark.parametrize(
    ("rule", "text", "after"),
    [
        ("py-tls-unverified", "get(u, verify = False)", "get(u, verify = True)"),
        ("py-tls-unverified", "s.verify = False", "s.verify = True"),
        ("py-tls-unverified", "a(verify=False); b(verify=False)", None),
        ("js-tls-unverified", "{rejectUnauthorized: false}", "{rejectUnauthorized: true}"),
        ("py-yaml-load", "yaml.load(text, Loader=yaml.Loader)", "yaml.safe_load(text)"),
        ("py-yaml-load", "yaml.load(f(x), Loader=Own)", None),
        ("py-trust-remote-code", "m(trust_remote_code=True)", "m(trust_remote_code=False)"),
    ],
)
def test_programs(rule: str, text: str, after: str | None) -> None:
    assert edited(text, text, "", FileKind.PYTHON, rule) == after


def test_every_replacement_belongs_to_a_rule() -> None:
    from scanner.engines import ENGINES

    known = {rule.id for engine in ENGINES for rule in engine.rules()}
    assert edits.replacements().keys() <= known


def found(tree: Tree, rule_id: str) -> list[Finding]:
    document = rules.read_yaml(f"langflow/{rule_id}.yaml", rules.RuleDocument)
    settings = Settings(path=tree.root, profile="audit" if document.audit else "internet")
    outcomes = Langflow("langflow", frozenset({document.kind})).run(tree, settings)
    of_rule = (one for one in outcomes if isinstance(one, Finding))
    return [one for one in of_rule if one.rule.id.startswith(rule_id)]


def tried(case: Path, folder: Path) -> Iterator[str]:
    """What is wrong with the edits of a bad case, each by itself."""
    rule_id = case.parts[-3]
    tree = collect(Settings(path=made(case, folder)))
    before = found(tree, rule_id)
    for one in edits.attached(before, tree):
        if one.edit is None:
            continue
        after = found(fix.applied([one], tree), rule_id)
        line = one.location.region.start_line
        if any(
            (o.location.uri, o.location.region.start_line) == (one.location.uri, line)
            for o in after
        ):
            yield f"{one.rule.id} at {one.location.uri}:{one.location.region.start_line} stays"
        again = [other for other in edits.attached(after, tree) if other.edit == one.edit]
        if again:
            yield f"{one.rule.id}: the edit is asked for again"


def test_edits_end_what_bad_cases_show(tmp_path: Path) -> None:
    wrong = []
    for number, case in enumerate(BAD):
        folder = tmp_path / str(number)
        folder.mkdir()
        wrong += [f"{case.parts[-3]}/{case.name}: {one}" for one in tried(case, folder)]
    assert wrong == []
