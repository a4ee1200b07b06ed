"""Passwords in URLs with signs that a URL should escape."""

import pytest

from scanner.secrets.own_patterns import UrlPasswordDetector

WORD = "".join(["qT7r", "K2vX"])


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("postgresql://flows:{}!@db.example.net/flows", "{}!"),
        ("# URL=mysql://flows:{}$a&b@db:3306/flows", "{}$a&b"),
        ("redis://flows:p@ss{}@cache:6379/0", "p@ss{}"),
        ("amqp://flows:{}@queue:5672", ""),  # detect-secrets' own
        ("postgresql://flows:${{PASSWORD}}!@db/flows", ""),
        ("postgresql://flows:%(password)s!@db/flows", ""),
        ("postgresql://flows:<password>!@db/flows", ""),
        ("https://example.com/a:b!@c", ""),
        ("see https://a.example and mail me: x!@example.com", ""),
    ],
)
def test_a_password_in_a_url_is_found_whole(line: str, found: str) -> None:
    text = line.replace("{}", WORD).replace("{{", "{").replace("}}", "}")
    values = list(UrlPasswordDetector().analyze_string(text))
    assert values == ([found.replace("{}", WORD)] if found else [])
