"""Lines of the repository as a report may show them: without what may be a secret."""

import re

from scanner.secrets import known
from scanner.secrets.names import entropy, names_secret, words

HIDDEN = "***"
RANDOM = 3.9
"""Bits a letter from which on a long word may be of letters drawn by chance."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LITERAL = re.compile(r"(?P<quote>[\"'])(?P<text>(?>(?:\\.|(?!(?P=quote)).)*))(?:(?P=quote)|$)")
_UNQUOTED = re.compile(r"(?P<before>[:=][ \t]*)(?=\S{0,1000}?\d)[^\s\"'(){}\[\],.]{6,}")
"""A value in a text of several lines; an attribute or a call is no value."""
_TOKEN = re.compile(r"[A-Za-z0-9+/=_~%.-]{16,}")
_PIN = re.compile(r"[A-Za-z][A-Za-z0-9._-]*==[0-9][A-Za-z0-9.]*")
_LOGIN = re.compile(r"(?<=://)[^\s/@\"']+(?=@)")


def without_secrets(line: str) -> str:
    """A line of code with a mark in place of whatever may be a secret.

    This hides more than the detectors report: whether they run is the user's to say.
    """
    if any(names_secret(name) for name in _NAME.findall(line)):
        line = _LITERAL.sub(_hide, line)
        line = _UNQUOTED.sub(lambda match: match["before"] + HIDDEN, line)
    return _TOKEN.sub(_hide_token, _LOGIN.sub(HIDDEN, known.without_known(line, HIDDEN)))


def _hide(match: re.Match[str]) -> str:
    """A key of a mapping stays, and what is empty."""
    is_key = match.string[match.end() :].lstrip().startswith((":", "]"))
    shown = is_key or not match["text"]
    return match.group() if shown else f"{match['quote']}{HIDDEN}{match['quote']}"


def _hide_token(match: re.Match[str]) -> str:
    """Letters and digits mixed are no words, nor are many letters that hardly come twice."""
    text = match.group()
    if _PIN.fullmatch(text):
        return text
    digits = sum(character.isdigit() for character in text)
    if digits >= 3 and any(map(str.isalpha, text)):
        return HIDDEN
    return HIDDEN if any(map(_is_drawn, re.findall(r"[A-Za-z0-9]{20,}", text))) else text


def _is_drawn(run: str) -> bool:
    """Whether letters look drawn by chance rather than joined from words."""
    lengths = [len(word) for word in words(run)]
    is_name = max(lengths) < 20 and sum(lengths) / len(lengths) >= 3.5
    return entropy(run) >= RANDOM and not is_name
