import gzip
import json
import zipfile
from pathlib import Path

from scanner.dependencies import advisories
from scanner.dependencies.osv import Vulnerability
from scanner.rules import rulesets
from tools import build_advisories


def arguments(folder: Path, output: Path) -> list[str]:
    (folder / "own").mkdir(exist_ok=True)
    affected = [{"package": {"ecosystem": "PyPI", "name": "langflow"}}]
    for name in ("CVE-2", "CVE-1"):
        text = json.dumps({"id": name, "affected": affected})
        (folder / "own" / f"{name}.json").write_text(text)
    (folder / "pypa.jsonl").write_text(json.dumps({"id": "PYSEC-1", "affected": affected}))
    for name in ("langflow", "langflow-base", "lfx"):
        (folder / f"{name}.versions").write_text("1.0\n")
    given = {
        "--langflow": folder / "own",
        "--langflow-date": "2026-01-02",
        "--pypa": folder / "pypa.jsonl",
        "--pypa-date": "2026-01-03",
        "--versions": folder,
        "--output": output,
    }
    return [str(part) for pair in given.items() for part in pair]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    assert build_advisories.main(arguments(tmp_path, first)) == 0
    assert build_advisories.main(arguments(tmp_path, second)) == 0
    names = sorted(path.name for path in first.iterdir())
    assert "manifest.json" in names
    assert all((first / n).read_bytes() == (second / n).read_bytes() for n in names)
    manifest = json.loads((first / "manifest.json").read_text())
    assert manifest["count"] == 3
    assert [source["date"] for source in manifest["sources"]] == ["2026-01-02", "2026-01-03"]


def test_what_is_not_given_stays_as_it_is(tmp_path: Path) -> None:
    assert build_advisories.main(["--output", str(tmp_path)]) == 0
    bundle = rulesets() / "advisories"
    for name in ("advisories.jsonl.gz", "manifest.json", "lfx.versions"):
        assert (tmp_path / name).read_bytes() == (bundle / name).read_bytes()


def test_a_refresh_from_an_osv_archive_keeps_our_records(tmp_path: Path) -> None:
    block = {
        "package": {"ecosystem": "PyPI", "name": "Flask"},
        "ranges": [
            {"type": "GIT", "events": [{"introduced": "0"}]},
            {"type": "ECOSYSTEM", "events": [{"introduced": "1"}, {"fixed": "2"}]},
        ],
        "versions": ["1.0", "1.5", "9.9"],
    }
    record = {"id": "GHSA-x", "details": "A " * 400, "affected": [{}, block], "references": []}
    other = {"id": "CVE-1", "affected": [{"package": {"ecosystem": "npm", "name": "x"}}]}
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for one in (record, other, record | {"id": "MAL-1"}, record | {"withdrawn": "2026"}):
            archive.writestr(f"{len(archive.namelist())}.json", json.dumps(one))
    given = ["--from", str(tmp_path / "all.zip"), "--date", "2026-11-23"]
    assert build_advisories.main([*given, "--output", str(tmp_path / "out")]) == 0
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    sources = {one["name"]: one for one in manifest["sources"]}
    assert (sources["pypa"]["count"], sources["pypa"]["date"]) == (1, "2026-11-23")
    assert sources["langflow"]["count"] > 100
    packed = gzip.decompress((tmp_path / "out" / "advisories.jsonl.gz").read_bytes())
    (built,) = [one for one in map(json.loads, packed.splitlines()) if one["source"] == "pypa"]
    (kept,) = built["affected"]
    assert kept["versions"] == ["9.9"]
    assert [one["type"] for one in kept["ranges"]] == ["ECOSYSTEM"]
    assert len(built["summary"]) <= 305
    assert "details" not in built


def test_making_records_slim_changes_no_verdict() -> None:
    for one in advisories.load().vulnerabilities[::7]:
        slim = Vulnerability(tuple(build_advisories.slim(record) for record in one.records))
        for package in one.packages:
            for version in one.bounds(package):
                assert slim.affects(package, version) == one.affects(package, version), one.id


def test_a_yanked_release_stays_yanked_and_known(tmp_path: Path) -> None:
    (tmp_path / "lfx.versions").write_text("99.1\n99.2 yanked\n")
    built = build_advisories.releases("lfx", tmp_path)
    assert built[-2:] == ["99.1", "99.2 yanked"]
    assert "1.13.0" in built
