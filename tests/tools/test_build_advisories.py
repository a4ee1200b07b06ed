import json
from pathlib import Path

from scanner.tools import build_advisories


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
