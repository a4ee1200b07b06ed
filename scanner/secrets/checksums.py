"""Tokens that carry a checksum of themselves: whether it fits, without asking the issuer.

A token whose checksum does not fit was never issued like that: altered, cut or made up. GitHub and
npm write the last six letters as the CRC-32 of the thirty before in base 62 (GitHub's account of
its token formats, April 2021); Grafana writes the last eight digits as the CRC-32 of all before
the last underscore, its bytes in little-endian order (`apikeygenprefix` in Grafana's source).
"""

import re
import string
import struct
import zlib
from collections.abc import Callable

_BASE_62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
_BODY, _CHECK = 30, 6


def fits(value: str) -> bool | None:
    """Whether the checksum of a token is right; None for what has none that is known."""
    for form, test in _FORMS:
        if form.fullmatch(value):
            return test(value)
    return None


def _crc_in_base_62(value: str) -> bool:
    body = value.partition("_")[2]
    return body[_BODY:] == base_62(zlib.crc32(body[:_BODY].encode()))


def base_62(number: int) -> str:
    """A CRC-32 in six letters."""
    letters = ""
    for _ in range(_CHECK):
        number, rest = divmod(number, len(_BASE_62))
        letters = _BASE_62[rest] + letters
    return letters


def _crc_in_hex(value: str) -> bool:
    body, _, check = value.rpartition("_")
    return check == struct.pack("<I", zlib.crc32(body.encode())).hex()


_FORMS: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = (
    (re.compile(r"(?:gh[pousr]|npm)_[A-Za-z0-9]{36}"), _crc_in_base_62),
    (re.compile(r"glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}"), _crc_in_hex),
)
