"""Flows in zip files: found, told at the archive, and bounded."""

import io
import json
import random
import zipfile
from pathlib import Path

import pytest

from scanner.model.rule import Kind, Level
from scanner.pipeline import scan
from scanner.settings import Settings
from scanner.tree import archives
from scanner.tree.collect import collect

CODE = "from lfx.custom import Component\n\n\nclass Desk(Component):\n    def build(self):\n"
CODE += "        return eval(self.question)\n"
NODE = {
    "id": "Desk-a",
    "type": "genericNode",
    "data": {
        "id": "Desk-a",
        "type": "Desk",
        "node": {
            "display_name": "Desk",
            "template": {
                "_type": "Component",
                "code": {"type": "code", "value": CODE},
                "verify_ssl": {"name": "verify_ssl", "value": False},
            },
        },
    },
}
FLOW = json.dumps({"name": "Desk", "data": {"nodes": [NODE], "edges": []}}, indent=1)


def zipped(entries: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_what_is_in_a_flow_of_an_archive_is_told_at_the_archive(tmp_path: Path) -> None:
    (tmp_path / "export.zip").write_bytes(zipped({"a/desk.json": FLOW, "readme.txt": "x"}))
    report = scan(Settings(path=tmp_path, scanners=(Kind.CODE, Kind.LANGFLOW)))
    by_rule = {finding.rule.id: finding for finding in report.findings}
    assert {"LF-FLOW-015", "py-eval"} & {*by_rule}
    assert len(by_rule) > 1
    for finding in report.findings:
        assert finding.location.uri == "export.zip"
        assert finding.location.region.start_line == 1
        assert "(in a/desk.json, line " in finding.message
    assert len({finding.fingerprint for finding in report.findings}) == len(report.findings)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        pytest.param(
            "my_flows.zip", zipped({"../up.json": FLOW}), "leaves the archive", id="climbs"
        ),
        pytest.param(
            "my_flows.zip", zipped({"/etc/x.json": FLOW}), "leaves the archive", id="absolute"
        ),
        pytest.param(
            "my_flows.zip",
            zipped({"bomb.json": b"0" * (archives.MAX_ENTRY_BYTES + 1)}),
            "is over 20 MiB",
            id="bomb",
        ),
        pytest.param(
            "any.zip",
            zipped({"a.json": FLOW, **{f"{n}.txt": "" for n in range(archives.MAX_ENTRIES)}}),
            "has more than",
            id="many",
        ),
        pytest.param(
            "any.zip",
            zipped({"a.json": FLOW, "b.zip": zipped({"c.json": FLOW})}),
            "b.zip is an archive inside",
            id="deep",
        ),
        pytest.param("my_flows.zip", b"PK\x03\x04" + b"\0" * 99, "cannot be read", id="broken"),
        pytest.param("any.zip", zipped({"a.json": FLOW})[:-30] + b"\0" * 30, "", id="other-broken"),
        pytest.param("any.zip", zipped({"../x.json": FLOW}), "", id="nothing-of-ours"),
    ],
)
def test_what_is_refused_is_said(name: str, data: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    tree = collect(Settings(path=tmp_path))
    told = [note.message for note in tree.notifications if note.ends_gate]
    assert len(told) == bool(said)
    assert all(one.startswith(name) and said in one for one in told)


def test_archives_that_are_not_opened_are_named(tmp_path: Path) -> None:
    (tmp_path / "any.zip").write_bytes(zipped({"a.txt": "x"}))
    (tmp_path / "old.tar.gz").write_bytes(b"\x1f\x8b\x08\0rest")
    (tmp_path / "flat.gz").write_text("plain text is read")
    (note,) = collect(Settings(path=tmp_path)).notifications
    assert (note.level, note.id) == (Level.NOTE, "archive-not-opened")
    assert note.message.endswith(": any.zip, old.tar.gz")


def test_no_tampered_archive_ends_the_scan() -> None:
    whole = zipped({"a.json": FLOW, "b/c.json": FLOW * 3, "d.txt": "x"})
    chance = random.Random(7)
    for _ in range(3000):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        list(archives.entries(bytes(data)))


def test_a_size_that_lies_is_found_out() -> None:
    data = bytearray(zipped({"a.json": b"0" * (archives.MAX_ENTRY_BYTES + 100)}))
    size = (archives.MAX_ENTRY_BYTES + 100).to_bytes(4, "little")
    while size in data:
        at = data.index(size)
        data[at : at + 4] = (10).to_bytes(4, "little")
    (entry,) = archives.entries(bytes(data))
    assert entry.refused or len(entry.data) <= archives.MAX_ENTRY_BYTES
