"""The HTML report of real scans, read back with a parser as a browser would."""

import base64
import dataclasses
import datetime
import hashlib
import io
import json
import re
import time
import zipfile
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.engines.langflow import Langflow
from scanner.findings import policy
from scanner.findings.merge import merge
from scanner.model.finding import Suppression
from scanner.model.flows import FlowEdge, FlowNode, FlowPicture
from scanner.model.gate import FailOn
from scanner.model.note import Notification, Status, Verdict
from scanner.model.place import Location, Region
from scanner.model.report import EngineRun, Report
from scanner.model.rule import Kind, Level
from scanner.pipeline import attempt
from scanner.render import RENDERERS, canvas
from scanner.render.prose import prose
from scanner.settings import Ignore, Settings
from scanner.tree.collect import collect
from tests.making import assert_cost_grows_with_size, finding, rule

Tree = Callable[[Mapping[str, str | bytes]], Path]
RULES = Path(__file__).parents[1] / "rules"
TOOL_OF_AGENT = RULES / "LF-FLOW-001" / "bad" / "tool-of-agent" / "flow.json"
HOSTILE = "</script></title></style><svg/onload=alert(1)>'\"><img src=x onerror=alert(2)>{{7*7}}"
VOID = {"meta", "input"}
OURS = re.compile(
    "a|article|b|body|button|circle|code|dd|defs|div|dl|dt|fieldset|figcaption|figure|footer|form|g"
    "|h[1-4]|head|header|html|input|label|li|marker|meta|ol|p|path|pre|rect|script|section|span"
    "|style|svg|table|tbody|td|text|th|thead|title|tr|ul"
)


class Page(HTMLParser):
    """What a browser makes of the text: elements, ids, links; nesting is checked on the way."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []
        self.words: dict[str, list[str]] = {}
        self.feed(text)
        self.close()
        assert not self.inside

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.inside.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.inside.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.words.setdefault(self.inside[-1], []).append(data)

    def attributes(self, name: str) -> list[str]:
        return [value or "" for _, values in self.tags if (value := values.get(name)) is not None]

    def all(self, tag: str, part_of_class: str = "") -> list[dict[str, str | None]]:
        return [a for t, a in self.tags if t == tag and part_of_class in (a.get("class") or "")]


def page(text: str) -> Page:
    """The page, after what holds for every page."""
    read = Page(text)
    assert all(OURS.fullmatch(tag) for tag, _ in read.tags)
    names = {name for _, values in read.tags for name in values}
    assert not [name for name in names if name.startswith("on") or name in {"style", "src"}]
    ids, links = read.attributes("id"), read.attributes("href")
    assert len(ids) == len(set(ids))
    assert {link for link in links if link.startswith("#")} <= {f"#{one}" for one in ids}
    assert all(link.startswith(("#", "https://")) for link in links)
    (law,) = [a["content"] for t, a in read.tags if t == "meta" and "http-equiv" in a]
    for element in ("script", "style"):
        (own,) = ["".join(read.words[element])]
        digest = base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
        assert f"{element}-src 'sha256-{digest}'" in (law or "")
    assert (law or "").startswith("default-src 'none';")
    assert "unsafe" not in (law or "")
    return read


def scanned(root: Path, **changes: Any) -> Report:
    today = datetime.date(2026, 11, 23)
    base = Settings(path=root.resolve(), scanners=(Kind.SECRETS, Kind.LANGFLOW), today=today)
    settings = dataclasses.replace(base, **changes)
    files = collect(settings)
    engine = Langflow("langflow", frozenset({Kind.LANGFLOW, Kind.SECRETS}))
    run = attempt(engine, files, settings, lambda _: None)
    return policy.apply(merge([run], files), [run], files, settings)


def html(report: Report) -> str:
    return RENDERERS["html"][1](report)


def made(*found: Any, **changes: Any) -> Report:
    report = Report(
        verdict=Verdict.FAIL,
        findings=tuple(found),
        runs=(EngineRun("bandit", "1.9.4", frozenset({Kind.CODE}), Status.OK),),
        kinds=(Kind.CODE,),
        fail_on=FailOn(),
        files=3,
        version="1.0",
    )
    return dataclasses.replace(report, **changes)


def test_a_flow_is_drawn_with_its_path_and_linked_to_its_findings(tree: Tree) -> None:
    text = html(scanned(tree({"flow.json": TOOL_OF_AGENT.read_bytes()})))
    read = page(text)
    assert len(read.all("svg")) == 1
    assert len(read.all("rect")) == 3
    (worst,) = read.all("g", "high")
    assert worst["id"] == "flow-1-node-2"
    assert "#finding-1" in read.attributes("href")
    assert len(read.all("g", "passed")) == 2
    curves = read.all("path", "way")
    assert ["tool" in (one["class"] or "") for one in curves] == [True, False]
    assert ["marker-start" in one for one in curves] == [True, False]
    assert read.attributes("href").count("#flow-1-node-0") == 1  # once, though also related


def test_the_path_of_a_scan_below_the_checkout_is_drawn_too(tree: Tree) -> None:
    root = tree({"flow.json": TOOL_OF_AGENT.read_bytes()})
    read = page(html(scanned(root, prefix="deploy/")))
    assert "deploy/flow.json" in read.words["h3"]
    assert len(read.all("path", "way")) == 2


def test_a_flow_inside_a_zip_is_drawn_at_the_archive(tree: Tree) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("flow.json", TOOL_OF_AGENT.read_bytes())
    read = page(html(scanned(tree({"export.zip": stream.getvalue()}))))
    assert "export.zip" in read.words["h3"]
    assert len(read.all("g", "high")) == 1
    assert len(read.all("path", "way")) == 2
    assert "#flow-1-node-0" in read.attributes("href")


def test_flows_without_findings_are_not_drawn(tree: Tree) -> None:
    flow = json.loads(TOOL_OF_AGENT.read_text())
    del flow["data"]["nodes"][2], flow["data"]["edges"][1]
    read = page(html(scanned(tree({"flow.json": json.dumps(flow)}))))
    assert not read.all("svg")
    assert not read.all("article")


@pytest.mark.parametrize("words", [HOSTILE, "\u202egnp.exe\u2066\x1b[31m\x00", "\ud800"])
def test_what_the_repository_names_things_is_shown_and_never_run(tree: Tree, words: str) -> None:
    flow = json.loads(TOOL_OF_AGENT.read_text())
    flow["name"] = words
    for node in flow["data"]["nodes"]:
        node["data"]["node"]["display_name"] = words
        node["id"] += words
    for edge in flow["data"]["edges"]:
        edge["source"] += words
        edge["target"] += words
    folder = "a'\"><img src=x onerror=alert(3)>"
    text = html(scanned(tree({f"{folder}/flow.json": json.dumps(flow)})))
    read = page(text)
    assert len(read.all("script")) == 1
    assert len(read.all("svg")) == len(read.all("article")) == 1
    assert not {"\u202e", "\u2066", "\x1b", "\x00", "\ud800"}.intersection(text)
    assert "49" not in "".join(read.words["title"])


def test_hostile_words_of_findings_and_notifications_are_inert() -> None:
    place = Location(HOSTILE, Region(1, 1, 1, 2), HOSTILE, HOSTILE)
    found = finding(
        rule(help_uri="javascript:alert(1)", help_markdown=HOSTILE, short_description=HOSTILE),
        message=HOSTILE,
        location=place,
        related=(place,),
        path=(place, place),
        fix=HOSTILE,
        aliases=frozenset({HOSTILE}),
        suppressions=(Suppression("external", HOSTILE),),
    )
    notes = (Notification(Level.WARNING, HOSTILE, HOSTILE, HOSTILE, 3),)
    read = page(html(made(found, notifications=notes, reasons=(HOSTILE,))))
    assert not read.all("svg")


def test_what_was_not_looked_at_stands_above_the_findings() -> None:
    warning = Notification(Level.WARNING, "file-too-large", "big.json was not read", "big.json", 7)
    failed = Notification(Level.ERROR, "engine-failed", "semgrep did not finish: it crashed")
    note = Notification(Level.NOTE, "official-code", "two files are Langflow's own")
    run = EngineRun(
        "semgrep", "1", frozenset({Kind.CODE}), Status.FAILED, "it crashed", notifications=(failed,)
    )
    report = made(finding(), verdict=Verdict.INCOMPLETE, runs=(run,), notifications=(warning, note))
    text = html(report)
    page(text)
    order = ["Incomplete: not everything", "Not looked at (2)", "big.json was not read"]
    order += ["semgrep did not finish", 'id="findings"', "Something is wrong here", ">failed<"]
    order += ["Worth knowing (1)"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_suppressed_findings_are_shown_as_such_with_their_reason(tree: Tree) -> None:
    root = tree({"flow.json": TOOL_OF_AGENT.read_bytes()})
    entry = Ignore("LF-FLOW-001", "the sandbox runs it")
    report = scanned(root, ignore=(entry,))
    text = html(report)
    read = page(text)
    assert report.verdict is Verdict.PASS
    assert len(read.all("article", "suppressed")) == 1
    assert "the sandbox runs it" in text
    assert not read.all("g", "high")
    assert not read.all("path", "way")


def test_findings_are_grouped_by_file_the_worst_first() -> None:
    worse = rule("py-worse", security_severity=9.8)
    found = [
        finding(uri="a.py", region=(9, 1, 9, 2)),
        finding(uri="b.py", region=(5, 1, 5, 2)),
        finding(worse, uri="b.py", region=(7, 1, 7, 2)),
        finding(worse, uri="c.py", suppressions=(Suppression("inSource", "no"),)),
    ]
    read = page(html(made(*found)))
    assert read.words["h3"] == ["b.py", "a.py", "c.py"]
    severities = [one["data-severity"] for one in read.all("article")]
    assert severities == ["critical", "high", "high", "critical"]


def test_the_same_report_gives_the_same_bytes(tree: Tree) -> None:
    root = tree({"flow.json": TOOL_OF_AGENT.read_bytes(), ".env": "LANGFLOW_AUTO_LOGIN=true\n"})
    first = html(scanned(root))
    assert html(scanned(root)) == first
    assert str(root) not in first


def test_a_secret_in_a_flow_is_named_and_not_shown(tree: Tree) -> None:
    secret = "sk-" + "".join(hashlib.sha256(b"made up").hexdigest()[:40])
    flow = json.loads(TOOL_OF_AGENT.read_text())
    template = flow["data"]["nodes"][1]["data"]["node"]["template"]
    template["api_key"] = {"_input_type": "SecretStrInput", "password": True, "value": secret}
    report = scanned(tree({"flow.json": json.dumps(flow)}))
    assert [one for one in report.open if one.rule.kind is Kind.SECRETS]
    text = html(report)
    assert secret not in text
    assert page(text).all("g", "high")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "**Fix.** Set\n`A=1`.", "<p><b>Fix.</b> Set <code>A=1</code>.</p>", id="inline"
        ),
        pytest.param("## Why\na\n\nb", "<h4>Why</h4>\n<p>a</p>\n<p>b</p>", id="heading"),
        pytest.param(
            "See\n- a\n  b\n\n- c\nd", "<p>See</p>\n<ul><li>a b</li><li>c d</li></ul>", id="list"
        ),
        pytest.param(
            "```yaml\n- **a**: <b>\n```\n", "<pre>- **a**: &lt;b&gt;</pre>", id="code is as written"
        ),
        pytest.param(
            '[x](https://a.b/?c="&d)',
            '<p><a href="https://a.b/?c=&#34;&amp;d" rel="noreferrer">x</a></p>',
            id="link",
        ),
        pytest.param(
            "<https://a.b>, x",
            '<p><a href="https://a.b" rel="noreferrer">https://a.b</a>, x</p>',
            id="a link as it is",
        ),
        pytest.param(r"\`a\` \<b>", "<p>`a` &lt;b&gt;</p>", id="escaped"),
        pytest.param("[x](javascript:f)", "<p>[x](javascript:f)</p>", id="no other link"),
        pytest.param("**a `b** c` <i>", "<p><b>a `b</b> c` &lt;i&gt;</p>", id="crossed"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_the_help_of_a_rule_is_little_markdown(text: str, expected: str) -> None:
    assert prose(text) == expected


@pytest.mark.parametrize("words", ["[", "`", "**a", "[a](", "https://", "\\", "- ", "#", "\n"])
def test_the_cost_of_help_grows_with_its_size(words: str) -> None:
    assert_cost_grows_with_size(lambda size: prose(words * size), 20_000)


Position = tuple[float, float] | None


def picture(positions: list[Position], edges: list[tuple[int, int]]) -> FlowPicture:
    nodes = [
        FlowNode(f"n{i}", f"Node {i}", Region(i + 2, 1, i + 2, 5), position)
        for i, position in enumerate(positions)
    ]
    return FlowPicture(
        "flow",
        Location("flow.json", Region(1, 1, len(nodes) + 3, 2)),
        tuple(nodes),
        tuple(FlowEdge(f"n{a}", f"n{b}", is_tool=False) for a, b in edges),
    )


COORDINATE = st.floats(-1e6, 1e6) | st.sampled_from([0.0, 1.0, 300.0])


@given(
    st.lists(st.none() | st.tuples(COORDINATE, COORDINATE), max_size=30),
    st.lists(st.tuples(st.integers(0, 31), st.integers(0, 31)), max_size=40),
)
def test_boxes_lie_side_by_side_inside_the_canvas(
    positions: list[Position], edges: list[tuple[int, int]]
) -> None:
    drawn = canvas.draw(picture(positions, edges), frozenset(), frozenset())
    assert len(drawn.boxes) == len(positions)
    for index, box in enumerate(drawn.boxes):
        assert 0 <= box.x <= drawn.width - canvas.WIDTH
        assert 0 <= box.y <= drawn.height - canvas.HEIGHT
        for other in drawn.boxes[:index]:
            apart = abs(box.x - other.x) >= canvas.WIDTH, abs(box.y - other.y) >= canvas.HEIGHT
            assert any(apart)


def test_boxes_stand_as_on_the_canvas_and_wide_gaps_are_cut() -> None:
    drawn = canvas.draw(
        picture([(0, 0), (450, 0), (90_000, 700), None], []), frozenset(), frozenset()
    )
    corners = [(box.x, box.y) for box in drawn.boxes]
    assert corners == [(16, 16), (241, 16), (501, 136), (16, 220)]


def test_components_without_a_position_stand_in_columns_after_what_feeds_them() -> None:
    edges = [(0, 1), (1, 2), (2, 1), (3, 1)]
    drawn = canvas.draw(picture([None] * 4, edges), frozenset(), frozenset())
    columns = [(box.x - canvas.MARGIN) // canvas.WIDTH for box in drawn.boxes]
    assert columns == [0, 1, 2, 0]


@pytest.mark.parametrize("value", ["1e999", "true", '"7"', "1e7", "9" * 400, "null"])
def test_positions_that_are_no_place_count_as_not_given(tree: Tree, value: str) -> None:
    flow = json.loads(TOOL_OF_AGENT.read_text())
    flow["data"]["nodes"][0]["position"] = {"x": 123454321, "y": 0}
    text = json.dumps(flow).replace("123454321", value)
    report = scanned(tree({"flow.json": text}))
    (run,) = report.runs
    assert [node.position for node in run.flows[0].nodes] == [None] * 3
    assert len(page(html(report)).all("rect")) == 3


def test_of_a_large_flow_the_components_with_findings_are_drawn_and_the_rest_is_told() -> None:
    count = 2_000
    drawing = picture([(i % 40 * 400, i // 40 * 300) for i in range(count)], [])
    found = finding(uri="flow.json", region=(count, 1, count, 3))
    runs = (EngineRun("langflow", "1", frozenset(Kind), Status.OK, flows=(drawing,)),)
    began = time.process_time()
    text = html(made(found, runs=runs))
    assert time.process_time() - began < 2
    read = page(text)
    assert len(read.all("rect")) == canvas.MAX_NODES
    assert f"{count - canvas.MAX_NODES} of {count} components are not drawn" in text
    (worst,) = read.all("g", "high")
    assert worst["id"] == f"flow-1-node-{count - 2}"


def test_many_flows_in_one_file_cost_what_their_size_is() -> None:
    node = (FlowNode("n", "N", Region(1, 1, 1, 5), None),)

    def work(count: int) -> None:
        flows = tuple(
            FlowPicture("", Location("a.json", Region(n, 1, n + 1, 1)), node, ())
            for n in range(1, count)
        )
        runs = (EngineRun("langflow", "1", frozenset(Kind), Status.OK, flows=flows),)
        found = [finding(uri="a.json", region=(n, 3, n, 4)) for n in range(1, count)]
        text = html(made(*found, runs=runs))
        assert f"drawn; {count - 1 - 50} more with findings are not" in text

    assert_cost_grows_with_size(work, 500)


def test_a_flow_that_is_spread_out_is_drawn_close() -> None:
    drawn = canvas.draw(picture([(-1e6, 1e6), (1e6, -1e6)], [(0, 1)]), frozenset(), frozenset())
    assert drawn.width < 1_000
