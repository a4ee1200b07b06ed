"""Official code by its full digest alone, in the released table and in one of our own."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scanner import rules
from scanner.checks.facts import Facts
from scanner.checks.flow.built_in_component_changed import built_in_component_changed
from scanner.checks.flow.code_hash_collision import code_hash_collision
from scanner.checks.flow.component_before_a_security_fix import component_before_a_security_fix
from scanner.checks.flow.custom_component_code import custom_component_code
from scanner.checks.flow.public_flow import public_flow
from scanner.checks.flow.relabelled_interpreter import relabelled_interpreter
from scanner.checks.registry import Match
from scanner.code.units import code_units
from scanner.flows import components, edits, outdated, provenance, published
from scanner.flows.provenance import Origin, Verdict
from scanner.flows.read import flows
from scanner.model.finding import LineKind
from scanner.settings import Settings
from scanner.tree.source import FileKind, Source, Tree
from tests.flows import invented

(
    outdated.entries(),
    components.classes(),
    edits._table(),
)  # read before a table of our own takes the folder's place
CODE = "class Desk:\n    pass\n"


CHAT = invented.known("ChatInput", "lfx.components.input_output.chat")
OTHER = "class ChatInput:\n    def message(self):\n        return self.text\n"


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for a table of our own in place of the released one."""
    folder = tmp_path / "rulesets"
    invented.rest_of_the_knowledge(folder)
    monkeypatch.setattr(rules, "rulesets", lambda: folder)
    yield folder
    monkeypatch.undo()
    invented.forget()


def fill(
    table: Path, digest: str, module: str = "lfx.components.desk", last: str = "1.13.0"
) -> None:
    """One source of that digest, and a chat input."""
    desk = invented.known("Desk", module, last=last)
    desk.code = CODE
    chat = replace(CHAT, code=OTHER)
    invented.fill_digests(table, {digest: desk, published.digest(OTHER): chat})


def tree(code: str, type_key: str = "Desk", module: str = "", version: str = "1.13.0") -> Tree:
    node = {
        "template": {"code": {"type": "code", "value": code}},
        "metadata": {"module": f"{module}.Desk"} if module else {},
    }
    component = {"id": "Desk-a", "type": "genericNode", "data": {"type": type_key, "node": node}}
    document = {
        "data": {"nodes": [component], "edges": []},
        **({"last_tested_version": version} if version else {}),
    }
    return Tree(Path("/"), (Source("f.json", FileKind.FLOW, json.dumps(document).encode()),))


def collisions(code: str) -> int:
    made = tree(code)
    facts = Facts(made, Settings(path=Path("/")), (), flows(made).flows)
    return len(list(code_hash_collision(facts)))


def test_official_code_is_not_analysed_again(table: Path) -> None:
    fill(table, published.digest(CODE))
    assert code_units(tree(CODE)) == ()
    assert [unit.code for unit in code_units(tree(CODE + " "))] == [CODE + " "]
    assert collisions(CODE) == 0


def test_a_short_hash_over_other_code_is_a_collision(table: Path) -> None:
    full = published.digest(CODE)
    fill(table, full[: published.SHORT] + "0" * 52)
    assert published.official(CODE) is None
    assert collisions(CODE) == 1
    assert code_units(tree(CODE)), "and it is analysed"


def relabelled(type_key: str, module: str, table: Path) -> list[str]:
    fill(table, published.digest(CODE), module)
    made = tree(CODE)
    (flow,) = flows(made).flows
    (component,) = flow.components
    named = replace(flow, components=(replace(component, type=type_key),))
    facts = Facts(made, Settings(path=Path("/")), (), (named,))
    return [match.variant for match in relabelled_interpreter(facts)]


def test_an_interpreter_under_another_type_is_relabelled(table: Path) -> None:
    module = "lfx.components.utilities.python_repl_core"
    assert relabelled("ChatInput", module, table) == [""]
    assert relabelled("My own", module, table) == [""]
    assert relabelled("PythonREPLComponent", module, table) == []


def test_other_code_under_the_type_of_another_component_is_relabelled_too(table: Path) -> None:
    module = "lfx.components.office.desk"
    assert relabelled("ChatInput", module, table) == ["harmless"]
    assert relabelled("Desk", module, table) == []
    assert relabelled("My own", module, table) == []


def outdated_code(type_key: str, last: str, table: Path) -> list[str]:
    module = "lfx.components.langchain_utilities.csv_agent"
    invented.fill(table, {CODE: invented.known(type_key, module, last=last)})
    made = tree(CODE, type_key)
    facts = Facts(made, Settings(path=Path("/")), (), flows(made).flows)
    return [match.variant for match in component_before_a_security_fix(facts)]


def test_official_code_from_before_a_security_fix(table: Path) -> None:
    assert outdated_code("CSVAgent", "1.7.3", table) == [""]
    assert outdated_code("CSVAgent", "1.8.4", table) == []
    assert outdated_code("URLComponent", "1.8.4", table) == ["medium"]
    assert outdated_code("URLComponent", "lfx 0.1.13", table) == ["medium"]
    assert outdated_code("GitLoaderComponent", "lfx-bundles 1.1.0", table) == ["medium"]
    assert outdated_code("GitLoaderComponent", "lfx-bundles 1.1.1", table) == []
    assert outdated_code("URLComponent", "lfx-bundles 1.0.0", table) == []
    assert outdated_code("ChatInput", "1.11.2", table) == ["low"]
    assert outdated_code("ChatInput", "1.13.0", table) == []
    invented.fill(table, {CODE: invented.known("CSVAgent", "lfx.components.x.y", last="1.7.3")})
    made = tree(CODE + "# changed\n", "CSVAgent")
    facts = Facts(made, Settings(path=Path("/")), (), flows(made).flows)
    assert not list(component_before_a_security_fix(facts)), "LF-FLOW-021 tells of it"


def test_no_current_source_lacks_a_fix_and_every_fix_is_lacked_by_some() -> None:
    document = published.table()
    known = [found for full in document.sources if (found := published.of_digest(full))]
    assert not [one.module for one in known if one.is_current and [*outdated.missing(one)]]
    for entry in outdated.entries():
        assert published._types().issuperset(entry.types)
        for fix in entry.fixes:
            assert {fix.until, fix.since} <= {*document.releases}
            assert any(fix in outdated.missing(one) for one in known), fix


def verdict(code: str, type_key: str = "Desk", module: str = "", **changes: object) -> Verdict:
    (flow,) = flows(tree(code, type_key, module)).flows
    settings = replace(Settings(path=Path("/")), **changes)  # type: ignore[arg-type]
    found = provenance.verdict(flow.components[0], flow, settings)
    assert found is not None
    return found


def test_every_code_has_one_verdict(table: Path) -> None:
    full = published.digest(CODE)
    fill(table, full)
    assert verdict(CODE).kind is Origin.OFFICIAL
    assert verdict(CODE, "My desk").kind is Origin.OFFICIAL, "a label of the author's own"
    assert verdict(CODE, "ChatInput").kind is Origin.RELABELLED
    assert verdict("class Mine:\n    pass\n", "Mine").kind is Origin.CUSTOM
    assert verdict("class Mine:\n    pass\n").kind is Origin.MODIFIED, "by its type"
    accepted = frozenset({published.digest("x = 1\n")})
    assert verdict("x = 1\n", components=accepted).kind is Origin.ACCEPTED
    fill(table, full, last="1.12.0")
    assert verdict(CODE).kind is Origin.OUTDATED
    fill(table, full[: published.SHORT] + "0" * 52)
    assert verdict(CODE, components=frozenset({full})).kind is Origin.COLLISION


LONG = "".join(f"class Desk{n}:\n    size = {n}\n\n\n" for n in range(12))
LONG += "if not size:\n    raise Refused\n"
LONG_OTHER = LONG.replace("size", "weight")


def found(code: str, type_key: str = "Desk", module: str = "", version: str = "1.13.0") -> Match:
    made = tree(code, type_key, module, version)
    facts = Facts(made, Settings(path=Path("/")), (), flows(made).flows)
    (match,) = built_in_component_changed(facts)
    return match


@pytest.fixture
def long_table(table: Path) -> None:
    """Two sources, one of them in two releases under two names."""
    older = LONG.replace("size = 7", "size = 70")
    desk = invented.known("Desk", "lfx.components.office.desk", "1.13.0")
    old = invented.known("Desk", "lfx.components.desk", last="1.12.0")
    chat = invented.known("ChatInput", "lfx.components.input_output.chat")
    template = invented.known("CustomComponent", "lfx.components.custom_component.custom_component")
    own = "".join(f"class Own{n}:\n    pass\n" for n in range(12))
    invented.fill(table, {LONG: desk, older: old, LONG_OTHER: chat, own: template})


@pytest.mark.usefixtures("long_table")
def test_a_changed_official_source_is_told_with_the_nearest_one() -> None:
    changed = LONG.replace("size = 3", "size = eval('30')")
    for type_key, module in (("Desk", ""), ("Mine", ""), ("Mine", "lfx.components.office.desk")):
        match = found(changed, type_key, module)
        assert match.variant == ("" if type_key == "Desk" or module else "declared")
        assert "nearest to lfx.components.office.desk of 1.13.0 (98 % alike" in match.message
        assert "1 line of its own, 1 line missing" in match.message
    assert found(changed, "Mine", "custom_components.desk").variant == "declared"
    for version in ("", "1.13.0.dev3", "0.6.19", "1.13.0.post1"):
        assert found(changed, version=version).variant == ("newer" if "post" in version else "")
    assert found(changed, version="1.14.0").variant == "newer"
    assert found("class Mine:\n    pass\n").variant == "edited"
    assert found("import subprocess\n").variant == "named"


@pytest.mark.usefixtures("long_table")
@pytest.mark.parametrize(
    ("code", "variant", "openly"),
    [
        pytest.param(LONG.replace("= 3", "= 30"), "edited", "customised", id="a value"),
        pytest.param(LONG.replace("    size = 3\n", ""), "shortened", "shortened", id="less"),
        pytest.param(LONG + "import os\n", "", "declared", id="a module that does much"),
        pytest.param(LONG + "import json\n", "edited", "customised", id="a harmless module"),
        pytest.param(LONG + "u = 'https://x.invalid'\n", "", "declared", id="an address"),
        pytest.param(LONG + "f = __builtins__['ev' 'al']\n", "", "declared", id="hidden"),
        pytest.param(LONG.replace("raise Refused\n", "pass\n"), "", "declared", id="a check"),
    ],
)
def test_what_the_change_can_do_decides(code: str, variant: str, openly: str) -> None:
    assert found(code).variant == variant
    assert found(code, "Mine", "custom_components.desk").variant == openly


@pytest.mark.usefixtures("long_table")
def test_copies_of_one_change_are_one_alert() -> None:
    made = tree(LONG + "import os\n")
    again = Source("g.json", FileKind.FLOW, made.sources[0].data)
    both = Tree(Path("/"), (*made.sources, again))
    facts = Facts(both, Settings(path=Path("/")), (), flows(both).flows)
    (match,) = built_in_component_changed(facts)
    assert [place.uri for place in (match.location, *match.related)] == ["f.json", "g.json"]


@pytest.mark.usefixtures("long_table")
def test_code_that_is_a_file_of_the_repository_is_judged_there() -> None:
    code = LONG + "class Own(Component):\n    import os\n"
    made = tree(code)
    own = Source("components/own.py", FileKind.PYTHON, code.replace("\n", "\r\n").encode())
    both = Tree(Path("/"), (*made.sources, own))
    known = flows(both).flows
    facts = Facts(both, Settings(path=Path("/")), (), known)
    assert len(list(built_in_component_changed(facts))) == 1
    with_files = replace(facts, components=provenance.sources_of(both))
    assert not list(built_in_component_changed(with_files))


@pytest.mark.usefixtures("long_table")
def test_of_equally_near_sources_the_one_that_is_claimed_or_was_there_is_named() -> None:
    neither = LONG.replace("size = 7\n", "size = 700\n")
    assert "office.desk of 1.13.0" in found(neither, version="1.13.0").message
    assert "components.desk of 1.12.0" in found(neither, version="1.12.0").message
    claimed = found(neither, module="lfx.components.desk", version="1.13.0")
    assert "components.desk of 1.12.0" in claimed.message


@pytest.mark.usefixtures("long_table")
@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(LONG.replace("\n", "\r\n"), id="line-ends"),
        pytest.param(LONG.rstrip(), id="no-end"),
        pytest.param(LONG + "\n\n", id="more-ends"),
        pytest.param(LONG.replace("    ", "\t"), id="tabs"),
        pytest.param(LONG.replace("size = 3", "size  =  3  # three"), id="spaces-and-comments"),
        pytest.param(LONG.replace("size = 3", "size = 3\n    icon = 'desk'"), id="an icon"),
        pytest.param(LONG.replace("size = 3", '"""A desk."""\n    size = 3'), id="a docstring"),
    ],
)
def test_the_same_program_laid_out_differently_is_of_low_severity(changed: str) -> None:
    match = found(changed)
    assert match.variant == "layout"
    assert "office.desk" in match.message


@pytest.mark.usefixtures("long_table")
def test_white_space_that_means_something_is_a_change() -> None:
    assert found(LONG.replace("\n    size = 3\n", "\nsize = 3\n")).variant == "edited"


@pytest.mark.usefixtures("long_table")
def test_what_is_made_from_the_template_is_custom() -> None:
    own = "".join(f"class Own{n}:\n    pass\n" for n in range(12)) + "print(1)\n"
    assert verdict(own, "CustomComponent").kind is Origin.CUSTOM
    assert verdict(own, "Mine").kind is Origin.CUSTOM
    assert verdict(own, "Mine", "lfx.components.office.desk").kind is Origin.MODIFIED


@pytest.mark.usefixtures("long_table")
def test_changes_are_shown_with_lines_around_them_and_without_secrets() -> None:
    value = "".join(("Zx9", "kQ2", "wL7", "pT4", "mN1", "b"))
    added = f'    api_key = "{value}"\n    token_of_{value} = 1\n    note = "a word"\n'
    changed = LONG.replace("    size = 3\n", added)
    changes = found(changed).changes
    assert changes is not None
    assert (changes.source, changes.release) == ("lfx/components/office/desk.py", "1.13.0")
    assert (changes.added, changes.missing, changes.left_out) == (3, 1, 0)
    kinds = [(line.kind, line.number) for line in changes.lines]
    assert kinds == [
        *((LineKind.SAME, n) for n in (11, 12, 13)),
        (LineKind.MISSING, 14),
        *((LineKind.ADDED, n) for n in (14, 15, 16)),
        *((LineKind.SAME, n) for n in (17, 18, 19)),
    ]
    texts = [line.text for line in changes.lines if line.kind is LineKind.ADDED]
    assert texts == ['    api_key = "***"', "    *** = 1", '    note = "a word"']
    assert value not in repr(changes)


@pytest.mark.usefixtures("long_table")
def test_every_shown_line_is_where_the_file_has_it() -> None:
    changed = LONG.replace("size = 3\n", 'size = "é\\t𐀀"\n')
    for code in (changed, changed.split("\n")):
        made = tree(code)  # type: ignore[arg-type]
        facts = Facts(made, Settings(path=Path("/")), (), flows(made).flows)
        (match,) = built_in_component_changed(facts)
        assert match.changes is not None
        for line in match.changes.lines:
            if line.region is not None:
                assert line.region.start_line == line.region.end_line == 1
                first, last = line.region.start_column - 1, line.region.end_column - 1
                there = made.sources[0].text[first:last]
                whole = there if isinstance(code, list) else f'"{there}"'
                assert json.loads(whole) == line.text


def test_a_component_without_code_has_no_verdict() -> None:
    (flow,) = flows(tree("")).flows
    assert provenance.verdict(flow.components[0], flow, Settings(path=Path("/"))) is None


def test_the_released_table_is_whole() -> None:
    document = published.table()
    assert len(document.sources) > 3300
    assert len(document.releases) > 80
    assert all(len(digest) == 64 for digest in document.sources)
    assert published.is_module("lfx.components.input_output.chat")
    assert published.is_module("lfx_openai.components.openai.openai")
    assert not published.is_module("components.desk")


def test_what_a_reviewer_accepts_is_no_finding(tmp_path: Path) -> None:
    made = tree(CODE)
    settings = Settings(path=tmp_path)
    facts = Facts(made, settings, (), flows(made).flows)
    (found,) = custom_component_code(facts)
    digest = found.message.rpartition(" ")[2]
    accepted = replace(settings, components=frozenset({digest}))
    assert not list(custom_component_code(replace(facts, settings=accepted)))
    changed = tree(CODE + "# more\n")
    facts = Facts(changed, accepted, (), flows(changed).flows)
    assert len(list(custom_component_code(facts))) == 1


def test_a_flow_that_is_meant_to_be_public_is_no_finding(tmp_path: Path) -> None:
    chat = {"id": "ChatInput-a", "type": "genericNode", "data": {"type": "ChatInput"}}
    document = {"name": "Desk", "access_type": "PUBLIC", "data": {"nodes": [chat], "edges": []}}
    source = Source("flows/desk.json", FileKind.FLOW, json.dumps(document).encode())
    made = Tree(tmp_path, (source,))
    for allowed, count in (((), 1), (("Desk",), 0), (("flows/*",), 0), (("Other",), 1)):
        settings = Settings(path=tmp_path, allow_public_flows=allowed)
        facts = Facts(made, settings, (), flows(made).flows)
        assert len(list(public_flow(facts))) == count
