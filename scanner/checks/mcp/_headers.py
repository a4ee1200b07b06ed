"""Headers in which MCP servers expect a key."""

HEADERS = frozenset({"authorization", "x-api-key", "api-key", "cookie"})
"""In lower case."""
