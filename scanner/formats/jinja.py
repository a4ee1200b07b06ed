"""Templates of Jinja, ERB and Go as the text around their marks, with offsets that stay true.

An expression becomes a variable that nobody sets, of the same length; a statement becomes blanks,
so that both branches of a condition are read.
"""

import re

_EXPRESSION = re.compile(r"(?<!\$)\{\{(?!\{).{0,2000}?\}\}|<%=.{0,2000}?%>", re.DOTALL)
_STATEMENT = re.compile(r"\{%.{0,2000}?%\}|\{#.{0,2000}?#\}|<%.{0,2000}?%>", re.DOTALL)
MARKED = re.compile(r"(?<!\$)\{\{|\{%|<%")


def masked(text: str) -> str:
    """The text without the marks of a template."""
    return _STATEMENT.sub(_blank, _EXPRESSION.sub(_variable, text))


def _variable(match: re.Match[str]) -> str:
    """`${____}` of the length of the expression; its lines stay lines."""
    whole = match.group()
    if "\n" in whole:
        return _blank(match)
    return "${" + "_" * (len(whole) - 3) + "}"


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\r\n]", " ", match.group())
