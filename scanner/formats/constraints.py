"""Version constraints of Poetry and Conda as PEP 440 specifiers.

Sources: https://python-poetry.org/docs/dependency-specification/ and
https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html . What has no
equal in PEP 440 (alternatives with `|`) becomes "any version": too wide, never too narrow.
"""

import re
from collections.abc import Callable

from packaging.specifiers import InvalidSpecifier, SpecifierSet

MAX_LENGTH = 200
"""Characters; a longer constraint is none that a person wrote."""

_RELEASE = r"v?(\d+(?:\.\d+)*)"
_CARET = re.compile(rf"\^\s*{_RELEASE}(\S*)")
_TILDE = re.compile(rf"~\s*{_RELEASE}(\S*)")
_WILD = re.compile(rf"={{0,2}}\s*{_RELEASE}\.\*")
_BARE = re.compile(r"v?(\d++(?>(?:\.\d++)*))(\S*+)")
_FUZZY = re.compile(rf"=\s*{_RELEASE}")


def of_poetry(text: str) -> str:
    """`^1.2`, `~1.2`, `1.2.*`, `1.2.3` (exact) and PEP 440, joined by commas; `*` is empty."""
    return _joined(text, _poetry)


def of_pep_440(text: str) -> str:
    """PEP 440 as it is; `*` is empty."""
    return _joined(text, _plain)


def of_conda(text: str) -> str:
    """`=1.2` (any 1.2), `=1.2.3` and `==1.2` (exact), `1.2.*`, `>=1,<2`; `*` is empty."""
    return _joined(text, _conda)


def _joined(text: str, translate: Callable[[str], str]) -> str:
    if len(text) > MAX_LENGTH or "|" in text:
        return ""
    parts = (translate(part.strip()) for part in text.split(",") if part.strip())
    joined = ",".join(part for part in parts if part)
    try:
        return str(SpecifierSet(joined))
    except InvalidSpecifier:
        return ""


def _poetry(part: str) -> str:
    if caret := _CARET.fullmatch(part):
        release = [int(number) for number in caret.group(1).split(".")]
        fixed = next((n for n, number in enumerate(release) if number), len(release) - 1)
        return f">={caret.group(1)}{caret.group(2)},<{_after(release[: fixed + 1])}"
    if tilde := _TILDE.fullmatch(part):
        release = [int(number) for number in tilde.group(1).split(".")]
        return f">={tilde.group(1)}{tilde.group(2)},<{_after(release[:2])}"
    return _plain(part)


def _conda(part: str) -> str:
    fuzzy = _FUZZY.fullmatch(part)
    if not fuzzy:
        return _plain(part)
    release = fuzzy.group(1)
    return f"=={release}" if release.count(".") >= 2 else f"=={release}.*"


def _plain(part: str) -> str:
    if part in {"*", ""}:
        return ""
    if wild := _WILD.fullmatch(part):
        return f"=={wild.group(1)}.*"
    bare = _BARE.fullmatch(part)
    return f"=={bare.group(1)}{bare.group(2)}" if bare else part


def _after(release: list[int]) -> str:
    """The first release after all that begin so."""
    return ".".join(str(number) for number in [*release[:-1], release[-1] + 1])
