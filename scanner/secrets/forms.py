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
