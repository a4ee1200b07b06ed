"""Spaces of Hugging Face: a README with `sdk: docker` makes a server of a Dockerfile."""

import re
from pathlib import PurePosixPath

from scanner.tree.source import Source, Tree

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.{0,20000}?)\r?\n---[ \t]*(?:\r?\n|$)", re.DOTALL)
_DOCKER_SPACE = re.compile(r"^sdk:[ \t]*[\"']?docker\b", re.MULTILINE)


def is_space(tree: Tree, dockerfile: Source) -> bool:
    """Whether a Dockerfile is what a Hugging Face Space runs.

    Where that is not made private in its own settings, everyone can open it
    (huggingface.co/docs/hub/spaces-sdks-docker).
    """
    readme = tree.get(str(PurePosixPath(dockerfile.uri).parent / "README.md"))
    head = _FRONT_MATTER.match(readme.text) if readme is not None else None
    return head is not None and bool(_DOCKER_SPACE.search(head.group(1)))
