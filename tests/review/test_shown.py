"""What a report shows of a change: no secret, and nothing that speaks to whoever renders it."""

import json
import random
import string
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from scanner import cli
from scanner.errors import ExitCode
from scanner.model.report import Report
from scanner.render import RENDERERS, review_markdown, review_text, summary
from tests.repository import commit, compared, git
from tests.review.exports import TOOL, edited, flow, named, node, template

HOSTILE = "</summary><script>alert(1)</script>\n::error::x\n```\n@team [x](http://y) `a` *b* \u202e"


def drawn(length: int) -> str:
    generator = random.Random(5)
    return "".join(generator.choices(string.ascii_letters + string.digits, k=length))


TOKEN = drawn(43)


def planted(document: Any) -> None:
    """A credential in each sort of place that a change may show."""
    agent = template(document, "Agent")
    agent["api_key"] = {"value": f"sk-{TOKEN}", "password": True}
    agent["system_prompt"]["value"] = f"You help.\nUse the key sk-{TOKEN} for it.\n"
    agent["headers"] = {"value": {"Authorization": f"Bearer {TOKEN}"}}
    agent["base_url"] = {"value": f"https://user:{TOKEN}@example.com/"}
    tool = template(document, "Calculator")["code"]
    tool["value"] = TOOL + f'\nAPI_KEY = "{TOKEN}"\n'
    new = node("WebSearch", {"token": {"value": TOKEN, "password": True}}, 9, code=TOOL + TOKEN)
    document["data"]["nodes"].append(new)
    document["description"] = f"password: {TOKEN}"


def hostile(document: Any) -> None:
    agent = named(document, "Agent")
    agent["data"]["node"]["display_name"] = HOSTILE
    template(document, "Agent")["model_name"]["value"] = HOSTILE
    template(document, "Agent")[HOSTILE] = {"value": HOSTILE}
    template(document, "Calculator")["code"]["value"] = f"{TOOL}\n# {HOSTILE}\n"
    document["description"] = HOSTILE


def report(root: Path, after: Any, *options: str) -> Report:
    git(root, "switch", "-q", "main")
    commit(root, {"flows/desk.json": json.dumps(flow(), indent=1)})
    git(root, "switch", "-q", "-C", "change")
    commit(root, {"flows/desk.json": json.dumps(after, indent=1)})
    return compared(root, *options)


def shown(report: Report) -> dict[str, str]:
    texts = {name: renderer(report) for name, (_, renderer) in RENDERERS.items()}
    return texts | {
        "text": review_text.render(report),
        "markdown": review_markdown.render(report),
        "summary": summary.render(report),
    }


@pytest.mark.parametrize("scanners", ["langflow", "langflow,secrets"])
def test_no_form_of_a_change_holds_a_secret(repository: Path, scanners: str) -> None:
    made = report(repository, edited(planted), f"--scanners={scanners}")
    for name, text in shown(made).items():
        assert TOKEN not in text, name
        assert TOKEN[:20] not in text, name
    assert "set, not shown" in review_text.render(made)


def test_a_removed_secret_is_not_shown_either(repository: Path) -> None:
    git(repository, "switch", "-q", "main")
    commit(repository, {"flows/desk.json": json.dumps(edited(planted), indent=1)})
    git(repository, "switch", "-q", "-C", "change")
    commit(repository, {"flows/desk.json": json.dumps(flow(), indent=1)})
    for name, text in shown(compared(repository, "--scanners=langflow,secrets")).items():
        assert TOKEN not in text, name


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)


def test_hostile_text_is_inert_everywhere(repository: Path) -> None:
    made = report(repository, edited(hostile))
    texts = shown(made)
    for name, text in texts.items():
        assert "\u202e" not in text, name
    for name in ("text",):
        assert not [line for line in texts[name].split("\n") if "::" in line]
    markdown = texts["markdown"]
    assert "<script>" not in markdown.replace("`", "") or _only_in_fences(markdown, "<script>")
    assert _only_in_fences(markdown, "@team")
    tags = _Tags()
    tags.feed(texts["html"])
    assert tags.seen.count("script") == 1


def _only_in_fences(markdown: str, words: str) -> bool:
    """Whether what is no fenced code does not have the words; a fence ends by its own length."""
    fence = ""
    for line in (one.strip() for one in markdown.split("\n")):
        run = line[: len(line) - len(line.lstrip("`"))]
        if not fence and len(run) >= 3:
            fence = run
        elif fence and line == fence:
            fence = ""
        elif not fence and words in line:
            return False
    return not fence


def test_the_block_is_part_of_every_report_of_a_pull_request(repository: Path) -> None:
    def changed(document: Any) -> None:
        template(document, "Agent")["model_name"]["value"] = "gpt-5"

    made = report(repository, edited(changed, access_type="PUBLIC"))
    texts = shown(made)
    assert "### Changed flows" in texts["summary"]
    assert "➕ ways in: public link" in texts["summary"]
    assert "model_name: gpt-4o → gpt-5" in texts["html"]
    (change,) = json.loads(texts["json"])["changes"]
    assert change["components"][0]["fields"] == [
        {"name": "model_name", "before": "gpt-4o", "after": "gpt-5"}
    ]
    assert {"what": "ways in", "removed": [], "added": ["public link"]} in change["differences"]


def test_before_and_after_are_drawn_with_the_differences(repository: Path) -> None:
    def changed(document: Any) -> None:
        document["data"]["nodes"].pop()
        document["data"]["edges"].pop()
        document["data"]["nodes"].append(node("WebSearch", {"query": ""}, 9))
        template(document, "Agent")["model_name"]["value"] = "gpt-5"

    page = shown(report(repository, edited(changed)))["html"]
    assert page.count('aria-label="The flow before the change"') == 1
    assert page.count('aria-label="The flow after the change"') == 1
    for state, times in {"removed": 1, "added": 1, "changed": 2}.items():
        assert page.count(f'" class="{state}">') == times


def test_what_a_change_opens_and_closes_is_told(repository: Path) -> None:
    examples = Path(__file__).parent.parent.parent / "examples" / "vulnerable" / "flows"
    bad = json.loads((examples / "support_assistant.json").read_text("utf-8"))
    good = {**bad, "access_type": "PRIVATE"}
    git(repository, "switch", "-q", "main")
    commit(repository, {"a.json": json.dumps(bad), "b.json": json.dumps(good)})
    git(repository, "switch", "-q", "-C", "change")
    commit(repository, {"a.json": json.dumps(good), "b.json": json.dumps(bad)})
    words = review_text.render(compared(repository)).split("\n\n")
    (first, second) = [one for one in words if one.strip()]
    assert "closes critical LF-FLOW-010" in first
    assert "opens  critical LF-FLOW-010" in second


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json"])
def test_the_command_compares_commits(
    repository: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(repository, {"flows/desk.json": json.dumps(flow())})
    commit(repository, {"flows/desk.json": json.dumps(flow(webhook=True))})
    words = ["diff", f"--path={repository}", "--scanners=langflow", f"--format={form}"]
    assert cli.main([*words, "HEAD~1", "HEAD"]) == ExitCode.PASS
    assert "webhook" in capsys.readouterr().out
    assert cli.main(words) == ExitCode.PASS
    assert "added" in capsys.readouterr().out
    assert cli.main([*words, "nowhere"]) == ExitCode.USAGE


def test_the_command_compares_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, document in {"a.json": flow(), "b.json": flow(mcp_enabled=True)}.items():
        (tmp_path / name).write_text(json.dumps(document))
    files = [str(tmp_path / name) for name in ("a.json", "b.json")]
    out = tmp_path / "out.md"
    words = ["diff", "--scanners=langflow", *files]
    assert cli.main(words) == ExitCode.PASS
    assert "+ ways in: MCP" in capsys.readouterr().out
    assert cli.main([*words, "--format=markdown", f"--output={out}"]) == ExitCode.PASS
    assert "➕ ways in: MCP" in out.read_text("utf-8")
    assert cli.main(["diff", files[0], files[0]]) == ExitCode.PASS
    assert "No flow has changed." in capsys.readouterr().out
