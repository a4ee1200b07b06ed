"""What the twins of the setting rules do not show: releases in between, costs, what is not said."""

from pathlib import Path

import pytest
from packaging.version import Version

from scanner.checks.cfg.misspelt_security_setting import meant_setting
from scanner.deployments import defaults
from scanner.engines.langflow import Langflow
from scanner.model.finding import Finding
from scanner.model.rule import Kind
from scanner.settings import Settings
from scanner.tree.collect import collect
from tests.making import assert_cost_grows_with_size


def found(root: Path, **options: object) -> list[Finding]:
    settings = Settings(path=root, **options)  # type: ignore[arg-type]
    outcomes = Langflow("langflow", frozenset({Kind.LANGFLOW})).run(collect(settings), settings)
    return [outcome for outcome in outcomes if isinstance(outcome, Finding)]


@pytest.mark.parametrize(
    ("name", "version", "default"),
    [
        ("LANGFLOW_AUTO_LOGIN", "1.0.1", "True"),
        ("LANGFLOW_AUTO_LOGIN", "1.12.8", "True"),
        ("LANGFLOW_AUTO_LOGIN", "1.13.0rc1", None),
        ("LANGFLOW_AUTO_LOGIN", "1.13.0", "False"),
        ("LANGFLOW_WEBHOOK_AUTH_ENABLE", "1.5.1", None),
        ("LANGFLOW_WEBHOOK_AUTH_ENABLE", "1.9.0", "False"),
        ("LANGFLOW_WEBHOOK_AUTH_ENABLE", "1.9.1rc1", None),
        ("LANGFLOW_WEBHOOK_AUTH_ENABLE", "1.9.3", "True"),
        ("LANGFLOW_RESTRICT_LOCAL_FILE_ACCESS", "1.11.6", "False"),
        ("LANGFLOW_RESTRICT_LOCAL_FILE_ACCESS", "1.12.3rc1", None),
        ("LANGFLOW_RESTRICT_LOCAL_FILE_ACCESS", "1.12.4", "True"),
        ("LANGFLOW_NO_SUCH_SETTING", "1.13.0", None),
    ],
)
def test_a_default_is_known_only_where_it_cannot_have_changed(
    name: str, version: str, default: str | None
) -> None:
    assert defaults.default_of(name, Version(version)) == default


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("LANGFLOW_AUTOLOGIN", "LANGFLOW_AUTO_LOGIN"),
        ("LANGFLOW_AUTO_LOGN", "LANGFLOW_AUTO_LOGIN"),
        ("LANGFLOW_AUOT_LOGIN", "LANGFLOW_AUTO_LOGIN"),
        ("LANGFLOW_WEBHOOK_AUTH_ENABLED", "LANGFLOW_WEBHOOK_AUTH_ENABLE"),
        ("LANGFLOW_SECRETKEY", "LANGFLOW_SECRET_KEY"),
        ("LANGFLOW_SECRET_KEYS_FOLDER", ""),
        ("LANGFLOW_AUTO_LOGIN", ""),
        ("LANGFLOW_AUTO_SAVING", ""),
        ("LANGFLOW_API_KEY", ""),
        ("LANGFLOW_FLOW_ID", ""),
        ("LANGFLOW_FEATURE_AUTO_LOGIN", ""),
        ("LANGFLOW_SERVICE_PORT", ""),
        ("AUTOLOGIN", ""),
    ],
)
def test_only_a_near_miss_is_misspelt(written: str, meant: str) -> None:
    assert meant_setting(written) == meant


def test_a_secret_in_the_wrong_place_is_not_repeated(tmp_path: Path) -> None:
    secret = "".join(["q7Zr", "K2vX", "9mLp", "T4wB"])
    lines = (
        f"LANGFLOW_AUTO_LOGIN={secret}",
        f"LANGFLOW_REFRESH_SAME_SITE={secret}",
        f"LANGFLOW_SSRF_ALLOWED_HOSTS={secret},0.0.0.0/0",
        f"LANGFLOW_API_KEY={secret}",
        "LANGFLOW_API_KEY_SOURCE=env",
        f"LANGFLOW_SECRET_KEY={secret}",
        f"LANGFLOW_BUNDLE_URLS=https://{secret}@example.com/a",
        f"LANGFLOW_MCP_SERVER_ENV_ALLOWLIST={secret},NODE_OPTIONS",
    )
    (tmp_path / ".env").write_text("\n".join(lines))
    findings = found(tmp_path)
    assert len({finding.rule.id for finding in findings}) >= 5
    assert not [f for f in findings if secret in f.message or secret in f.fix]


def test_the_profile_says_who_reaches_a_lone_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LANGFLOW_SSRF_PROTECTION_ENABLED=false\n")
    assert [f.rule.id for f in found(tmp_path)] == ["LF-NET-020"]
    assert [f.rule.id for f in found(tmp_path, profile="dev")] == ["LF-NET-020-local"]


def test_thousands_of_near_misses_cost_little(tmp_path: Path) -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    names = [f"LANGFLOW_AUTO_LOG{a}N{b}" for a in letters for b in letters]

    def read(size: int) -> None:
        more = [f"LANGFLOW_UNKNOWN_{number}" for number in range(size)]
        (tmp_path / ".env").write_text("\n".join(f"{name}=false" for name in names + more))
        misspelt = [f for f in found(tmp_path) if f.rule.id.startswith("LF-CFG-001")]
        assert not misspelt, "no known setting beside them: not a server's file"

    assert_cost_grows_with_size(read, 2_000)
