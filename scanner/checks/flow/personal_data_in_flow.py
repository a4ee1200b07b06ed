"""LF-FLOW-019 personal-data-in-flow."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.model.place import Location

MAX_TEXT = 1_000_000
"""Characters of one value that are looked at."""


_MAIL = re.compile(
    r"(?<![\w.+%/:@-])(?P<name>[A-Za-z0-9][\w.+%-]{0,63})@"
    r"(?P<domain>(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24})(?![\w-])"
)


_EXAMPLE_DOMAIN = re.compile(
    r"(^|\.)(example|sample|test|invalid|localhost|local|domain|company|yourdomain|acme|email|mail)"
    r"(\.[a-z]{2,4})?$|(^|\.)example\.[a-z.]{1,253}$",
    re.IGNORECASE,
)
"""RFC 2606 and 6761, and the names that people make up for examples."""


_ROLES = frozenset(
    {
        *("abuse", "admin", "contact", "git", "hello", "help", "hi", "info", "mail", "marketing"),
        *("me", "name", "no-reply", "noreply", "office", "press", "privacy", "sales", "security"),
        *("support", "team", "test", "user", "username", "you", "your.email", "youremail"),
    }
)
"""Mailboxes of nobody in particular, and names in examples."""


_CARD = re.compile(
    r"(?<![\w.+/-])(?:(?:4\d{3}|5[1-5]\d\d|2[2-7]\d\d|6011|65\d\d)([ -]?)\d{4}\1\d{4}\1\d{4}"
    r"|3[47]\d\d([ -]?)\d{6}\2\d{5})(?![\w/-]|\.\d)"
)
"""Visa, Mastercard, Discover and American Express (ISO/IEC 7812), in groups or in one run."""


_TEST_CARDS = frozenset(
    {
        *("4111111111111111", "4242424242424242", "4012888888881881", "4000056655665556"),
        *("5555555555554444", "5105105105105100", "2223003122003222", "5200828282828210"),
        *("6011111111111117", "6011000990139424", "378282246310005", "371449635398431"),
    }
)
"""Numbers that payment services publish for tests."""


_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")


_IBAN_LENGTHS = {
    **dict.fromkeys(("NO",), 15),
    **dict.fromkeys(("BE",), 16),
    **dict.fromkeys(("DK", "FI", "NL"), 18),
    **dict.fromkeys(("SI",), 19),
    **dict.fromkeys(("AT", "EE", "LT", "LU", "XK"), 20),
    **dict.fromkeys(("CH", "HR", "LI", "LV"), 21),
    **dict.fromkeys(("BG", "DE", "GB", "IE", "ME", "RS"), 22),
    **dict.fromkeys(("AE", "IL"), 23),
    **dict.fromkeys(("CZ", "ES", "PT", "RO", "SA", "SE", "SK", "TN"), 24),
    **dict.fromkeys(("IS", "TR"), 26),
    **dict.fromkeys(("FR", "GR", "IT", "MC", "SM"), 27),
    **dict.fromkeys(("CY", "HU", "PL"), 28),
    **dict.fromkeys(("BR", "UA"), 29),
    **dict.fromkeys(("MT",), 31),
}
"""Characters by country (SWIFT's IBAN registry)."""


_TEST_IBANS = frozenset({"GB82WEST12345698765432", "DE89370400440532013000"})


@check("LF-FLOW-019")
def personal_data_in_flow(facts: Facts) -> Iterator[Match]:
    """Cached results, the last messages and notes with mail addresses, card numbers or accounts.

    Only what has a clear form counts: a domain that is nobody's example, a number whose check
    digits are right. Credentials in the same places are those of the secrets engine.
    """
    for flow in facts.flows:
        for component in flow.components:
            kept = flow.texts(component.remembered(), component.id)
            yield from _match(component.name, component.id, kept)
        notes = flow.texts(flow.notes, "note")
        yield from _match("a note on the canvas", "note", notes)


def _match(where: str, name: str, texts: Iterable[tuple[str, Location]]) -> Iterator[Match]:
    counts: Counter[str] = Counter()
    first: Location | None = None
    for text, place in texts:
        found = Counter(_found(text[:MAX_TEXT]))
        if found:
            first = first or place
            counts += found
    if first is not None:
        shown = ", ".join(f"{count} {_plural(what, count)}" for what, count in counts.items())
        message = f"what {where} keeps from a run holds {shown}"
        if name == "note":
            message = f"{where} holds {shown}"
        yield Match(message, first)


def _plural(what: str, count: int) -> str:
    return what if count == 1 else {"mail address": "mail addresses"}.get(what, f"{what}s")


def _found(text: str) -> Iterator[str]:
    if "@" in text:
        mails = {match.group() for match in _MAIL.finditer(text) if _is_persons(match)}
        yield from ["mail address"] * len(mails)
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if is_card(digits):
            yield "payment card number"
    for match in _IBAN.finditer(text):
        if is_iban(match.group().replace(" ", "")):
            yield "bank account number (IBAN)"


def _is_persons(match: re.Match[str]) -> bool:
    example = _EXAMPLE_DOMAIN.search(match["domain"])
    return not example and match["name"].lower() not in _ROLES


def is_card(digits: str) -> bool:
    """Whether the check digit is right (Luhn), and the number none that is published for tests."""
    if digits in _TEST_CARDS or len({*digits}) < 4:
        return False
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def is_iban(account: str) -> bool:
    """Whether country, length and check digits are right (ISO 13616: remainder 1 of 97)."""
    if account in _TEST_IBANS or _IBAN_LENGTHS.get(account[:2]) != len(account):
        return False
    return int("".join(str(int(c, 36)) for c in account[4:] + account[:4])) % 97 == 1
