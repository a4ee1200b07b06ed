import ast
import subprocess

from langchain_core.tools import tool
from mcp.server.fastmcp import FastMCP

mcp = FastMCP("example")


@tool
def calculate(expression: str) -> str:
    """Calculate."""
    # ruleid: lf-tool-argument-exec
    return str(eval(expression))


@mcp.tool()
def listing(folder: str, depth: int) -> str:
    """List a folder."""
    # ruleid: lf-tool-argument-exec
    return subprocess.getoutput(f"ls {folder}")


@tool
def literal(expression: str) -> str:
    """Read a literal."""
    # ok: lf-tool-argument-exec
    return str(ast.literal_eval(expression))


@mcp.tool()
def quick(folder: str) -> str:
    """List a folder."""
    # ok: lf-tool-argument-exec
    return subprocess.run(["ls", "--", folder], check=True, capture_output=True).stdout


def not_a_tool(expression: str) -> str:
    # ok: lf-tool-argument-exec
    return str(eval(expression))
