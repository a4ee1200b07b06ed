import httpx
import requests
from langchain_core.tools import tool
from lfx.utils.ssrf_protection import validate_url_for_ssrf


@tool
def fetch(url: str) -> str:
    """Read a page."""
    # ruleid: lf-tool-argument-url
    return requests.get(url, timeout=10).text


@tool
async def ask(host: str) -> str:
    """Ask a host."""
    # ruleid: lf-tool-argument-url
    return httpx.get(f"https://{host}/status").text


@tool
def checked(url: str) -> str:
    """Read a page."""
    validate_url_for_ssrf(url)
    # ok: lf-tool-argument-url
    return requests.get(url, timeout=10).text


@tool
def weather(city: str) -> str:
    """The weather."""
    # ok: lf-tool-argument-url
    return requests.get(f"https://weather.example/v1/{city}", timeout=10).text


def no_tool(url: str) -> str:
    # ok: lf-tool-argument-url
    return requests.get(url, timeout=10).text
