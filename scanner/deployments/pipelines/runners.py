"""How long what a job starts lives: a deployment, or a server for the length of a test."""

import re

from scanner.formats.positions import Node

_TESTS = re.compile(
    r"\b(?:pytest|py\.test|tox|nox|vitest|jest|cypress|robot|behave|newman|unittest|ctest"
    r"|playwright\s+test)\b"
    r"|\b(?:npm|pnpm|yarn|bun|make|just|task|hatch|poe|cargo|go|pdm|mvn|gradle)\s+(?:run\s+)?"
    r"[\w:.-]*\btests?\b"
)
_CLUSTER_OF_A_JOB = re.compile(
    r"\bkind\s+create\s+cluster\b|\bminikube\s+start\b|\bk3d\s+cluster\s+create\b"
    r"|\b(?:helm/kind-action|engineerd/setup-kind|medyagh/setup-minikube|container-tools/kind-action"
    r"|manusa/actions-setup-minikube|AbsaOSS/k3d-action)@",
    re.IGNORECASE,
)
_DEPLOYS = re.compile(r"deploy|release|\bprod|publish|rollout", re.IGNORECASE)
_NOTHING = Node({}, 0, 0)


def is_own_machine(job: Node) -> bool:
    """Whether the job's labels name a machine of the repository's owner."""
    node = job.get("runs-on") or _NOTHING
    labels = node.get("labels") or node
    return "self-hosted" in " ".join([labels.text, *(item.text for item in labels.items)])


def is_test(name: str, job: Node) -> bool:
    """Whether the job runs tests and says nowhere that it deploys: its servers end with it."""
    shown = job.get("name") or _NOTHING
    deploys = job.get("environment") is not None or _DEPLOYS.search(f"{name} {shown.text}")
    return not deploys and any(_TESTS.search(text) for text in _texts(job, "run"))


def makes_a_cluster(job: Node) -> bool:
    """Whether what it hands to Kubernetes goes to a cluster that ends with the job."""
    return any(_CLUSTER_OF_A_JOB.search(text) for text in _texts(job, "run", "uses"))


def _texts(job: Node, *keys: str) -> list[str]:
    steps = job.get("steps") or _NOTHING
    found = (step.get(key) for step in steps.items for key in keys)
    return [node.text for node in found if node is not None]
