"""Five hundred made-up secrets in every place that is read: none is in what is left behind."""

import base64
import html
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import scanner
from tests.engines.planted import PLANTED

pytestmark = pytest.mark.engines

KINDS = sorted(set(PLANTED) - {"Private Key"})
CHANCE = random.Random(20261124)


def another(value: str) -> str:
    """A further value of the same form: the letters of its long runs in another order."""

    def shuffled(match: re.Match[str]) -> str:
        letters = [*match.group()]
        CHANCE.shuffle(letters)
        return "".join(letters)

    *head, last = value.rpartition(".") if value.startswith("eyJ") else ("", "", value)
    keep = min(12, len(last) // 2)
    return "".join(head) + last[:keep] + re.sub(r"[A-Za-z0-9]{5,}", shuffled, last[keep:])


VALUES = [another(PLANTED[KINDS[number % len(KINDS)]][1]) for number in range(500)]
LINES = [PLANTED[KINDS[n % len(KINDS)]][0].format(value) for n, value in enumerate(VALUES)]

WRITERS: dict[str, Callable[[list[tuple[str, str]]], str]] = {
    "app.py": lambda part: "\n".join(f"api_token_{n} = {v!r}" for n, (v, _) in enumerate(part)),
    ".env": lambda part: "\n".join(f"SERVICE_{n}_API_KEY={v}" for n, (v, _) in enumerate(part)),
    "notes.txt": lambda part: "\n".join(line for _, line in part),
    "README.md": lambda part: (
        "```bash\n"
        + "\n".join(f"export K{n}_TOKEN={v}" for n, (v, _) in enumerate(part))
        + "\n```\n"
    ),
    "values.yaml": lambda part: (
        "langflow:\n  backend:\n    env:\n"
        + "".join(
            f"      - name: K{n}_API_KEY\n        value: '{v}'\n" for n, (v, _) in enumerate(part)
        )
    ),
    "docker-compose.yml": lambda part: (
        "services:\n  a:\n    image: langflowai/langflow:1.9.0\n    environment:\n"
        + "".join(f"      - K{n}_SECRET={v}\n" for n, (v, _) in enumerate(part))
    ),
    "Dockerfile": lambda part: (
        "FROM langflowai/langflow:1.9.0\n"
        + "".join(f"ENV K{n}_PASSWORD={v}\n" for n, (v, _) in enumerate(part))
    ),
    "secret.yaml": lambda part: (
        "apiVersion: v1\nkind: Secret\nmetadata: {name: langflow}\ndata:\n"
        + "".join(
            f"  k{n}-token: {base64.b64encode(v.encode()).decode()}\n"
            for n, (v, _) in enumerate(part)
        )
    ),
    "main.tf": lambda part: (
        'resource "docker_container" "a" {\n  image = "langflowai/langflow:1.9.0"\n  env = [\n'
        + "".join(f'    "K{n}_SECRET={v}",\n' for n, (v, _) in enumerate(part))
        + "  ]\n}\n"
    ),
    "run.sh": lambda part: (
        "#!/bin/sh\n"
        + "".join(f"curl -H 'x-api-key: {v}' http://localhost:7860/api/v1/run/x\n" for v, _ in part)
    ),
    "client.js": lambda part: "".join(
        f"const token{n} = '{v}'; // langflow\n" for n, (v, _) in enumerate(part)
    ),
    "mcp.json": lambda part: json.dumps(
        {
            "mcpServers": {
                f"s{n}": {"command": "npx", "args": ["a@1"], "env": {"API_KEY": v}}
                for n, (v, _) in enumerate(part)
            }
        },
        indent=1,
    ),
    "book.ipynb": lambda part: json.dumps(
        {
            "cells": [
                {
                    "cell_type": "code",
                    "source": [f"api_key = '{v}'\n"],
                    "outputs": [{"text": [f"token {v}\n"]}],
                }
                for v, _ in part
            ],
            "nbformat": 4,
        }
    ),
    "requirements.txt": lambda part: "".join(
        f"--index-url https://user:{v}@host.invalid/simple\n" for v, _ in part if "/" not in v
    ),
    "flow.json": lambda part: json.dumps(
        {
            "name": "f",
            "data": {"edges": [], "nodes": [node(n, v) for n, (v, _) in enumerate(part)]},
        },
        indent=1,
    ),
}


def node(number: int, value: str) -> object:
    fields = {
        "api_key": {"name": "api_key", "password": True, "value": value},
        "headers": {
            "name": "headers",
            "value": [{"key": "Authorization", "value": f"Bearer {value}"}],
        },
        "note": {"name": "note", "value": f"use {value}"},
        "model_name": {"name": "model_name", "value": value},
        "base_url": {
            "name": "base_url",
            "value": f"https://bob:{value}@models.invalid/v1?key={value}",
        },
        "collection_name": {"value": value, "load_from_db": True},
        "model": {"_input_type": "ModelInput", "value": [{"name": value, "provider": value}]},
        "mcp_server": {"value": {"name": value, "config": server(value)}},
        "code": {"type": "code", "value": f"api_key = {value!r}\nprint(api_key)\n"},
    }
    kind = ("Desk", "OpenAIModel", "Chroma", "MCPTools", "SQLComponent")[number % 5]
    if kind == "OpenAIModel":
        del fields["model"]
    inner = {"display_name": value[:12], "template": {"_type": "Component", **fields}}
    return {"id": f"{kind}-{number}", "type": "genericNode", "data": {"type": kind, "node": inner}}


def server(value: str) -> object:
    """An MCP server that has the value wherever one may be."""
    return {
        "command": f"npx {value}",
        "args": ["--key", value],
        "env": {"API_KEY": value},
        "headers": {"Authorization": f"Bearer {value}"},
        "url": f"https://mcp.invalid/{value}?token={value}",
    }


def git(root: Path, *arguments: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@b.invalid")
    subprocess.run(["git", "-C", str(root), *who, *arguments], check=True, capture_output=True)


def planted(root: Path) -> None:
    git(root, "init", "--quiet")
    share = len(VALUES) // (len(WRITERS) + 2)
    parts = [
        list(zip(VALUES, LINES, strict=True))[n * share :][:share] for n in range(len(WRITERS) + 2)
    ]
    for (name, write), part in zip(WRITERS.items(), parts, strict=False):
        (root / name).write_text(write(part), encoding="utf-8")
    (root / "old.env").write_text(
        "".join(f"K{n}_TOKEN={v}\n" for n, (v, _) in enumerate(parts[-1]))
    )
    connection = sqlite3.connect(root / "langflow.db")
    for table in ("user", "flow", "variable"):
        connection.execute(f'CREATE TABLE "{table}" (value TEXT)')
        connection.executemany(f'INSERT INTO "{table}" VALUES (?)', [(v,) for v, _ in parts[-2]])  # noqa: S608
    connection.commit()
    connection.close()
    git(root, "add", "--all", "--force")
    git(root, "commit", "--quiet", "--message", "all")
    (root / "old.env").unlink()
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "gone")


def test_no_value_is_in_anything_that_a_scan_leaves_behind(tmp_path: Path) -> None:
    root, out, temporary = (tmp_path / name for name in ("tree", "out", "temporary"))
    for folder in (root, out, temporary):
        folder.mkdir()
    planted(root)
    words = [sys.executable, "-m", "scanner", "scan", str(root), "--sarif-file", "result.sarif"]
    words += [
        "--output-dir",
        "full",
        "--formats",
        "json,html,comment,markdown,cyclonedx,full-sarif,junit,gitlab-sast,gitlab-code-quality",
    ]
    words += ["--history", "true", "--verbose", "--offline", "true"]
    env = os.environ | {
        "PYTHONPATH": str(Path(scanner.__file__).parents[1]),
        "GITHUB_ACTIONS": "true",
    }
    env |= {"GITHUB_STEP_SUMMARY": str(out / "summary.md"), "TMPDIR": str(temporary)}
    done = subprocess.run(words, cwd=out, env=env, capture_output=True, text=True, timeout=900)
    assert done.returncode in {1, 3}, done.stderr
    files = [path for top in (out, temporary) for path in top.rglob("*") if path.is_file()]
    assert len(files) >= 6
    left = "\n".join([done.stdout, done.stderr, *(path.read_text("utf-8") for path in files)])
    left += html.unescape(left)
    assert left.count("secret-") > 300
    assert "in the history" in left
    assert len({*VALUES}) > 450
    encoded = [base64.b64encode(value.encode()).decode() for value in VALUES]
    assert [value for value in (*VALUES, *encoded) if value in left] == []
