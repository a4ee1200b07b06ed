"""JavaScript and TypeScript: in files and inside pages, found at its place, and only where a rule
can find anything."""

from pathlib import Path

import pytest

from scanner.engines.semgrep.engine import Semgrep
from scanner.errors import NothingToScan
from scanner.formats.positions import Lines
from scanner.model.finding import Finding
from scanner.model.note import Notification
from scanner.model.rule import Level
from scanner.settings import Settings
from scanner.tree.kinds import classify
from scanner.tree.source import Source, Tree

pytestmark = pytest.mark.engines
CALL = "await fetch(`${base}/api/v1/run/é?x-api-key=${key}`);"
PAGE = f'<p>é "</p>\n<script type="module">\n  {CALL}\n</script>\n<p>x-api-key=${{key}}</p>\n'


def _scanned(uri: str, text: str) -> tuple[list[Finding], list[Notification]]:
    source = Source(uri, classify(uri, text.encode()), text.encode())
    tree = Tree(Path("/nowhere"), (source,))
    outcomes = list(Semgrep().run(tree, Settings(Path("/nowhere"), timeout=120)))
    found = [one for one in outcomes if isinstance(one, Finding)]
    return found, [one for one in outcomes if isinstance(one, Notification)]


@pytest.mark.parametrize(
    ("uri", "text"),
    [
        ("src/chat.js", CALL),
        ("src/chat.mts", f"const a: string = 'é';\n{CALL}\n"),
        ("src/Chat.tsx", f"export async function f() {{ {CALL} return <p>é</p>; }}\n"),
        ("public/index.html", PAGE),
        ("src/Chat.vue", PAGE.replace("<script", '<script lang="ts"')),
        ("src/Chat.svelte", PAGE),
    ],
    ids=lambda value: value if len(value) < 20 else "",
)
def test_a_key_in_a_url_is_found_at_its_place(uri: str, text: str) -> None:
    (found,), notes = _scanned(uri, text)
    assert found.rule.id == "js-langflow-key-in-url"
    region = found.location.region
    shown = Lines(text).line(region.start_line)[region.start_column - 1 : region.end_column - 1]
    assert shown.startswith("`${base}/api/v1/run/é?x-api-key=${key")  # semgrep's end is early
    assert notes == []


def test_a_widget_with_a_key_is_found_in_a_page() -> None:
    value = "made" + "-up-key"
    text = f'<langflow-chat flow_id="a" api_key="{value}"></langflow-chat>\n'
    (found,), _ = _scanned("index.html", text)
    assert found.rule.id == "js-langflow-widget-key"
    assert value not in repr(found)


@pytest.mark.parametrize(
    ("uri", "text"),
    [
        ("a.js", "const x = 1;"),
        ("a.html", "<script>let y = 2;</script>"),
        ("a.html", f'<script type="application/json">{CALL}</script>'),
        ("a.txt", CALL),
    ],
)
def test_what_no_rule_can_find_anything_in_is_not_looked_at(uri: str, text: str) -> None:
    with pytest.raises(NothingToScan):
        _scanned(uri, text)


def test_a_bundle_is_a_note() -> None:
    with pytest.raises(NothingToScan):
        _scanned("dist/a.js", CALL + ";" * 30_000)


def test_a_script_that_cannot_be_read_is_named() -> None:
    _, (note,) = _scanned("src/a.js", f"{CALL}\n" + "} ) ] class {{{ \n" * 3)
    assert note.uri == "src/a.js"
    assert note.level in (Level.NOTE, Level.WARNING)
