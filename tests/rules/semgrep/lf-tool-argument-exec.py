import ast
import os
import subprocess

from langchain_core.tools import StructuredTool, Tool, tool
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


def calculated(expression):
    # ruleid: lf-tool-argument-exec
    return eval(expression)


def counted(values: list):
    # ok: lf-tool-argument-exec
    return eval("1 + 1") + len(values)


def listed(folder: str):
    # ok: lf-tool-argument-exec
    return os.system(folder)


tools = [
    StructuredTool.from_function(calculated, name="calculator"),
    Tool(name="count", func=counted, description="counts"),
]


class Toolkit(Component):
    def build(self):
        def shell(command: str) -> str:
            # ruleid: lf-tool-argument-exec
            return subprocess.run(command, shell=True, capture_output=True, text=True).stdout

        return StructuredTool.from_function(func=shell, name="shell")


class Shell(BaseTool):
    def _run(self, command: str) -> str:
        # ruleid: lf-tool-argument-exec
        return subprocess.getoutput(command)

    def warm_up(self, command: str) -> str:
        # ok: lf-tool-argument-exec
        return subprocess.getoutput(command)


@tool
def typed(command: str) -> str:
    """Run in a shell that stays open."""
    process = subprocess.Popen(["bash", "-i"], stdin=subprocess.PIPE, text=True)
    # ruleid: lf-tool-argument-exec
    process.stdin.write(command + "\n")
    # ruleid: lf-tool-argument-exec
    process.communicate(input=command)
    # ruleid: lf-tool-argument-exec
    return subprocess.run(["python3", "-"], input=command, text=True).stdout


@tool
def read_by_a_program(text: str) -> str:
    """Count and sort."""
    process = subprocess.Popen(["sort", "-u"], stdin=subprocess.PIPE, text=True)
    # ok: lf-tool-argument-exec
    process.stdin.write(text)
    # ok: lf-tool-argument-exec
    worker = subprocess.run(["python3", "worker.py"], input=text, text=True)
    # ok: lf-tool-argument-exec
    return subprocess.run(["wc", "-l"], input=text, text=True).stdout + worker.stdout
