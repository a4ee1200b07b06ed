"""LF-SEC-017 secret-built-into-web-page."""

import re
from collections.abc import Iterator

from scanner import values
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.formats import BY_KIND
from scanner.tree.guards import is_template
from scanner.tree.source import Source

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


@check("LF-SEC-017")
def secret_built_into_web_page(facts: Facts) -> Iterator[Match]:
    """A variable that a bundler copies into its pages, named after what only a server may have."""
    for source in facts.tree.sources:
        row = BY_KIND.get(source.kind)
        if (row is not None and row.is_configuration) or source.name == "netlify.toml":
            yield from _for_browsers(source)


def _for_browsers(source: Source) -> Iterator[Match]:
    seen: set[str] = set()
    for found in _GIVEN.finditer(source.text):
        name, rest = found["name"], found["rest"]
        if name in seen or not values.is_secret_name(rest) or _FOR_EVERYBODY.search(rest):
            continue
        seen.add(name)
        place = source.at(*found.span("name"), name)
        message = f"{name} is built into the pages that browsers load, and is named after a secret"
        certain = "" if _FOR_SERVERS.search(rest) else "unclear"
        yield Match(message, place, "example" if is_template(place) else certain)
