"""The bill of materials of real scans, held against CycloneDX's own schema."""

import dataclasses
import datetime
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from scanner.engines.pip_audit.engine import PipAudit
from scanner.findings import policy
from scanner.findings.merge import merge
from scanner.model.rule import Kind
from scanner.pipeline import attempt, scan
from scanner.render import RENDERERS, cyclonedx
from scanner.settings import Ignore, Settings
from scanner.tree.collect import collect

Tree = Callable[[Mapping[str, str | bytes]], Path]

LOCK = """\
version = 1
[[package]]
name = "app"
version = "0"
source = { virtual = "." }
dependencies = [{ name = "langflow" }]
[[package]]
name = "langflow"
version = "1.9.0"
source = { registry = "x" }
dependencies = [{ name = "langflow-base" }, { name = "requests" }]
[[package]]
name = "langflow-base"
version = "1.13.0"
source = { registry = "x" }
[[package]]
name = "requests"
version = "2.19.0"
source = { registry = "x" }
"""


def bill(root: Path, **changes: Any) -> tuple[str, dict[str, Any]]:
    today = datetime.date(2026, 11, 23)
    settings = dataclasses.replace(
        Settings(path=root.resolve(), scanners=(Kind.DEPENDENCIES,), today=today), **changes
    )
    tree = collect(settings)
    run = attempt(PipAudit(), tree, settings, lambda _: None)
    report = policy.apply(merge([run], tree), [run], tree, settings)
    text = RENDERERS["cyclonedx"][1](report)
    return text, json.loads(text)


def test_the_bill_is_valid_and_the_same_every_time(tree: Tree) -> None:
    root = tree({"uv.lock": LOCK, "Dockerfile": "FROM x\nRUN pip install requests==2.19.0\n"})
    text, _ = bill(root)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert bill(root)[0] == text
    changed, _ = bill(tree({"uv.lock": LOCK.replace("2.19.0", "2.20.0")}))
    assert json.loads(changed)["serialNumber"] != json.loads(text)["serialNumber"]


def test_components_know_their_places_and_what_they_ask_for(tree: Tree) -> None:
    root = tree({"uv.lock": LOCK, "Dockerfile": "FROM x\nRUN pip install requests==2.19.0\n"})
    _, document = bill(root)
    places = {
        one["purl"]: [(o["location"], o["line"]) for o in one["evidence"]["occurrences"]]
        for one in document["components"]
    }
    assert places["pkg:pypi/requests@2.19.0"] == [("Dockerfile", 2), ("uv.lock", 17)]
    assert "pkg:pypi/langflow@1.9.0" in places
    edges = {one["ref"]: one.get("dependsOn", []) for one in document["dependencies"]}
    assert edges["pkg:pypi/langflow@1.9.0"] == [
        "pkg:pypi/langflow-base@1.13.0",
        "pkg:pypi/requests@2.19.0",
    ]


def test_every_vulnerability_is_listed_with_what_is_known_of_it(tree: Tree) -> None:
    entry = Ignore("PYSEC-2018-28", "no redirects are followed here")
    _, document = bill(tree({"uv.lock": LOCK}), ignore=(entry,))
    found = {(one["id"], one["affects"][0]["ref"]): one for one in document["vulnerabilities"]}
    accepted = found["CVE-2018-18074", "pkg:pypi/requests@2.19.0"]
    assert accepted["analysis"] == {
        "state": "exploitable",
        "response": ["will_not_fix"],
        "detail": "no redirects are followed here",
    }
    assert accepted["recommendation"] == "Upgrade to 2.20.0 or later"
    others = [one for (_, ref), one in found.items() if "requests" in ref and one is not accepted]
    assert len(others) > 2
    assert not [one for one in others if "analysis" in one]
    absent = found["CVE-2026-9198", "pkg:pypi/langflow@1.9.0"]
    assert absent["analysis"]["justification"] == "code_not_present"


def test_langflow_and_the_images_of_its_stack_are_parts(tmp_path: Path) -> None:
    text = "services:\n  langflow: {image: 'langflowai/langflow:1.2.0'}\n"
    text += "  store: {image: 'ghcr.io/acme/qdrant:v1.7.0'}\n"
    (tmp_path / "compose.yml").write_text(text)
    bill = json.loads(cyclonedx.render(scan(Settings(path=tmp_path, repository="acme/flows"))))
    assert bill["metadata"]["component"]["name"] == "acme/flows"
    assert {one["purl"]: one["type"] for one in bill["components"]} == {
        "pkg:pypi/langflow@1.2.0": "library",
        "pkg:docker/langflowai/langflow@1.2.0": "container",
        "pkg:docker/ghcr.io/acme/qdrant@v1.7.0": "container",
    }
    assert {one["affects"][0]["ref"] for one in bill["vulnerabilities"]} == {
        "pkg:pypi/langflow@1.2.0"
    }
    below = {one["ref"]: one.get("dependsOn") for one in bill["dependencies"]}
    assert below["repository"] == sorted(one["bom-ref"] for one in bill["components"])
