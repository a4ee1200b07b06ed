import dataclasses
import datetime
import inspect
import json
import re
import textwrap
from pathlib import Path

import pytest
from packaging.version import Version

from scanner.dependencies import advisories
from scanner.dependencies.advisories import Vulnerability
from scanner.dependencies.pins import pins
from scanner.dependencies.reporter import Reporter
from scanner.engines.base import Outcome
from scanner.engines.pip_audit import engine as pip_audit
from scanner.engines.pip_audit.engine import PipAudit
from scanner.errors import EngineError, NothingToScan
from scanner.model.finding import Finding
from scanner.model.note import Notification
from scanner.model.rule import Level
from scanner.process import Completed
from scanner.settings import Ignore, Settings
from scanner.tree.collect import collect

TODAY = datetime.date(2026, 11, 23)


def run(root: Path, **settings: object) -> list[Outcome]:
    decided = dataclasses.replace(Settings(path=root.resolve(), today=TODAY), **settings)  # type: ignore[arg-type]
    return list(PipAudit().run(collect(decided), decided))


def findings(outcomes: list[Outcome]) -> list[Finding]:
    return [outcome for outcome in outcomes if isinstance(outcome, Finding)]


def notes(outcomes: list[Outcome]) -> dict[str, Notification]:
    return {outcome.id: outcome for outcome in outcomes if isinstance(outcome, Notification)}


def write(root: Path, **files: str) -> Path:
    for name, text in files.items():
        (root / name.replace("__", ".")).write_text(textwrap.dedent(text))
    return root


def test_all_of_a_pin_is_one_alert_led_by_what_is_exploited(tmp_path: Path) -> None:
    outcomes = run(write(tmp_path, requirements__txt="# pins\nlangflow==1.7.2\nlfx==1.13.0\n"))
    (grouped,) = findings(outcomes)
    exploited = {"CVE-2026-33017", "CVE-2026-9198"}
    assert exploited <= {grouped.rule.id, *grouped.members}
    assert all(one in grouped.message for one in exploited)
    assert "known-exploited" in grouped.rule.tags
    first = grouped.message.partition(". ")[0]
    assert re.fullmatch(
        r"langflow 1\.7\.2 has at least \d+ known vulnerabilities, \d of them exploited in the "
        r"wild: upgrade to 1\.13\.0",
        first,
    )
    assert grouped.fix == "langflow==1.13.0"
    region = grouped.location.region
    assert region.start_line == 2
    assert (region.start_column, region.end_column) == (1, len("langflow==1.7.2") + 1)
    assert grouped.location.logical_name == "pkg:pypi/langflow@1.7.2"


def test_langflow_and_its_parts_are_one_thing(tmp_path: Path) -> None:
    text = "langflow==1.7.2\nlangflow-base==0.7.2\nlfx==0.2.1\n"
    found = findings(run(write(tmp_path, requirements__txt=text)))
    database = advisories.load()
    grouped = found[0]
    assert {one.region.start_line for one in grouped.related} >= {2}
    assert "at least" not in grouped.message
    counted = sum(1 + len(one.members) for one in found)
    pinned = (("langflow", "1.7.2"), ("langflow-base", "0.7.2"), ("lfx", "0.2.1"))
    known = {one.id for name, version in pinned for one in database.of(name, Version(version))}
    assert counted == len(known), "each vulnerability once, though three packages have it"


def test_langflow_alone_has_at_least_what_its_number_says(tmp_path: Path) -> None:
    found = findings(run(write(tmp_path, requirements__txt="langflow==1.7.2\n")))
    assert [one for one in found if "has at least" in one.message]


def test_what_the_installed_part_is_past_is_not_reported(tmp_path: Path) -> None:
    outcomes = run(write(tmp_path, requirements__txt="langflow==1.9.0\nlangflow-base==1.13.0\n"))
    database = advisories.load()
    number_alone = [
        one for one in database.of("langflow", Version("1.9.0")) if "langflow-base" in one.packages
    ]
    assert len(number_alone) > 50
    note = notes(outcomes)["judged-by-its-part"]
    assert f"named by {len(number_alone)} advisories" in note.message
    assert (note.level, note.line) == (Level.NOTE, 1)
    assert not [one for one in findings(outcomes) if "exploited" in one.message]


def test_a_fork_is_judged_as_what_it_copies(tmp_path: Path) -> None:
    found = findings(run(write(tmp_path, requirements__txt="dzbanek-langflow==1.2.0\n")))
    words = "dzbanek-langflow 1.2.0, judged as langflow, whose code it carries, has"
    assert all(one.message.startswith(words) for one in found)
    assert found[0].location.logical_name == "pkg:pypi/dzbanek-langflow@1.2.0"


def test_the_way_from_a_direct_requirement_is_shown(tmp_path: Path) -> None:
    lock = """\
        version = 1
        [[package]]
        name = "app"
        version = "0"
        source = { virtual = "." }
        dependencies = [{ name = "flask" }, { name = "numpy" }]
        [[package]]
        name = "flask"
        version = "3.1.3"
        source = { registry = "x" }
        dependencies = [{ name = "templating" }, { name = "numpy" }]
        [[package]]
        name = "templating"
        version = "1"
        source = { registry = "x" }
        dependencies = [{ name = "jinja2" }, { name = "flask" }]
        [[package]]
        name = "jinja2"
        version = "2.4"
        source = { registry = "x" }
        """
    manifest = '[project]\ndependencies = [\n  "numpy",\n  "flask>=3",\n]\n'
    (found,) = findings(run(write(tmp_path, uv__lock=lock, pyproject__toml=manifest)))
    assert "; required by flask > templating" in found.message
    (direct,) = found.related
    assert (direct.uri, direct.region.start_line) == ("pyproject.toml", 4)
    assert direct.message == "asks for it: flask > templating > jinja2"


def test_the_way_in_a_compiled_requirements_file(tmp_path: Path) -> None:
    compiled = "flask==3.1.3\n    # via -r requirements.in\njinja2==2.4\n    # via flask\n"
    write(tmp_path, requirements__txt=compiled, requirements__in="\nflask\n")
    (found,) = findings(run(tmp_path))
    assert [(one.uri, one.region.start_line) for one in found.related] == [("requirements.in", 2)]


def test_a_compiled_file_pins_what_the_project_asks_for(tmp_path: Path) -> None:
    manifest = '[project]\ndependencies = ["jinja2>=2.4", "flask"]\n'
    locked = "jinja2==3.1.6 \\\n    --hash=sha256:00\nflask==3.1.3\n"
    write(tmp_path, pyproject__toml=manifest)
    assert findings(run(tmp_path))
    write(tmp_path, requirements__lock=locked)
    assert set(notes(run(tmp_path))) == {"advisory-data-old"}


def test_the_way_in_a_lock_that_does_not_name_the_project(tmp_path: Path) -> None:
    lock = """\
        [[package]]
        name = "flask"
        version = "3.1.3"
        [package.dependencies]
        Jinja2 = ">=2"
        [[package]]
        name = "jinja2"
        version = "2.4"
        [metadata]
        lock-version = "2.1"
        """
    manifest = '[tool.poetry.dependencies]\nflask = "^3"\n'
    (found,) = findings(run(write(tmp_path, poetry__lock=lock, pyproject__toml=manifest)))
    assert [one.message for one in found.related] == ["asks for it: flask > jinja2"]


def test_what_opens_the_way_here_is_shown(tmp_path: Path) -> None:
    compose = """\
        services:
          flow:
            image: langflowai/langflow:1.7.2
            environment:
              LANGFLOW_AUTO_LOGIN: "yes"
              LANGFLOW_SECRET_KEY: short
        """
    write(tmp_path, requirements__txt="langflow==1.7.2\n", compose__yml=compose)
    (found,) = findings(run(tmp_path))
    assert ("compose.yml", 5) in [(one.uri, one.region.start_line) for one in found.related]
    assert "short" not in found.message.replace("shorter", "")


def test_a_low_end_that_is_vulnerable_is_said(tmp_path: Path) -> None:
    (found,) = findings(run(write(tmp_path, requirements__txt="requests>=2.19\nnumpy\n")))
    assert found.rule.id == "dep-range-allows-vulnerable"
    assert found.message.startswith("requests>=2.19 allows 2.19, which has")
    assert "raise the lower bound to 2." in found.message


def test_an_acceptance_until_a_fix_ends_with_the_fix(tmp_path: Path) -> None:
    entry = Ignore("CVE-2018-18074", "waiting", until_fixed=True)
    found = findings(run(write(tmp_path, requirements__txt="requests==2.19.0\n"), ignore=(entry,)))
    (single,) = [one for one in found if "CVE-2018-18074" in one.aliases]
    assert single.fixed_in == "2.20.0"


def test_commands_are_audited_but_langflow_of_a_command_is_a_deployment(tmp_path: Path) -> None:
    text = "FROM python:3.12\nRUN pip install langflow==1.7.2 'requests==2.19.0'\n"
    (found,) = findings(run(write(tmp_path, Dockerfile=text)))
    assert found.message.startswith("requests 2.19.0 has")
    assert (found.location.region.start_line, found.location.region.start_column) == (2, 34)


COMMIT = "0123456789abcdef" * 2 + "01234567"


@pytest.mark.parametrize(
    ("name", "text", "is_found"),
    [
        ("requirements.txt", "x @ git+https://h.invalid/x", True),
        ("requirements.txt", "x @ git+https://h.invalid/x@main", True),
        ("requirements.txt", f"x @ git+https://h.invalid/x@{COMMIT[:12]}", True),
        ("requirements.txt", f"x @ git+https://h.invalid/x@{COMMIT}", False),
        ("requirements.txt", f"git+ssh://git@h.invalid/x@{COMMIT}#egg=x", False),
        ("requirements.txt", "git+ssh://git@h.invalid/x#egg=x", True),
        ("requirements.txt", "https://h.invalid/x-1.tar.gz", True),
        ("requirements.txt", f"https://h.invalid/x-1.tar.gz#sha256={'0' * 64}", False),
        ("requirements.txt", f"https://h.invalid/x@{COMMIT}", True),
        ("Dockerfile", "FROM x\nRUN pip install git+https://h.invalid/x@v1", True),
        ("Pipfile", '[packages]\nx = {git = "https://h.invalid/x", ref = "main"}', True),
        ("Pipfile", f'[packages]\nx = {{git = "https://h.invalid/x", ref = "{COMMIT}"}}', False),
        (
            "pyproject.toml",
            '[project]\ndependencies = ["x"]\n[tool.uv.sources]\nx = { git = "y", tag = "1" }',
            True,
        ),
        (
            "pyproject.toml",
            f'[tool.poetry.dependencies]\nx = {{ git = "https://h.invalid/x", rev = "{COMMIT}" }}',
            False,
        ),
    ],
)
def test_content_that_somebody_else_may_change(
    tmp_path: Path, name: str, text: str, is_found: bool
) -> None:
    (tmp_path / name).write_text(f"{text}\n")
    outcomes = run(tmp_path)
    assert [one.rule.id for one in findings(outcomes)] == ["dep-mutable-source"] * is_found
    assert "requirement-not-audited" in notes(outcomes), "audited it was not, fixed or not"


def test_unpinned_packages_are_a_finding_in_the_profile_audit_alone(tmp_path: Path) -> None:
    write(tmp_path, requirements__txt="# all\nlangflow\nflask\nnumpy>=2\n")
    assert findings(run(tmp_path)) == []
    (found,) = findings(run(tmp_path, profile="audit"))
    assert (found.rule.id, found.location.region.start_line) == ("dep-not-pinned", 3)
    assert found.message == "No exact version and no lock: langflow, flask, numpy>=2"


def test_a_yanked_release_is_named(tmp_path: Path) -> None:
    database = advisories.load()
    yanked = {"lfx": frozenset({Version("1.13.0")})}
    changed = dataclasses.replace(database, yanked=yanked)
    decided = Settings(
        path=write(tmp_path, requirements__txt="lfx==1.13.0\n").resolve(), today=TODAY
    )
    tree = collect(decided)
    reporter = Reporter(tree, pins(tree), changed, decided, {})
    note, _ = reporter.exact({("lfx", "1.13.0"): ()})
    assert isinstance(note, Notification)
    assert (note.id, note.line) == ("release-yanked", 1)


def test_a_clean_pin_is_silent(tmp_path: Path) -> None:
    outcomes = run(write(tmp_path, requirements__txt="langflow==1.13.0\nlfx==1.13.0\n"))
    assert findings(outcomes) == []
    assert set(notes(outcomes)) == {"advisory-data-old"}


def test_nested_files_report_in_their_own_file_and_only_once(tmp_path: Path) -> None:
    (tmp_path / "deps").mkdir()
    (tmp_path / "deps" / "base.list").write_text("\n\njinja2==2.4\n-r ../requirements.txt\n")
    outcomes = run(write(tmp_path, requirements__txt="-r deps/base.list\n-r requirements.txt\n"))
    (found,) = findings(outcomes)
    assert (found.location.uri, found.location.region.start_line) == ("deps/base.list", 3)


def test_what_cannot_be_audited_is_named_with_file_and_line(tmp_path: Path) -> None:
    word = "pa" + "ssw0rd"
    text = f"""\
        -r ../../etc/passwd
        --index-url https://user:{word}@host.invalid/simple
        -r https://user:{word}@host.invalid/r.txt
        git+https://user:{word}@host.invalid/x.git#egg=x
        two words here
        -e .
        numpy
        langflow>=1.0
        """
    outcomes = run(write(tmp_path, requirements__txt=text))
    found = [n for n in outcomes if isinstance(n, Notification)]
    at = {(n.id, n.line): n.level for n in found if n.line}
    assert at == {
        ("include-not-read", 1): Level.WARNING,
        ("include-not-read", 3): Level.WARNING,
        ("requirement-not-audited", 4): Level.WARNING,
        ("requirement-not-parsed", 5): Level.WARNING,
        ("local-requirement", 6): Level.NOTE,
    }
    unpinned = notes(outcomes)["package-not-pinned"]
    assert unpinned.level is Level.NOTE
    assert "numpy, langflow>=1.0 not audited" in unpinned.message
    assert word not in repr(outcomes)


def test_a_range_of_only_vulnerable_releases_is_a_finding(tmp_path: Path) -> None:
    (found, *_) = findings(run(write(tmp_path, requirements__txt="langflow<1.5,>=1.4\n")))
    assert "allows only vulnerable releases; the newest, 1.4.3, has" in found.message


def test_a_range_without_a_release_is_not_passed_over(tmp_path: Path) -> None:
    outcomes = run(write(tmp_path, requirements__txt="langflow>=99\n"))
    assert notes(outcomes)["range-without-release"].level is Level.WARNING


def test_a_constraint_pins_a_bare_name(tmp_path: Path) -> None:
    files = {"requirements__txt": "-c constraints.txt\nlangflow\n"}
    outcomes = run(write(tmp_path, **files, constraints__txt="langflow==1.13.0\n"))
    assert set(notes(outcomes)) == {"advisory-data-old"}


def test_a_lock_is_read_with_forks_and_without_the_project_itself(tmp_path: Path) -> None:
    packages = [
        ("jinja2", "2.4", 'registry = "x"'),
        ("jinja2", "3.1.6", 'registry = "x"'),
        ("langflow", "1.0.0", 'editable = "."'),
        ("lfx", "1.13.0", 'git = "https://host.invalid/x"'),
    ]
    lock = "version = 1\n" + "".join(
        f'\n[[package]]\nname = "{name}"\nversion = "{version}"\nsource = {{ {source} }}\n'
        for name, version, source in packages
    )
    outcomes = run(write(tmp_path, uv__lock=lock))
    (found,) = findings(outcomes)
    assert found.message.startswith("jinja2 2.4 has")
    assert (found.location.uri, found.location.region.start_line) == ("uv.lock", 4)
    assert notes(outcomes)["requirement-not-audited"].line == 19


def test_a_lock_of_pipenv_is_read(tmp_path: Path) -> None:
    lock = {
        "_meta": {"hash": {"sha256": "x"}},
        "default": {"jinja2": {"version": "==2.4"}, "own": {"path": "."}},
        "develop": {"odd": {"git": "https://host.invalid/x"}},
    }
    outcomes = run(write(tmp_path, Pipfile__lock=json.dumps(lock, indent=1)))
    (found,) = findings(outcomes)
    region = found.location.region
    assert (region.start_line, region.end_line, found.fix) == (8, 9, "")
    assert notes(outcomes)["requirement-not-audited"].line == 16


def test_a_manifest_beside_a_lock_is_judged_by_the_lock(tmp_path: Path) -> None:
    (tmp_path / "part").mkdir()
    manifest = '[project]\ndependencies = ["jinja2", "numpy", "requests==2.19.0"]\n'
    (tmp_path / "part" / "pyproject.toml").write_text(manifest)
    packages = '[[package]]\nname = "jinja2"\nversion = "2.4"\n'
    lock = f'{packages}\n[metadata]\nlock-version = "2.1"\n'
    outcomes = run(write(tmp_path, poetry__lock=lock))
    assert [one.location.uri for one in findings(outcomes)] == [
        "part/pyproject.toml",
        "poetry.lock",
    ]
    assert "pyproject.toml: numpy not audited" in notes(outcomes)["package-not-pinned"].message


def test_a_fix_keeps_the_extras(tmp_path: Path) -> None:
    (found,) = findings(run(write(tmp_path, requirements__txt="jinja2[i18n] == 2.4\n")))
    assert found.fix == "jinja2[i18n]==3.1.6"


def test_a_broken_lock_is_named_and_the_rest_is_judged(tmp_path: Path) -> None:
    outcomes = run(write(tmp_path, uv__lock="version = ", requirements__txt="jinja2==2.4\n"))
    assert notes(outcomes)["lock-not-parsed"].level is Level.WARNING
    assert len(findings(outcomes)) == 1


def test_an_unknown_lock_version_is_said(tmp_path: Path) -> None:
    outcomes = run(write(tmp_path, uv__lock="version = 9\npackage = []\n"))
    assert notes(outcomes)["lock-version-unknown"].level is Level.WARNING


def test_ignoring_the_worst_id_splits_it_off_and_keeps_the_group(tmp_path: Path) -> None:
    write(tmp_path, requirements__txt="requests==2.19.0\n")
    (before,) = findings(run(tmp_path))
    alias = sorted(before.aliases - {before.rule.id})[0]
    single, group = findings(run(tmp_path, ignore=(Ignore(alias, "accepted"),)))
    if single.rule.id != before.rule.id:
        single, group = group, single
    assert single.rule == before.rule
    assert "more known vulnerabilities" in group.message
    assert not group.aliases & single.aliases


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(Ignore("CVE-2018-18074", "old", expires=TODAY.replace(day=1)), id="expired"),
        pytest.param(Ignore("CVE-2018-18074", "other", path="other/*"), id="other-path"),
        pytest.param(Ignore("CVE-2018-18074", "other", node="pkg:pypi/other"), id="other-node"),
    ],
)
def test_an_ignore_that_does_not_match_splits_nothing(tmp_path: Path, entry: Ignore) -> None:
    write(tmp_path, requirements__txt="requests==2.19.0\n")
    assert len(findings(run(tmp_path, ignore=(entry,)))) == 1


@pytest.mark.parametrize(
    ("days", "requirement", "expected"),
    [
        pytest.param(-1, "jinja2==3.1.6", {}, id="fresh"),
        pytest.param(99, "jinja2==3.1.6", {"advisory-data-old": Level.NOTE}, id="old"),
        pytest.param(
            400,
            "jinja2==3.1.6",
            {"advisory-data-old": Level.NOTE, "advisory-data-stale": Level.WARNING},
            id="stale-for-what-pypa-alone-covers",
        ),
        pytest.param(
            400,
            "lfx==1.13.0",
            {"advisory-data-old": Level.NOTE, "advisory-data-stale": Level.WARNING},
            id="the-langflow-pack-by-its-own-date",
        ),
    ],
)
def test_the_age_of_the_data_is_said(
    tmp_path: Path, days: int, requirement: str, expected: dict[str, Level]
) -> None:
    newest = max(source.date for source in advisories.load().sources)
    oldest = min(source.date for source in advisories.load().sources)
    base = newest if days == 400 else oldest
    today = base + datetime.timedelta(days=days)
    outcomes = run(write(tmp_path, requirements__txt=requirement), today=today)
    assert {name: note.level for name, note in notes(outcomes).items()} == expected


def test_online_is_not_silently_left_out(tmp_path: Path) -> None:
    outcomes = run(write(tmp_path, requirements__txt="lfx==1.13.0\n"), offline="false")
    assert notes(outcomes)["online-not-asked"].level is Level.WARNING


def test_nothing_to_scan(tmp_path: Path) -> None:
    with pytest.raises(NothingToScan):
        run(write(tmp_path, app__py="import langflow\n"))
    with pytest.raises(NothingToScan):
        run(write(tmp_path, pyproject__toml="[tool.ruff]\n"))


def test_the_repository_is_never_executed(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    write(tmp_path, requirements__txt="requests==2.19.0\n./mine\n")
    code = f"open({str(marker)!r}, 'w').close()\n"
    for package in ("pip", "packaging", "pip_audit", "mine"):
        (tmp_path / package).mkdir()
        for name in ("__init__.py", "__main__.py", "setup.py"):
            (tmp_path / package / name).write_text(code)
    (tmp_path / "sitecustomize.py").write_text(code)
    assert findings(run(tmp_path))
    assert not marker.exists()


# The auditor ---------------------------------------------------------------------------------


def test_pip_audit_and_our_matcher_agree_on_many_pins() -> None:
    database = advisories.load()
    exact = [("langflow", str(v)) for v in database.releases["langflow"][::6]]
    for package, known in sorted(database.by_package.items())[::9]:
        exact += [(package, str(v)) for one in known[:3] for v in sorted(one.bounds(package))[:4]]
    exact = sorted(set(exact))
    assert len(exact) > 300
    _, disagreements = pip_audit.judge(exact, database, 120)
    assert disagreements == []


class BlindDatabase(advisories.Database):
    """One whose own matcher finds nothing."""

    def of(self, package: str, version: Version) -> tuple[Vulnerability, ...]:
        return ()


def test_a_disagreement_is_a_warning_and_what_either_found_is_reported() -> None:
    full = advisories.load()
    blind = BlindDatabase(full.vulnerabilities, full.sources, full.releases)
    pin = ("requests", "2.19.0")
    verdicts, (note,) = pip_audit.judge([pin], blind, 60)
    assert (note.id, note.level) == ("auditors-disagree", Level.WARNING)
    assert {one.id for one in verdicts[pin]} == {one.id for one in full.of(pin[0], Version(pin[1]))}


def script(folder: Path, text: str) -> Path:
    path = folder / "worker.py"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("raise SystemExit(1)", "exit code 1", id="crash"),
        pytest.param("", "could not be read", id="empty"),
        pytest.param("print('No known vulnerabilities found')", "could not be read", id="no-json"),
        pytest.param("print('{\"results\": []}')", "did not judge 1 pins", id="pin-left-out"),
        pytest.param("import time; time.sleep(60)", "did not finish", id="hang"),
    ],
)
def test_a_worker_that_fails_is_an_error(tmp_path: Path, text: str, words: str) -> None:
    database = advisories.load()
    with pytest.raises(EngineError, match=words):
        pip_audit.audit([("requests", "2.19.0")], database, 2, script(tmp_path, text))


def test_a_skipped_pin_is_an_error() -> None:
    answer = {"results": [{"name": "a", "version": "x", "skipped": "not a version"}]}
    done = Completed(0, json.dumps(answer).encode(), "")
    with pytest.raises(EngineError, match="did not judge"):
        pip_audit.parse(done, [("a", "x")], advisories.load())


def test_the_private_interface_of_pip_audit_is_the_one_we_know() -> None:
    from pip_audit._audit import Auditor  # type: ignore[import-untyped]
    from pip_audit._service import (  # type: ignore[import-untyped]
        ResolvedDependency,
        VulnerabilityResult,
        VulnerabilityService,
    )

    def names(function: object) -> list[str]:
        return list(inspect.signature(function).parameters)  # type: ignore[arg-type]

    assert names(VulnerabilityService.query) == ["self", "spec"]
    assert VulnerabilityService.__abstractmethods__ == frozenset({"query"})
    assert names(Auditor.__init__)[:2] == ["self", "service"]
    assert names(Auditor.audit) == ["self", "source"]
    created = ["ids", "description", "fix_versions", "published"]
    assert names(VulnerabilityResult.create) == created
    assert [f.name for f in dataclasses.fields(ResolvedDependency)] == ["name", "version"]
