"""Manifests and locks that are wrong, and what the verdict makes of them and of acceptances."""

import dataclasses
import datetime
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from packaging.version import Version

from scanner.configuration import options
from scanner.dependencies import advisories
from scanner.engines.pip_audit.engine import PipAudit
from scanner.findings import policy
from scanner.findings.merge import merge
from scanner.model.note import Status, Verdict
from scanner.model.report import Report
from scanner.model.rule import Kind, Level
from scanner.pipeline import attempt
from scanner.render import sarif, summary
from scanner.settings import Ignore, Settings, decide
from scanner.tree.collect import MAX_FILE_BYTES, collect

Tree = Callable[[Mapping[str, str | bytes]], Path]

LOCK = 'version = 1\n[[package]]\nname = "{}"\nversion = "{}"\nsource = {{ registry = "x" }}\n'


def report(root: Path, **changes: object) -> Report:
    settings = Settings(
        path=root.resolve(), scanners=(Kind.DEPENDENCIES,), today=datetime.date(2026, 11, 23)
    )
    settings = dataclasses.replace(settings, **changes)  # type: ignore[arg-type]
    tree = collect(settings)
    run = attempt(PipAudit(), tree, settings, lambda _: None)
    assert run.status is Status.OK, run.detail
    return policy.apply(merge([run], tree), [run], tree, settings)


FORKED = LOCK.format("made", "1") + LOCK.format("made", "2").partition("\n")[2]


@pytest.mark.parametrize(
    ("name", "text", "identifier", "line", "level"),
    [
        pytest.param("uv.lock", FORKED, "conflicting-versions", 7, Level.NOTE, id="two-versions"),
        pytest.param(
            "uv.lock", "version = 77\npackage = []\n", "lock-version-unknown", 1, Level.WARNING,
            id="unknown-lock-version",
        ),
        pytest.param(
            "poetry.lock", '[[package]]\nname = "a', "lock-not-parsed", 2, Level.WARNING,
            id="truncated-toml",
        ),
        pytest.param(
            "Pipfile.lock", '{"default": {\n', "lock-not-parsed", 2, Level.WARNING,
            id="truncated-json",
        ),
        pytest.param(
            "pdm.lock", "x" * (MAX_FILE_BYTES + 1), "file-too-large", None, Level.WARNING,
            id="huge-lock",
        ),
        pytest.param(
            "requirements.txt", "\n-r requirements.txt\n", "include-cycle", 2, Level.NOTE,
            id="includes-itself",
        ),
        pytest.param(
            "requirements.txt", "-r ../../etc/passwd\n", "include-not-read", 1, Level.WARNING,
            id="includes-from-outside",
        ),
        pytest.param(
            "requirements.txt", "-r /etc/passwd\n", "include-not-read", 1, Level.WARNING,
            id="includes-absolute",
        ),
        pytest.param(
            "requirements.txt", "\n!!no-name==1\n", "requirement-not-parsed", 2, Level.WARNING,
            id="no-name",
        ),
        pytest.param(
            "requirements.txt", "a" * 2000 + "==1\n", "requirement-not-parsed", 1, Level.WARNING,
            id="endless-name",
        ),
        pytest.param(
            "requirements.txt", "flask==1.0.0.0.x\n", "requirement-not-parsed", 1, Level.WARNING,
            id="no-version",
        ),
        pytest.param(
            "setup.py", "\nsetup(install_requires=read())\n", "requirement-not-audited", 2,
            Level.WARNING, id="computed",
        ),
        pytest.param(
            "setup.py", "\nsetup(", "manifest-not-parsed", 2, Level.WARNING, id="setup-no-python"
        ),
        pytest.param(
            "environment.yml", "dependencies:\n  - [", "manifest-not-parsed", 3, Level.WARNING,
            id="conda-no-yaml",
        ),
        pytest.param(
            "Dockerfile", "FROM x\nRUN pip install $WHAT\n", "install-not-known", 2, Level.NOTE,
            id="a-variable",
        ),
        pytest.param(
            "Dockerfile", "FROM x\nRUN pip install -r https://h.invalid/r.txt\n",
            "include-not-read", 2, Level.WARNING, id="remote-list",
        ),
        pytest.param(
            "Dockerfile", "FROM x\nRUN pip install a" + " " * 200_000 + "b\n", "commands-not-read",
            1, Level.WARNING, id="endless-command",
        ),
        pytest.param(
            "package-lock.json", "{}", "javascript-lock-not-audited", None, Level.NOTE,
            id="javascript",
        ),
    ],
)  # fmt: skip
def test_it_is_named_and_the_rest_is_judged(
    name: str, text: str, identifier: str, line: int | None, level: Level, tree: Tree
) -> None:
    done = report(tree({name: text, "other/requirements.txt": "jinja2==2.4\n"}))
    (note,) = [one for one in done.all_notifications if one.id == identifier]
    assert (note.uri, note.line, note.level) == (name, line, level)
    assert name in note.message
    assert [one.location.uri for one in done.findings] == ["other/requirements.txt"]


@pytest.mark.parametrize("fail_on", ["met", "not-met"])
def test_what_could_not_be_judged_is_no_pass(tree: Tree, fail_on: str) -> None:
    version = "2.4" if fail_on == "met" else "3.1.6"
    done = report(tree({"requirements.txt": f"jinja2=={version}\nx @ git+https://h.invalid/x\n"}))
    assert done.verdict is Verdict.INCOMPLETE
    assert "comes from a URL or a version control system and was not audited" in summary.render(
        done
    )
    assert "requirements.txt:2 (x) comes from a URL" in sarif.render(done, full=True)


def test_only_allow_incomplete_lets_it_pass(tree: Tree) -> None:
    root = tree({"requirements.txt": "jinja2==3.1.6\nx @ git+https://h.invalid/x\n"})
    assert report(root, allow_incomplete=True).verdict is Verdict.PASS


def test_a_clean_lock_that_was_judged_whole_passes(tree: Tree) -> None:
    done = report(tree({"uv.lock": LOCK.format("flask", "3.1.3")}))
    assert (done.verdict, done.findings) == (Verdict.PASS, ())


def test_names_that_were_not_judged_are_shown(tree: Tree) -> None:
    done = report(tree({"requirements.txt": "flask\nnumpy>=2\n"}))
    assert "not audited: no exact version" in summary.render(done)
    assert "flask, numpy>=2 not audited" in sarif.render(done, full=True)


@pytest.mark.parametrize(
    ("entry", "suppressed", "said"),
    [
        pytest.param({}, True, None, id="plain"),
        pytest.param({"until-fixed": False}, True, None, id="not-waiting"),
        pytest.param({"until-fixed": True}, False, "2.20.0 fixes it", id="fixed"),
    ],
)
def test_an_acceptance_that_waits_for_a_fix(
    entry: dict[str, object], suppressed: bool, said: str | None, tree: Tree
) -> None:
    wanted = {"id": "CVE-2018-18074", "reason": "waiting"} | entry
    config = json.dumps({"ignore": [wanted], "scanners": ["dependencies"]})
    root = tree({"requirements.txt": "requests==2.19.0\n", ".langflow-scan.yml": config})
    ignores = decide(root, "", options({}, "here")).ignore
    done = report(root, ignore=ignores)
    (found,) = [one for one in done.findings if "CVE-2018-18074" in one.aliases]
    assert bool(found.suppressions) is suppressed
    told = [one.message for one in done.notifications if one.id == "ignore-fixed"]
    assert [said in message for message in told if said] == [True] * bool(said)


def test_an_acceptance_that_waits_holds_while_there_is_no_fix(tree: Tree) -> None:
    database = advisories.load()
    one = next(
        v
        for v in database.vulnerabilities
        if all(not v.fixes(p) for p in v.packages)
        and len(v.packages) == 1
        and not v.kev_date
        and any(v.affects(p, Version("0.1")) for p in v.packages)
    )
    (package,) = one.packages
    entry = Ignore(one.id, "waiting", until_fixed=True)
    done = report(tree({"requirements.txt": f"{package}==0.1\n"}), ignore=(entry,))
    (found,) = [f for f in done.findings if one.id in f.aliases]
    assert found.suppressions


@pytest.mark.parametrize("adds", [False, True])
def test_a_given_database_replaces_or_adds(tree: Tree, adds: bool, tmp_path: Path) -> None:
    record = {
        "id": "GHSA-made-made-made",
        "modified": "2026-11-20T00:00:00Z",
        "summary": "Made up",
        "affected": [
            {
                "package": {"ecosystem": "PyPI", "name": "flask"},
                "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}],
            }
        ],
    }
    (tmp_path / "more.jsonl").write_text(json.dumps(record))
    given = options({"advisory-db": f"{'+' * adds}{tmp_path / 'more.jsonl'}"}, "here")
    root = tree({"requirements.txt": "flask==3.1.3\nrequests==2.19.0\nlangflow==1.12.2\n"})
    decided = decide(root, "", given)
    done = report(root, advisory_db=decided.advisory_db, advisory_db_adds=decided.advisory_db_adds)
    packages = {one.location.logical_name.partition("@")[0] for one in done.findings}
    expected = {"pkg:pypi/flask", "pkg:pypi/langflow"} | ({"pkg:pypi/requests"} if adds else set())
    assert packages == expected
