"""What the project says of itself in several places is the same in all of them."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from scanner.deployments.formats import FORMATS
from scanner.rules import HELP_URI
from scanner.tree.kinds import classify
from scanner.tree.source import FileKind
from tests.deployments.test_same_everywhere import FORMATS as SAME_EVERYWHERE
from tools import build_docs

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock", ".ci/tools.lock")


def table(heading: str) -> list[list[str]]:
    """The cells of the table below a heading of the reference, without its two head rows."""
    page = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    _, _, section = page.partition(f"\n## {heading}\n")
    rows = [line for line in section.partition("\n## ")[0].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def test_the_reference_lists_the_inputs_of_the_action() -> None:
    inputs = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["inputs"]
    expected = [
        [f"`{name}`", f"`{about['default']}`" if about["default"] else "", about["description"]]
        for name, about in inputs.items()
    ]
    assert table("Inputs") == expected


def test_the_reference_lists_the_outputs_of_the_action() -> None:
    outputs = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["outputs"]
    expected = [[f"`{name}`", about["description"]] for name, about in outputs.items()]
    assert table("Outputs") == expected


def test_workflows_and_readme_name_actions_by_commit() -> None:
    pages = [
        ROOT / "README.md",
        ROOT / "docs" / "pull-requests.md",
        *(ROOT / ".github" / "workflows").iterdir(),
    ]
    used = [
        name
        for page in pages
        for name in re.findall(r"^\s*-? *uses: (\S+)", page.read_text("utf-8"), re.MULTILINE)
    ]
    ours = {"./", "langflow-scan/langflow-scan@<full-commit-sha>"}
    assert used
    assert [n for n in used if n not in ours and not re.search(r"@[0-9a-f]{40}$", n)] == []


def test_rules_page_is_made_from_the_rules_as_they_are() -> None:
    fresh = build_docs.index(build_docs.documented())
    assert build_docs.INDEX.read_text("utf-8") == fresh, f"run: {build_docs.COMMAND}"


def test_the_table_of_known_formats_is_made_from_the_rows_as_they_are() -> None:
    assert build_docs.FORMATS.read_text("utf-8") == build_docs.formats(), (
        f"run: {build_docs.COMMAND}"
    )


def test_the_page_of_deployment_formats_is_made_from_the_rows_as_they_are() -> None:
    assert build_docs.DEPLOYMENTS.read_text("utf-8") == build_docs.deployments(), (
        f"run: {build_docs.COMMAND}"
    )


def test_every_format_of_deployments_has_its_parts() -> None:
    """A row, a reader, an entry of the documentation, and a case in `test_same_everywhere`."""
    kinds = [row.kind.value for row in FORMATS]
    assert [*build_docs.documented_deployments()] == kinds
    assert all(row.read is not None and "{name}" in row.setting for row in FORMATS)
    cases = {classify(uri, text.encode()) for uri, text in SAME_EVERYWHERE.items()}
    proxies = {FileKind.NGINX, FileKind.CADDYFILE, FileKind.TRAEFIK, FileKind.TUNNEL}
    not_settings = {FileKind.RAILWAY, FileKind.MARKDOWN}
    assert {row.kind for row in FORMATS} - cases == proxies | not_settings


@pytest.mark.parametrize(("name", "text"), build_docs.pages(build_docs.documented()).items())
def test_the_page_of_a_rule_is_made_from_the_rule_as_it_is(name: str, text: str) -> None:
    page = build_docs.PAGES / name
    assert page.is_file(), f"run: {build_docs.COMMAND}"
    assert page.read_text("utf-8") == text, f"run: {build_docs.COMMAND}"


def test_there_is_no_page_of_a_rule_that_is_gone() -> None:
    made = build_docs.pages(build_docs.documented())
    gone = {path.name for path in build_docs.PAGES.iterdir()} - made.keys()
    assert not gone, f"run: {build_docs.COMMAND}"


def test_every_help_link_of_ours_leads_to_a_page() -> None:
    links = {rule.help_uri for rule in build_docs.documented()}
    assert links
    names = {path.name for path in build_docs.PAGES.iterdir()}
    assert {link.removeprefix(HELP_URI) for link in links} <= names


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_pins_and_hashes_everything_and_names_no_place(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    entries = re.findall(r"^\S+==[^\n]*(?:\n    --hash=\S+[^\n]*)*", text, re.MULTILINE)
    names = [line for line in text.splitlines() if line and line[0] not in " #"]
    assert len(entries) == len(names) > 0
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text
    assert "index-url" not in text


def test_engines_are_pinned_exactly_and_locked_at_that_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pins = [Requirement(text) for text in project["dependencies"][:4]]
    assert {pin.name for pin in pins} == {"bandit", "detect-secrets", "pip-audit", "semgrep"}
    assert [pin for pin in pins if f"\n{pin.name}{pin.specifier} " not in f"\n{lock}"] == []


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub makes of headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize(
    "page",
    sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "examples" / "README.md"]),
    ids=lambda page: page.relative_to(ROOT).as_posix(),
)
def test_no_link_is_dead(page: Path) -> None:
    dead = []
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    for link in re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", text):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if path.startswith("../../"):
            continue  # pages of the repository at its host, such as its releases
        is_known = not anchor or (target.suffix == ".md" and anchor in anchors(target))
        if not target.exists() or not is_known:
            dead.append(link)
    assert dead == []
