"""Our effective values against the ones that the settings classes of lfx 1.13.0 compute.

Needs an interpreter with that release: set LANGFLOW_SCAN_LFX_PYTHON to its path, as `.ci/run` does.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest

from scanner import values
from scanner.checks import ssrf
from scanner.deployments import defaults
from scanner.deployments.compose import file as compose
from scanner.deployments.model import Deployment
from scanner.tree.source import FileKind, Source, Tree

PYTHON = os.environ.get("LANGFLOW_SCAN_LFX_PYTHON", "")
PROBE = Path(__file__).parent / "probe_lfx.py"
SSRF = "LANGFLOW_SSRF_PROTECTION_ENABLED"

pytestmark = pytest.mark.skipif(not PYTHON, reason="LANGFLOW_SCAN_LFX_PYTHON is not set")

MADE_WHEN_STARTED = {
    "LANGFLOW_COMPONENTS_PATH",
    "LANGFLOW_CONFIG_DIR",
    "LANGFLOW_DATABASE_URL",
    "LANGFLOW_PWD_CONTEXT",
    "LANGFLOW_SECRET_KEY",
    "LANGFLOW_VARIABLES_TO_GET_FROM_ENVIRONMENT",
}
"""Defaults that a validator makes or adds to: a folder, a file, a new key, further names."""
NAMED = {"LANGFLOW_MAX_ITEMS_LENGTH", "LANGFLOW_MAX_TEXT_LENGTH", "LANGFLOW_SEGMENT_WRITE_KEY"}
"""Defaults that a constant of another module holds; no rule asks for them."""

ODD = (
    "true",
    "1",
    "yes",
    "on",
    "y",
    "t",
    "TRUE",
    "On",
    "false",
    "0",
    "no",
    "off",
    "n",
    "f",
    "False",
)
REFUSED = ("", "enabled", "true ", "2", "none")

Real = dict[str, str | None] | None


def real(environments: list[dict[str, str]]) -> list[Real]:
    done = subprocess.run(
        [PYTHON, "-I", str(PROBE)],
        input=json.dumps(environments).encode(),
        stdout=subprocess.PIPE,
        check=True,
        timeout=300,
    )
    found: list[Real] = json.loads(done.stdout)
    return found


def unit(environment: dict[str, str]) -> Deployment:
    """The environment as that of a service of the same release."""
    text = "services:\n  a:\n    image: langflowai/langflow:1.13.0\n    environment:\n"
    text += "".join(f"      - {json.dumps(f'{n}={v}')}\n" for n, v in environment.items())
    source = Source("compose.yml", FileKind.COMPOSE, text.encode())
    return compose.read(Tree(Path("/"), (source,)), source).units[0]


def ours(environment: dict[str, str], name: str) -> str | None:
    effective = unit(environment).effective(name)
    return effective.value if effective else None


def is_equal(name: str, value: str | None, expected: str | None) -> bool:
    if defaults.is_boolean(name):
        truth = None if value is None else values.truth(value)
        if name == SSRF and value is not None:
            truth = value.lower() in ssrf.ON_AT_RUN_TIME
        return truth is (None if expected is None else expected == "True")
    return (value or "") == (expected or "")


def test_every_default() -> None:
    (computed,) = real([{}])
    assert computed is not None
    assert set(computed) <= defaults.known_settings()
    different = [
        (name, ours({}, name), computed[name])
        for name in sorted({*computed} - MADE_WHEN_STARTED - NAMED)
        if not is_equal(name, ours({}, name), computed[name])
    ]
    assert not different


def test_every_boolean_however_it_is_written() -> None:
    (present,) = real([{}])
    assert present is not None
    names = [n for n in sorted(present) if defaults.is_boolean(n)]
    assert len(names) > 50
    environments = [dict.fromkeys(names, word) for word in ODD]
    # One bad value refuses the whole environment, so these go one by one.
    environments += [{name: word} for name in names if name != SSRF for word in REFUSED]
    different = [
        (name, value)
        for environment, computed in zip(environments, real(environments), strict=True)
        for name, value in environment.items()
        if not is_equal(name, ours(environment, name), computed[name] if computed else None)
    ]
    assert not different


OTHERS: list[tuple[dict[str, str], str]] = [
    ({"AUTO_LOGIN": "true"}, "LANGFLOW_AUTO_LOGIN"),
    ({"auto_login": "true"}, "LANGFLOW_AUTO_LOGIN"),
    ({"langflow_auto_login": "true"}, "LANGFLOW_AUTO_LOGIN"),
    ({"LANGFLOW_AUTO_LOGIN": "false", "AUTO_LOGIN": "y"}, "LANGFLOW_AUTO_LOGIN"),
    ({"AUTO_LOGIN": "y", "LANGFLOW_AUTO_LOGIN": "false"}, "LANGFLOW_AUTO_LOGIN"),
    ({"SKIP_AUTH_AUTO_LOGIN": "true"}, "LANGFLOW_SKIP_AUTH_AUTO_LOGIN"),
    ({"LANGFLOW_SKIP_AUTH_AUTO_LOGIN": "t"}, "LANGFLOW_SKIP_AUTH_AUTO_LOGIN"),
    ({"NEW_USER_IS_ACTIVE": "on"}, "LANGFLOW_NEW_USER_IS_ACTIVE"),
    ({"WEBHOOK_AUTH_ENABLE": "0"}, "LANGFLOW_WEBHOOK_AUTH_ENABLE"),
    ({"ENABLE_SIGNUP": "f"}, "LANGFLOW_ENABLE_SIGNUP"),
    ({"ACCESS_SECURE": "yes"}, "LANGFLOW_ACCESS_SECURE"),
    ({"SUPERUSER": "root"}, "LANGFLOW_SUPERUSER"),
    ({"API_KEY_SOURCE": "env"}, "LANGFLOW_API_KEY_SOURCE"),
    ({"CORS_ORIGINS": "*"}, "LANGFLOW_CORS_ORIGINS"),
    ({"ALLOW_CUSTOM_COMPONENTS": "false"}, "LANGFLOW_ALLOW_CUSTOM_COMPONENTS"),
    ({"LANGFLOW_CORS_ORIGINS": "https://a.example,https://b.example"}, "LANGFLOW_CORS_ORIGINS"),
    ({"LANGFLOW_CORS_ORIGINS": "*"}, "LANGFLOW_CORS_ORIGINS"),
    ({"LANGFLOW_SSRF_ALLOWED_HOSTS": "10.0.0.0/8,a.example"}, "LANGFLOW_SSRF_ALLOWED_HOSTS"),
    ({"LANGFLOW_REFRESH_SAME_SITE": "strict"}, "LANGFLOW_REFRESH_SAME_SITE"),
    ({"LANGFLOW_ACCESS_TOKEN_EXPIRE_SECONDS": "86401"}, "LANGFLOW_ACCESS_TOKEN_EXPIRE_SECONDS"),
    ({"LANGFLOW_RATE_LIMIT_STORAGE_URI": "memory://"}, "LANGFLOW_RATE_LIMIT_STORAGE_URI"),
]


def test_names_without_the_prefix_their_order_and_other_types() -> None:
    computed = real([environment for environment, _ in OTHERS])
    different = [
        (environment, name)
        for (environment, name), found in zip(OTHERS, computed, strict=True)
        if not is_equal(name, ours(environment, name), found[name] if found else None)
    ]
    assert not different
