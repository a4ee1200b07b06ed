"""The distributions that are Langflow, and the forks of it under other names.

`langflow` itself is a few kB that only ask for `langflow-base`, which asks for `lfx`: the code, so
the vulnerability, is in those two. The numbers run apart: langflow 1.m is langflow-base 0.m up to
1.11 and the same from 1.12 on (the releases' own metadata).
"""

MEMBERS = ("langflow", "langflow-base", "lfx")
"""From what people ask for down to where the code is."""

FORKS = {
    "langflow-nightly": "langflow",
    "langflow-base-nightly": "langflow-base",
    "lfx-nightly": "lfx",
    "dzbanek-langflow": "langflow",
    "jf-langflow": "langflow",
    "expertflow": "langflow",
    "langflow-law": "langflow",
    "ignis-lfx": "lfx",
}
"""Distributions with Langflow's code under another name, by the one whose versions they follow."""


def judged_as(name: str) -> str:
    """The package whose advisories a name is judged by: itself, unless it is a fork."""
    return FORKS.get(name, name)


def is_member(name: str) -> bool:
    """Whether a package is Langflow, a part of it, or a fork."""
    return judged_as(name) in MEMBERS
