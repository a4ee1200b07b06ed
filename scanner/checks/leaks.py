"""Secrets on their way out: names that are built into web pages, values that a log shows."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner import values
from scanner.checks.match import Facts, Match, check
from scanner.deployments.scripts import Script, scripts
from scanner.formats.positions import Lines
from scanner.formats.shell import Command, Word
from scanner.model.finding import Location
from scanner.tree.guards import is_documentation, is_template
from scanner.tree.source import FileKind, Source

_GIVEN = re.compile(
    rf"(?<![\w.$])(?P<name>(?:{values.FOR_BROWSERS})_(?P<rest>[A-Z0-9_]{{3,80}}))[\"']?\s*[:=]"
)
_FOR_EVERYBODY = re.compile(
    r"ANON|PUBLIC|PUBLISHABLE|FIREBASE|MAPS?(_|$)|MAPBOX|POSTHOG|SENTRY|DSN|CAPTCHA|TURNSTILE|ANALYTICS"
    r"|AMPLITUDE|MIXPANEL|SEGMENT|ALGOLIA|CLERK|PUSHER|CLIENT_TOKEN|SITE_KEY|WRITE_KEY|TINYMCE|CSRF"
)
"""Keys that their issuers make for web pages."""
_FOR_SERVERS = re.compile(
    r"SECRET|PASSW|PRIVATE|SERVICE_ROLE|LANGFLOW|LANGSMITH|LANGCHAIN|OPENAI|ANTHROPIC|CLAUDE|GROQ|MISTRAL"
    r"|COHERE|GEMINI|HUGGING_?FACE|(^|_)HF_|NVIDIA|PERPLEXITY|DEEPSEEK|(^|_)XAI_|TOGETHER|FIREWORKS"
    r"|OPENROUTER|REPLICATE|ELEVENLABS|PINECONE|QDRANT|WEAVIATE|MILVUS|ZILLIZ|ASTRA|TAVILY|SERP|FIRECRAWL"
    r"|COMPOSIO|(^|_)AWS_|AZURE|BEDROCK|WATSONX|GITHUB|NOTION|SLACK"
)
_CONFIGURES = frozenset(
    {FileKind.DOTENV, FileKind.DOCKERFILE, FileKind.COMPOSE, FileKind.SHELL, FileKind.MAKEFILE}
    | {FileKind.WORKFLOW, FileKind.HELM, FileKind.KUBERNETES, FileKind.RENDER, FileKind.FLY}
)


@check("LF-SEC-017")
def secret_for_browsers(facts: Facts) -> Iterator[Match]:
    """A variable that a bundler copies into its pages, named after what only a server may have."""
    for source in facts.tree.sources:
        if source.kind in _CONFIGURES or source.name == "netlify.toml":
            yield from _for_browsers(source)


def _for_browsers(source: Source) -> Iterator[Match]:
    lines = Lines(source.text)
    seen: set[str] = set()
    for found in _GIVEN.finditer(source.text):
        name, rest = found["name"], found["rest"]
        if name in seen or not values.is_secret_name(rest) or _FOR_EVERYBODY.search(rest):
            continue
        seen.add(name)
        place = Location(source.uri, lines.region(*found.span("name")), name)
        message = f"{name} is built into the pages that browsers load, and is named after a secret"
        certain = "" if _FOR_SERVERS.search(rest) else "unclear"
        yield Match(message, place, "example" if is_template(place) else certain)


_PRINTERS = frozenset({"echo", "printf"})
_TERMINAL = frozenset({"1", "2", "/dev/stdout", "/dev/stderr", "/dev/tty"})
_FUNCTION = re.compile(r"(?:\bfunction\s+[\w-]+\s*(?:\(\))?|\b[\w-]+\s*\(\))\s*\{")
_EXPANSION = re.compile(r"\$\{[^}\n]*\}")
_MASK = "::add-mask::"
_SHOWN = re.compile(r"\$(?:(?P<plain>[A-Za-z_]\w*)|\{(?P<braced>[A-Za-z_]\w*)(?P<rest>[^}]*)\})")
_SECRET_OF_WORKFLOW = re.compile(r"\$\{\{\s*secrets\.(?P<name>\w+)\s*\}\}")


@check("LF-SEC-018")
def secret_printed(facts: Facts) -> Iterator[Match]:
    """`echo $OPENAI_API_KEY` that goes nowhere but to the terminal, and so to the log."""
    for script in scripts(facts.tree):
        if not any(printer in script.text for printer in _PRINTERS):
            continue
        for command in script.commands:
            yield from _printed(script, command)


def _printed(script: Script, command: Command) -> Iterator[Match]:
    if not command.words or not _TERMINAL.issuperset(command.targets):
        return
    program, *words = command.words
    if PurePosixPath(program.text).name not in _PRINTERS or _goes_on(script, command):
        return
    for word in words:
        name = _secret_in(script, word)
        place = script.at(word.start, word.end, name)
        if name and not is_documentation(place):
            masked = script.source.kind is FileKind.WORKFLOW
            message = (
                f"{program.text} shows the value of {name}: it stands in every log of this run"
            )
            yield Match(message, place, "masked" if masked else "")


def _goes_on(script: Script, command: Command) -> bool:
    """Whether something else takes what is printed: a pipe, `$(...)`, the caller of a function."""
    last = max(word.end for word in command.words)
    if script.text[last:].lstrip(" \t\\\r")[:1] in {"|", ")"}:
        return True
    before = script.text[: command.words[0].start]
    bodies = [found.end() for found in _FUNCTION.finditer(before)]
    if not bodies:
        return False
    body = _EXPANSION.sub("", before[bodies[-1] :])
    return body.count("{") >= body.count("}")


def _secret_in(script: Script, word: Word) -> str:
    """The first variable with a secret's name whose value the word holds whole; else empty."""
    if not word.dynamic or _MASK in word.text:
        return ""
    for found in _SHOWN.finditer(word.text):
        name = found["plain"] or found["braced"]
        shows = not found["rest"] or found["rest"].startswith((":-", "-", ":=", ":?", "?"))
        if shows and values.is_secret_name(name.upper()):
            return name
    # An expression of GitHub was made a variable of underscores of the same length.
    start, end = word.start + script.shift, word.end + script.shift
    written = _SECRET_OF_WORKFLOW.search(script.source.text[start:end])
    return f"secrets.{written['name']}" if written else ""
