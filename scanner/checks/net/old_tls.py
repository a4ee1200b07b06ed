"""LF-NET-004 old-tls."""

import re
from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.net._served import is_served
from scanner.checks.registry import Match, check

_OLD = re.compile(r"^(?:SSLv[23]|TLSv1(?:\.[01])?|VersionTLS1[01])$", re.IGNORECASE)


_BROKEN = re.compile(r"(?:^|[-_+])(?:RC4|3DES|DES|NULL|EXP(?:ORT)?|aNULL|eNULL|MD5|LOW)(?:$|[-_+])")


@check("LF-NET-004")
def old_tls(facts: Facts) -> Iterator[Match]:
    """Versions of TLS before 1.2, or ciphers that are broken."""
    for host in facts.virtual_hosts:
        for word, place in host.protocols:
            message, fix = "", "ssl_protocols TLSv1.2 TLSv1.3;"
            if _OLD.match(word):
                message = f"{host.proxy} still speaks {word} with clients of Langflow"
            elif _BROKEN.search(word) and not word.startswith(("!", "-")):
                message = f"{host.proxy} offers clients of Langflow the cipher {word}"
                fix = "ssl_ciphers HIGH:!aNULL:!MD5:!3DES;"
            if message and is_served(host, place):
                fix = fix if host.proxy == "nginx" else "minVersion: VersionTLS12"
                yield Match(message, place, fix=fix)
