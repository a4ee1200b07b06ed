"""LF-MCP-001 mcp-server-runs-shell."""

from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check


@check("LF-MCP-001")
def mcp_server_runs_shell(facts: Facts) -> Iterator[Match]:
    """A server command that is a shell, a downloader, or a container with the host in it."""
    for server in facts.mcp_servers:
        program = server.program
        arguments = [word.text for word in server.arguments]
        joined = " ".join(arguments)
        risky = (
            (program in {"bash", "sh", "zsh", "cmd", "powershell", "pwsh"} and bool(arguments))
            or program in {"curl", "wget"}
            or (program in {"python", "python3", "node", "deno"} and {"-c", "-e"} & {*arguments})
            or (program == "docker" and _opens_host(joined))
            or (program in {"npx", "uvx"} and ("git+" in joined or "://" in joined))
        )
        if risky and server.command:
            message = f"an MCP server is started by {program} with code of its own choice"
            yield Match(message, server.command.location)


def _opens_host(joined: str) -> bool:
    return any(
        word in joined for word in ("--privileged", "docker.sock", "-v /:", "--network host")
    )
