"""The form of a credential: what stands around its mark, and whether it looks drawn by chance.

The secrets worker starts with it, so it imports little.
"""

import re
from itertools import pairwise


def whole(before: str, mark: str, rest: str) -> str:
    """The pattern of a value that does not stand inside a longer word."""
    return rf"(?<![A-Za-z0-9_-])(?:{before}{re.escape(mark)}{rest})(?![A-Za-z0-9_-])"


_CLASSES = (str.isupper, str.islower, str.isdigit)


def looks_drawn(body: str) -> bool:
    """Whether letters and digits follow each other as if drawn by chance, not as words do.

    Drawn from 62 letters and digits, six in ten neighbours are of different classes; in words,
    names and CamelCase it is four at most, and a digit stands at the end.
    """
    letters = [next((n for n, of in enumerate(_CLASSES) if of(c)), -1) for c in body]
    kinds = [kind for kind in letters if kind >= 0]
    changes = sum(one != two for one, two in pairwise(kinds))
    least = 0.36 if 2 in kinds else 0.5
    return len(kinds) > 7 and len({*kinds}) > 1 and changes >= least * (len(kinds) - 1)


_RUN = re.compile(r"[A-Za-z0-9+/_-]{12,}")
_HEX = re.compile(r"(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{20,}")


def holds_drawn(value: str) -> bool:
    """Whether a part of a value looks drawn by chance: no word, no name and no number."""
    return any(
        bool(_HEX.fullmatch(run)) or (_digits(run) > 1 and looks_drawn(run))
        for run in _RUN.findall(value)
    )


def _digits(run: str) -> int:
    return sum(character.isdigit() for character in run)


_PIECE = re.compile(r"(?P<letters>[A-Za-z]+)\d{0,4}|\d{1,4}")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
MIN_WORD = 3.5
"""Letters of a word on average; of drawn letters a capital comes every second."""
MIN_VOWELS = 0.15
"""Share of vowels in a word of six letters and more."""


def is_wordy(value: str) -> bool:
    """Whether a value is made of words and short numbers: `postgres-password`, `backup-s3-v2`."""
    pieces = [piece for piece in re.split(r"[\W_]+", value) if piece]
    named = any(piece[0].isalpha() for piece in pieces)
    return named and all(map(_is_word, pieces)) and not holds_drawn(value)


def _is_word(piece: str) -> bool:
    found = _PIECE.fullmatch(piece)
    if found is None:
        return False
    letters = found["letters"] or ""
    parts = _CAMEL.findall(letters)
    vowels = sum(letter in "aeiouy" for letter in letters.lower())
    return (len(letters) < 6 or vowels >= MIN_VOWELS * len(letters)) and (
        len(parts) < 3 or len(letters) >= MIN_WORD * len(parts)
    )
