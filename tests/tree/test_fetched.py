"""The base of a shallow checkout, from the server alone: nothing of the checkout takes part."""

import json
from pathlib import Path

import pytest

from scanner import comparison
from scanner.configuration import Options
from scanner.tree import base, fetched
from tests.repository import commit, git


@pytest.fixture
def shallow(repository: Path, tmp_path: Path) -> tuple[Path, str]:
    """A checkout that has the last commit alone, and the commit that it lacks."""
    lacking = git(repository, "rev-parse", "HEAD").strip()
    commit(repository, {"old/compose.yaml": None, "moved/compose.yaml": "services: {}\n"})
    git(repository, "config", "uploadpack.allowAnySHA1InWant", "true")
    root = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{repository}", str(root))
    return root, lacking


def test_one_commit_is_fetched_into_a_place_of_ours(
    shallow: tuple[Path, str], repository: Path, tmp_path: Path
) -> None:
    root, lacking = shallow
    assert base.resolved(root, lacking) is None
    store, target = tmp_path / "store", tmp_path / "target"
    store.mkdir()
    target.mkdir()
    assert fetched.fetch(root, f"file://{repository}", lacking, store, "file")
    base.write(root, lacking, target, store=store)
    assert (target / "README.md").read_text() == "# Flows\n"
    assert "AUTO_LOGIN" in (target / "old/compose.yaml").read_text()
    assert base.resolved(root, lacking) is None


def test_what_is_not_public_is_not_fetched(shallow: tuple[Path, str], tmp_path: Path) -> None:
    root, lacking = shallow
    store = tmp_path / "store"
    store.mkdir()
    assert not fetched.fetch(root, f"file://{tmp_path / 'nowhere'}", lacking, store, "file")


@pytest.mark.parametrize("offline", ["true", None], ids=["by option", "by environment"])
def test_a_scan_off_the_network_fetches_nothing(
    shallow: tuple[Path, str], tmp_path: Path, offline: str | None
) -> None:
    root, lacking = shallow
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"base": {"sha": lacking}}}))
    environ = {
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_BASE_REF": "gone",
        "GITHUB_SERVER_URL": "https://example.invalid",
        "GITHUB_REPOSITORY": "a/b",
        "GITHUB_ACTIONS": "true",
    }
    given = Options(offline=offline)  # type: ignore[arg-type]
    with comparison.base_of(root, given, environ) as found:
        assert found is not None
        assert found.folder is None
        assert "fetch-depth" in found.notices[0]
