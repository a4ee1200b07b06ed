"""Lists of MCP servers that cannot be read are told; those with comments are read."""

from pathlib import Path

from scanner.engines.langflow import Langflow
from scanner.model.note import Notification
from scanner.model.rule import Kind, Level
from scanner.settings import Settings
from scanner.tree.collect import collect


def told(root: Path) -> list[str]:
    settings = Settings(path=root)
    outcomes = Langflow("langflow", frozenset({Kind.LANGFLOW})).run(collect(settings), settings)
    return [
        one.message
        for one in outcomes
        if isinstance(one, Notification) and one.level is Level.WARNING
    ]


def test_a_list_that_is_no_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "mcp.json").write_text('{"mcpServers": {\n  "a": {"command" "npx"}}}\n')
    (message,) = told(tmp_path)
    assert message.startswith("mcp.json:2 could not be read as a list of MCP servers")


def test_a_list_with_comments_is_read(tmp_path: Path) -> None:
    (tmp_path / "mcp.json").write_text('{\n  // ours\n  "mcpServers": {},\n}\n')
    assert told(tmp_path) == []
