"""Which code of a JavaScript file a web request reaches while nothing asks who is calling.

As `endpoints` does for Python. There is no parser of JavaScript here: functions are found by their
heads and by counting brackets in a text whose strings and comments are blank.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from scanner.formats.positions import SourceText
from scanner.model.place import Region

MAX_CHARACTERS = 300_000
"""Of one file: what is longer was made by a program."""
MAX_FUNCTIONS = 500
"""Of one file, that are followed."""

_TOKEN = re.compile(
    r"(?P<blank>//[^\n]*|/\*.*?(?:\*/|\Z)|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"
    r"|(?<=[(,=:\[!&|?{;\n])[ \t]*/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*)"
    r"|`|\{|\}",
    re.DOTALL,
)
_TEMPLATE = re.compile(r"(?:\\(?:.|\Z)|\$(?!\{)|[^\\`$])*(?P<end>`|\$\{|\Z)", re.DOTALL)
_PRINTED = re.compile(r"[^\n]")
_HEAD = re.compile(
    r"(?P<out>\bexport\s+)?(?P<default>\bdefault\s+)?(?:\basync\s+)?"
    r"(?:\bfunction\b\s*\*?\s*(?P<name>\w*)\s*\("
    r"|\b(?:const|let|var)\s+(?P<bound>\w+)\s*(?::[^=;\n]{1,200})?=\s*(?:async\s*)?\("
    r"|^[ \t]+(?P<route>@(?:Get|Post|Put|Patch|Delete|All|Sse)\([^\n]{0,300}\)\s++"
    r"(?>(?:@\w+\([^\n]{0,300}\)[ \t]*+\n\s*+){0,9}))?"
    r"(?:(?:public|private|protected|static|async)\s+)*(?P<method>\w+)\s*\()",
    re.MULTILINE,
)
_NO_METHOD = frozenset({"if", "for", "while", "switch", "catch", "function", "return", "await"})
_ARROW = re.compile(r"\s*+(?::[^={}\n]{1,200})?(?:=>)?\s*+\{")
_VERBS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_ROUTE = re.compile(
    r"\b\w*(?:[aA]pp|[rR]outer|[sS]erver|fastify|api|routes)\s*\.\s*(?:get|post|put|patch|delete|all)\s*\("
    r"|\bDeno\.serve\s*\("
)
_INLINE = re.compile(r"(?:async\s{1,9})?function\b|[^;]{0,300}=>")
_NAMED = re.compile(r"(?:\w+\.){0,3}?(\w+)(?:\.bind\(\w*\))?")
"""A handler that stands elsewhere: `ask`, `this.ask`, `proxy.ask.bind(proxy)`."""
_NEUTRAL = re.compile(
    r"(?i)^\s*(\{|\[|\w*(upload|multer|json|cors|limit|raw|urlencoded|text|cache|validat|zod"
    r"|schema|async)\w*)"
)
_CALL = re.compile(r"\b(\w+)\s*\(")
_ASKS = re.compile(
    r"(?i)getServerSession|\bauth\(\)|getToken\(|currentUser|getAuth\(|with(Api)?Auth|withSession"
    r"|require_?(auth|user|login|admin|session)|is(authenticated|authorized|valid\w{0,40}request|admin)"
    r"|(check|verify|validate|ensure)_?\w{0,40}(auth|token|session|signature|request|jwt|api_?key|secret"
    r"|user)|\bjwt\.|jwtVerify|getSession\(|req\.session|session\.user|sessionToken|supabase\.auth"
    r"|@UseGuards\((?!Throttler)|passport|auth_?middleware|authenticate|authorize\(|timingSafeEqual|createHmac"
    r"|status(\(|:\s{0,20})40[13]|preHandler|constructWebhookEvent"
    r"|(req|request|headers\(\)|ctx\.req)[\w.()]{0,20}(\.get\(|\[|\.|\()\s{0,20}[\"']?"
    r"(authorization|x-api-key|x-[\w-]*(secret|token|signature))"
)


@dataclass(frozen=True)
class _Body:
    """A function: its name, where its braces begin and end, and whether a request starts it."""

    name: str
    start: int
    end: int
    is_door: bool


def open_calls(text: SourceText, region: Region) -> tuple[Region, ...]:
    """Where open routes reach the code in a region: itself, or the calls that lead to it."""
    lines = text.lines
    if len(lines.text) > MAX_CHARACTERS or _ASKS.search(lines.text):
        return ()
    code, bodies = _read(lines.text)
    at = lines.offset(region.start_line, region.start_column)
    around = [body for body in bodies if body.start <= at < body.end]
    if any(body.is_door for body in around):
        return (region,)
    names = {body.name for body in around if body.name}
    leading = _leading_to(bodies, names, code)
    return tuple(
        lines.region(found.start(), found.end(1))
        for door in bodies
        if door.is_door
        for found in _CALL.finditer(code, door.start, door.end)
        if found[1] in leading
    )


@lru_cache(maxsize=16)
def _read(text: str) -> tuple[str, tuple[_Body, ...]]:
    code = blanked(text)
    ends = _pairs(code)
    functions = [*islice(_functions(code, ends), MAX_FUNCTIONS)]
    routes = [*islice(_routes(code, ends), MAX_FUNCTIONS)]
    listed = {body.name for body in routes}
    named = (replace(one, is_door=one.is_door or one.name in listed - {""}) for one in functions)
    return code, (*named, *(body for body in routes if not body.name))


def blanked(text: str) -> str:
    """The text with comments, strings, templates and regular expressions as blanks.

    What stands between `${` and `}` of a template is code, and stays.
    """
    parts: list[str] = []
    opened: list[bool] = []
    """Of each brace that is open, whether a template goes on after it."""
    at = 0
    while found := _TOKEN.search(text, at):
        parts.append(text[at : found.start()])
        at = found.end()
        mark = found[0]
        if found["blank"]:
            parts.append(_PRINTED.sub(" ", mark))
            continue
        parts.append(" " if mark == "`" else mark)
        if mark == "{":
            opened.append(False)
        elif mark == "`" or (opened and opened.pop()):
            rest = _TEMPLATE.match(text, at)
            at = rest.end() if rest else at
            is_code = rest is not None and rest["end"] == "${"
            inside = _PRINTED.sub(" ", rest[0]) if rest else ""
            parts.append(inside[:-1] + "{" if is_code else inside)
            if is_code:
                opened.append(True)
    return "".join(parts) + text[at:]


def _functions(code: str, ends: Mapping[int, int]) -> Iterator[_Body]:
    for head in _HEAD.finditer(code):
        name = head["name"] or head["bound"] or head["method"] or ""
        if name in _NO_METHOD:
            continue
        closed = ends.get(head.end() - 1)
        arrow = _ARROW.match(code, closed + 1) if closed else None
        if arrow is None:
            continue
        start = arrow.end() - 1
        end = ends.get(start, len(code))
        is_exported = bool(head["out"]) and (name in _VERBS or bool(head["default"]))
        is_door = is_exported or bool(head["route"])
        yield _Body(name, start, end, is_door)


def _routes(code: str, ends: Mapping[int, int]) -> Iterator[_Body]:
    """Handlers that are written into the call which names their route, without a guard before."""
    for found in _ROUTE.finditer(code):
        start = found.end() - 1
        end = ends.get(start)
        if end is None:
            continue
        *before, last = _arguments(code, start + 1, end)
        between = before[1:] if "Deno" not in found[0] else []
        if all(_NEUTRAL.match(code[a:b]) for a, b in between):
            handler = code[last[0] : last[1]].strip()
            if _INLINE.match(handler):
                yield _Body("", last[0], last[1], is_door=True)
            elif named := _NAMED.fullmatch(handler):
                yield _Body(named[1], *last, is_door=True)


def _arguments(code: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the arguments of a call begin and end, split at the commas of its own level."""
    found, depth, begin = [], 0, start
    for at in range(start, end):
        if code[at] in "([{":
            depth += 1
        elif code[at] in ")]}":
            depth -= 1
        elif code[at] == "," and depth == 0:
            found.append((begin, at))
            begin = at + 1
    return [*found, (begin, end)]


_BRACKET = re.compile(r"[(\[{}\])]")


def _pairs(code: str) -> Mapping[int, int]:
    """Where each bracket that is closed has its end."""
    found, opened = {}, list[int]()
    for bracket in _BRACKET.finditer(code):
        if bracket[0] in "([{":
            opened.append(bracket.start())
        elif opened:
            found[opened.pop()] = bracket.start()
    return found


def _leading_to(bodies: tuple[_Body, ...], names: set[str], code: str) -> frozenset[str]:
    """The functions that call one of them, directly or through others, and these."""
    callers: dict[str, set[str]] = {}
    for body in bodies:
        for called in {found[1] for found in _CALL.finditer(code, body.start, body.end)}:
            callers.setdefault(called, set()).add(body.name)
    found, waiting = {*names}, [*names]
    while waiting:
        new = callers.get(waiting.pop(), set()) - found - {""}
        found |= new
        waiting.extend(new)
    return frozenset(found)
