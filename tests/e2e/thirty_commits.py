"""Thirty commits of a Langflow repository, and what each of them makes new and fixes.

Run by tests/e2e/test_identity.py; as a program it writes a full SARIF file a commit into a folder,
for matchers that are not ours: python -m tests.e2e.thirty_commits REPOSITORY OUTPUT
"""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scanner.model.report import Report
from scanner.pipeline import scan
from scanner.render import sarif
from scanner.settings import Settings
from tests.repository import OPEN, git

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "vulnerable" / "flows"
FLOW = (EXAMPLE / "support_assistant.json").read_text("utf-8")
TOOL = '''"""A tool."""
import subprocess


def listed(name):
    return subprocess.run("ls " + name, shell=True)
'''
FETCH = (
    "import requests\n\n\ndef fetched(u):\n    return requests.get(u, timeout=5, verify=False)\n"
)


@dataclass(frozen=True)
class Step:
    """A commit: what it does, and the rules of the findings that it makes new and fixes."""

    name: str
    change: Callable[[Path], None]
    new: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()


def put(name: str, text: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)

    return change


def move(old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        (root / new).parent.mkdir(parents=True, exist_ok=True)
        (root / old).rename(root / new)

    return change


def edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        text = (root / name).read_text()
        assert old in text, (name, old)
        (root / name).write_text(text.replace(old, new))

    return change


def reexported(name: str, mark: str, **layout: Any) -> Callable[[Path], None]:
    """Other ids, other positions, another order of keys and another indent."""

    def change(root: Path) -> None:
        text = (root / name).read_text()
        document = json.loads(text)
        for number, node in enumerate(document["data"]["nodes"]):
            kind = node["id"].partition("-")[0]
            text = text.replace(node["id"], f"{kind}-{mark}{number}")
        document = json.loads(text)
        for node in document["data"]["nodes"]:
            node["position"]["x"] += 25
        (root / name).write_text(json.dumps(document, **layout))

    return change


def of_flow(name: str, change: Callable[[Any], None]) -> Callable[[Path], None]:
    def apply(root: Path) -> None:
        document = json.loads((root / name).read_text())
        change(document)
        (root / name).write_text(json.dumps(document, indent=2))

    return apply


def _access(word: str) -> Callable[[Any], None]:
    return lambda document: document.update(access_type=word)


def _first_last(document: Any) -> None:
    document["data"]["nodes"].reverse()


def both(*changes: Callable[[Path], None]) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        for one in changes:
            one(root)

    return change


def rebased(root: Path) -> None:
    """The last commit again, on another parent: the same files with another history."""
    git(root, "add", "--all")
    git(root, "-c", "core.hooksPath=/dev/null", "commit", "-q", "--amend", "-m", "again")
    put("notes.txt", "rebased\n")(root)


def doubled(name: str, text: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        (root / name).write_text((root / name).read_text() + text)

    return change


STEPS = (
    Step("lines above", edit("tools/tool.py", '"""A tool."""', '"""A tool."""\n\n# Uses ls\n')),
    Step("another indent", edit("deploy/compose.yaml", "\n  ", "\n    ")),
    Step("a moved deployment", move("deploy/compose.yaml", "ops/compose.yaml")),
    Step("a re-exported flow", reexported("flows/desk.json", "aaaa", indent=4)),
    Step("a moved tool", move("tools/tool.py", "components/tool.py")),
    Step(
        "reformatted code",
        edit(
            "components/tool.py",
            '"ls " + name, shell=True',
            '\n        "ls " + name,\n        shell=True,\n    ',
        ),
    ),
    Step("a renamed flow", move("flows/desk.json", "flows/support.json")),
    Step("a re-export with sorted keys", reexported("flows/support.json", "bbbb", sort_keys=True)),
    Step("a new defect", put("components/fetch.py", FETCH), new=("py-tls-unverified",)),
    Step("a fix", edit("components/fetch.py", ", verify=False", ""), fixed=("py-tls-unverified",)),
    Step(
        "introduced again",
        edit("components/fetch.py", "timeout=5)", "timeout=5, verify=False)"),
        new=("py-tls-unverified",),
    ),
    Step("a rebase", rebased),
    Step("nodes in another order", of_flow("flows/support.json", _first_last)),
    Step(
        "a private flow", of_flow("flows/support.json", _access("PRIVATE")), fixed=("LF-FLOW-010",)
    ),
    Step("public again", of_flow("flows/support.json", _access("PUBLIC")), new=("LF-FLOW-010",)),
    Step("an update that fixes nothing", edit("requirements.txt", "pyyaml==5.1", "pyyaml==5.1.2")),
    Step("a neighbour's update", edit("requirements.txt", "packaging==23.0", "packaging==24.0")),
    Step("a package in front", edit("requirements.txt", "pyyaml", "six==1.16.0\npyyaml")),
    Step(
        "a fixing update",
        edit("requirements.txt", "pyyaml==5.1.2", "pyyaml==6.0.2"),
        fixed=("CVE-2019-20477",),
    ),
    Step(
        "the old release again",
        edit("requirements.txt", "pyyaml==6.0.2", "pyyaml==5.1.2"),
        new=("CVE-2019-20477",),
    ),
    Step("moved requirements", move("requirements.txt", "app/requirements.txt")),
    Step(
        "a moved and edited deployment",
        both(
            move("ops/compose.yaml", "compose.yaml"),
            edit("compose.yaml", "services:", "# The server\nservices:"),
        ),
    ),
    Step("another image", edit("compose.yaml", "langflow:1.13.0", "langflow:1.13.0-all")),
    Step("a renamed service", edit("compose.yaml", " flow:", " server:")),
    Step(
        "the same defect twice",
        doubled(
            "components/tool.py",
            '\n\ndef listed_again(name):\n    return subprocess.run("ls " + name, shell=True)\n',
        ),
        new=("py-subprocess-shell",),
    ),
    Step(
        "the second is gone",
        edit(
            "components/tool.py",
            '\n\ndef listed_again(name):\n    return subprocess.run("ls " + name, shell=True)\n',
            "",
        ),
        fixed=("py-subprocess-shell",),
    ),
    Step("CRLF", edit("components/fetch.py", "\n", "\r\n")),
    Step(
        "a re-export after a move",
        both(
            move("flows/support.json", "exports/support.json"),
            reexported("exports/support.json", "cccc", indent=1),
        ),
    ),
    Step("all moved", both(move("components", "src"), move("exports", "data"))),
    Step("only a readme", put("README.md", "# Desk\n")),
)


def begin(root: Path) -> None:
    """The repository before its thirty commits."""
    root.mkdir(parents=True, exist_ok=True)
    git(root, "init", "-q", "-b", "main")
    for name, text in {
        "deploy/compose.yaml": OPEN,
        "flows/desk.json": FLOW,
        "tools/tool.py": TOOL,
        "requirements.txt": "pyyaml==5.1\npackaging==23.0\n",
    }.items():
        put(name, text)(root)
    git(root, "add", "--all")
    git(root, "commit", "-q", "-m", "first")


def history(root: Path) -> Iterator[tuple[Step, Report]]:
    """Each commit and the scan of it; before the first, the scan that all begins with."""
    begin(root)
    yield Step("the beginning", lambda _: None), scan(Settings(path=root))
    for step in STEPS:
        step.change(root)
        git(root, "add", "--all")
        git(root, "commit", "-q", "--allow-empty", "-m", step.name)
        yield step, scan(Settings(path=root))


def main() -> None:
    """Write the SARIF file of every commit."""
    root, output = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    output.mkdir(parents=True, exist_ok=True)
    for number, (_, report) in enumerate(history(root)):
        (output / f"{number:02}.sarif").write_text(sarif.render(report, full=True))


if __name__ == "__main__":
    main()
