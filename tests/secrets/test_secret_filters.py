import dataclasses

import pytest

from scanner.secrets import filters as secret_filters
from scanner.secrets.candidates import (
    ARTIFACTORY,
    BASIC_AUTH,
    JWT,
    KEYWORD,
    NAMED,
    PRIVATE_KEY,
    Candidate,
)
from scanner.secrets.filters import PREDICATES, dropped_by
from scanner.secrets.names import names_secret
from tests.engines.planted import HEX, draw, jwt

BASE64 = "Base64 High Entropy String"
HEXADECIMAL = "Hex High Entropy String"
KNOWN = "GitHub Token"
RANDOM = draw(32)
SENTENCE = "Anyone is superuser there, with the password `"

AZURE = "Azure Storage Account access key"
AZURITE = (
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1" + "OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
)
"""The emulator's; https://learn.microsoft.com/azure/storage/common/storage-connect-azurite"""
UUID = "-".join((draw(8, HEX), draw(4, HEX), "4" + draw(3, HEX), "a" + draw(3, HEX), draw(12, HEX)))

PLAIN = Candidate(KEYWORD, RANDOM, "api_key", "api_key = '", "'", "app.py", "python")


def candidate(**changes: object) -> Candidate:
    return dataclasses.replace(PLAIN, **changes)  # type: ignore[arg-type]


DROPPED = [
    ("is_not_random", {"detector": NAMED, "name": "token", "value": "a-name-of-words-only"}),
    ("is_not_random", {"value": "correcthorse7", "kind": "markdown", "uri": "README.md"}),
    ("is_of_a_protocol", {"detector": NAMED, "name": "next_page_token"}),
    ("is_placeholder", {"value": "your-api-key"}),
    ("is_placeholder", {"value": "<your token>"}),
    ("is_placeholder", {"value": "xxxxxxxxxxxx"}),
    ("is_placeholder", {"value": "changeme"}),
    ("is_placeholder", {"value": "sk-..."}),
    ("is_placeholder", {"value": "REPLACE_ME_1"}),
    ("is_placeholder", {"detector": KNOWN, "value": "AK" + "IAIOSFODNN7EXAMPLE"}),
    ("is_placeholder", {"detector": BASIC_AUTH, "value": "password", "after": "@host/db"}),
    ("is_placeholder", {"detector": BASIC_AUTH, "value": RANDOM, "after": "@db.example.com/"}),
    ("is_key_header_alone", {"detector": PRIVATE_KEY, "value": "BEGIN", "after": "----- line"}),
    (
        "is_key_header_alone",
        {"detector": PRIVATE_KEY, "value": "BEGIN", "after": "-----\nMIIE" + draw(26) + "...\n"},
    ),
    ("is_storage_name", {"name": "STORAGE_KEY", "value": "app_settings_map_v1", "uri": "a.ts"}),
    ("is_public", {"name": "apiKey", "uri": "docs/docusaurus.config.js", "value": draw(32, HEX)}),
    ("is_reference", {"value": "${API_KEY}"}),
    ("is_reference", {"value": "$API_KEY"}),
    ("is_reference", {"value": "{{ api_key }}"}),
    ("is_reference", {"value": "os.environ['API_KEY']"}),
    ("is_reference", {"value": "get_secret('x')"}),
    ("is_reference", {"value": "vault:kv/key"}),
    ("is_reference", {"value": "op://vault/item/field"}),
    ("is_reference", {"value": "!Ref ApiKey"}),
    ("is_variable_name", {"value": "OPENAI_API_KEY"}),
    ("is_variable_name", {"value": "langflow.api.key"}),
    ("is_literal_word", {"value": "None"}),
    ("is_literal_word", {"value": "EMPTY"}),
    ("is_too_short", {"value": "--a"}),
    ("is_other_name", {"name": "token_url", "value": "abc1"}),
    ("is_other_name", {"name": "passwordField", "value": "abc1"}),
    ("is_public", {"name": "public_key"}),
    ("is_own_name", {"value": "api_key", "name": "name"}),
    ("is_own_name", {"value": "password", "name": "password"}),
    ("is_prose", {"value": "Shown to the user."}),
    ("is_address", {"value": "https://host.invalid/path"}),
    ("is_path", {"value": "/etc/keys/mine"}),
    ("is_code_fragment", {"value": "abc1) => {"}),
    ("is_unnamed", {"detector": BASE64, "name": "payload"}),
    ("is_unnamed", {"detector": BASE64, "name": ""}),
    ("is_lock_file_hash", {"detector": HEXADECIMAL, "uri": "requirements.txt", "kind": "text"}),
    ("is_lock_file_hash", {"detector": BASE64, "uri": "package-lock.json"}),
    ("is_lock_file_hash", {"detector": BASE64, "before": '"sha512-'}),
    ("is_code_hash", {"name": "code_hash"}),
    ("is_digest", {"detector": HEXADECIMAL, "value": draw(40, HEX), "name": "commit"}),
    ("is_uuid", {"value": "123e4567-e89b-12d3-a456-426614174000"}),
    ("is_uuid", {"value": UUID, "name": "flow"}),
    ("is_uuid", {"value": "12345678-1234-4234-8234-123456789012"}),
    ("is_for_anybody", {"detector": JWT, "value": jwt({"role": "anon", "ref": draw(20)})}),
    ("is_for_anybody", {"detector": JWT, "value": jwt({"sub": "1234567890", "name": "John Doe"})}),
    ("is_published", {"value": AZURITE}),
    ("is_published", {"detector": AZURE, "value": f"AccountKey={AZURITE}"}),
    (
        "is_published",
        {"name": "LANGFLOW_SECRET_KEY", "value": "dBu" + "u" + "A1b2C3d4E5f6G7h8I9j0K1"},
    ),
    ("is_node_id", {"value": "ChatInput-aB3dE", "kind": "flow"}),
    ("is_base64_image", {"value": "iVBORw0KGgo" + RANDOM}),
    ("is_base64_image", {"before": 'src="data:image/png;base64,'}),
    ("is_langflow_node_metadata", {"kind": "flow", "path": ("node", "display_name")}),
    ("is_langflow_node_metadata", {"kind": "flow", "value": "{\u0153id\u0153"}),
    ("is_component_code", {"kind": "flow", "path": ("template", "code", "value")}),
    ("is_sequence", {"detector": KNOWN, "value": "gh" + "p_abcdefghijklmnopqrstuvwxyz0123456789"}),
    ("is_repetition", {"value": "abab", "name": "password"}),
    ("is_requirement", {"value": "1.5.0", "before": '  "detect-secrets=='}),
    ("is_requirement", {"value": "3.3.1", "before": "pip install secretstorage[x]>="}),
    ("is_requirement", {"value": "^1.5.0", "uri": "pyproject.toml", "before": 'my-secrets = "'}),
    ("is_requirement", {"value": "1.5.0", "uri": "environment.yml", "before": "- my-secrets="}),
    ("is_translation", {"value": "Passwort", "uri": "src/i18n/login.json", "name": "password"}),
    ("is_translation", {"value": "Contraseña", "uri": "app/es-ES.json", "name": "password"}),
    ("is_in_sentence", {"value": "langflow", "before": SENTENCE, "after": "`; it is changed."}),
    ("is_prose", {"value": "Mot de passe oublié ?", "name": "password"}),
    ("is_other_name", {"name": "existingSecret", "value": "flows", "uri": "values.yaml"}),
    ("is_literal_word", {"name": "secret", "value": "sha256"}),
    ("is_code_fragment", {"value": "k1`, `k2", "before": "a secret: `"}),
    ("is_minified", {"before": "x" * 6000}),
    ("is_test_value", {"uri": "tests/test_app.py", "value": "hunter2"}),
    ("is_test_value", {"uri": "src/__mocks__/a.ts", "value": "accepted-api-key-456"}),
    ("is_test_value", {"detector": BASIC_AUTH, "uri": "tests/urls.json", "value": "hunter2"}),
    ("is_example_value", {"uri": ".env.example", "value": "hunter2", "kind": "dotenv"}),
    ("is_throwaway", {"uri": ".github/workflows/ci.yml", "value": "hunter2"}),
    ("is_placeholder", {"value": "inject-from-a-store"}),
    (
        "is_placeholder",
        {"detector": BASIC_AUTH, "value": "pass", "before": "postgresql://user:", "uri": "a.ini"},
    ),
    ("is_no_key", {"value": "lm-studio"}),
    ("is_no_key", {"value": "sk-no-key-required"}),
    ("is_no_key", {"value": "NA"}),
    ("is_broken_token", {"name": "token", "value": "eyJhbGciOiJIUzI1NiJ9.made_up"}),
    ("is_capital_word", {"detector": ARTIFACTORY, "value": "APARAFUSADA"}),
    ("is_sudoers_tag", {"value": "ALL", "before": "app ALL=(ALL) NOPASSWD:"}),
    ("is_recorded_traffic", {"uri": "session.har"}),
    ("is_recorded_traffic", {"uri": "session.har", "detector": JWT}),
    ("is_link_token", {"detector": NAMED, "name": "xsec_token", "before": "/p?xsec_token="}),
    (
        "is_link_token",
        {"detector": NAMED, "name": "token", "before": "/p?a=b&token=", "uri": "data/pages.json"},
    ),
    ("is_name_of_a_secret", {"name": "adminPasswordKey", "value": "postgres-password"}),
    ("is_name_of_a_secret", {"name": "api_key_secret", "value": "openai-credentials"}),
    ("is_shown_text", {"value": "hunter2", "before": 'title="Give the password: '}),
    ("is_other_choice", {"name": "password", "value": "text", "before": '(p ? "password" : "'}),
    ("is_commented_example", {"value": "hunter2", "before": '  # password = "'}),
    ("is_digest", {"name": "secret_image", "value": f"ghcr.io/x/y@sha256:{draw(64, HEX)}"}),
    ("is_reference", {"value": "__API_KEY__", "name": "key"}),
    ("is_reference", {"value": "@Microsoft.KeyVault(SecretUri=https://v.invalid/s)"}),
    ("is_reference", {"value": "vault:kv/data/flows#password"}),
    ("is_reference", {"value": "ENC[AES256_GCM,data:abc=,iv:x]"}),
    ("is_sequence", {"value": "sk-test-1234567890abcdefghijklmnopqrstuvwxyz"}),
]


@pytest.mark.parametrize(
    ("name", "changes"), [pytest.param(n, c, id=f"{n}-{i}") for i, (n, c) in enumerate(DROPPED)]
)
def test_noise_is_dropped_under_its_reason(name: str, changes: dict[str, object]) -> None:
    assert dropped_by(candidate(**changes)) == name


KEPT = [
    pytest.param({"detector": NAMED, "name": "upload_token"}, id="random-token"),
    pytest.param({"kind": "markdown", "uri": "README.md"}, id="random-value-in-a-document"),
    pytest.param({}, id="random-value"),
    pytest.param({"value": "admin123", "name": "password"}, id="weak-password-in-code"),
    pytest.param({"value": "langflow", "kind": "dotenv", "uri": ".env"}, id="weak-and-working"),
    pytest.param({"value": "password", "kind": "dotenv", "uri": ".env"}, id="word-that-works"),
    pytest.param({"value": "correct horse battery", "kind": "compose"}, id="phrase-in-compose"),
    pytest.param({"value": "$ecret-123!"}, id="dollar-that-is-no-variable"),
    pytest.param(
        {"value": "aaa", "name": "PASSWORD", "kind": "dotenv", "uri": ".env"}, id="weak-but-set"
    ),
    pytest.param({"value": "root", "name": "password"}, id="few-letters-in-code"),
    pytest.param({"value": "1.5.0", "before": 'password = "'}, id="assigned-like-a-version"),
    pytest.param({"value": "1.5.0", "kind": "dotenv", "uri": ".env"}, id="version-in-dotenv"),
    pytest.param(
        {"value": "1.5-hx9", "uri": "pyproject.toml", "before": 'password = "'}, id="no-version"
    ),
    pytest.param({"value": "Sommer2024", "uri": "i18n/de.json"}, id="digits-in-a-translation"),
    pytest.param({"value": "langflow", "uri": "values-eu.yaml"}, id="region-in-a-file-name"),
    pytest.param({"value": "langflow", "uri": "db.json"}, id="short-file-name"),
    pytest.param({"value": "Passwort", "uri": "app/login.json"}, id="word-in-no-translation"),
    pytest.param({"value": "hunter2", "before": f'{SENTENCE[:-1]}: "'}, id="assigned-in-prose"),
    pytest.param(
        {"value": "hunter2", "before": 'secret "', "after": '";'}, id="bind-configuration"
    ),
    pytest.param({"value": "hunter2", "name": "secret", "uri": "values.yaml"}, id="helm-value"),
    pytest.param({"value": "sha256", "kind": "dotenv", "uri": ".env"}, id="word-in-dotenv"),
    pytest.param({"detector": BASE64, "name": "signing_key"}, id="entropy-beside-a-name"),
    pytest.param({"detector": BASIC_AUTH, "value": "langflow", "after": "@db/x"}, id="weak-url"),
    pytest.param(
        {"detector": BASIC_AUTH, "value": "password", "after": "@db/x", "kind": "compose"},
        id="url-in-compose",
    ),
    pytest.param({"detector": KNOWN, "uri": "tests/test_app.py"}, id="known-format-in-a-test"),
    pytest.param({"detector": KNOWN, "uri": "requirements.txt"}, id="known-format-in-a-lock"),
    pytest.param(
        {"detector": KNOWN, "kind": "flow", "path": ("code", "value")}, id="known-format-in-code"
    ),
    pytest.param({"value": f"https://u:{RANDOM}@host/x"}, id="address-with-password"),
    pytest.param({"uri": "tests/test_app.py"}, id="random-value-in-a-test"),
]


TWINS: dict[str, dict[str, object]] = {
    # By predicate: a candidate that differs from a dropped one in what the predicate asks.
    "is_lock_file_hash": {"detector": HEXADECIMAL, "uri": "app.txt", "name": "signing_key"},
    "is_base64_image": {"value": "iVBORw" + RANDOM},
    "is_component_code": {"kind": "flow", "path": ("template", "api_key", "value")},
    "is_langflow_node_metadata": {"kind": "flow", "path": ("node", "api_key")},
    "is_code_hash": {"name": "hash_secret"},
    "is_node_id": {"value": "ChatInput-aB3dE"},
    "is_uuid": {"value": UUID, "name": "pinecone_api_key"},
    "is_digest": {"detector": HEXADECIMAL, "value": draw(40, HEX), "name": "signing_key"},
    "is_unnamed": {"detector": BASE64, "name": "signing_key"},
    "is_placeholder": {"value": "yourself9"},
    "is_key_header_alone": {"detector": PRIVATE_KEY, "value": "BEGIN", "after": draw(64)},
    "is_reference": {"value": "$ecret-123!"},
    "is_variable_name": {"value": "Openai_Key_7"},
    "is_literal_word": {"value": "none7"},
    "is_too_short": {"value": "a1b"},
    "is_other_name": {"name": "token", "value": "abc1"},
    "is_public": {"name": "private_key"},
    "is_storage_name": {"name": "STORAGE_KEY", "value": draw(40), "uri": "a.ts"},
    "is_for_anybody": {"detector": JWT, "value": jwt({"role": "service_role"})},
    "is_published": {"detector": AZURE, "value": f"AccountKey={draw(86)}=="},
    "is_own_name": {"value": "password7", "name": "password"},
    "is_requirement": {"value": "1.5.0", "before": 'password = "'},
    "is_translation": {"value": "Passwort9", "uri": "src/i18n/login.json", "name": "password"},
    "is_prose": {"value": "Shown7"},
    "is_in_sentence": {"value": "langflow", "before": f'{SENTENCE[:-1]}: "', "after": '"; it.'},
    "is_address": {"value": f"https://u:{RANDOM}@host.invalid/path"},
    "is_path": {"value": "etc+keys+mine"},
    "is_code_fragment": {"value": "abc1"},
    "is_not_random": {"detector": NAMED, "name": "token", "value": draw(24)},
    "is_of_a_protocol": {"detector": NAMED, "name": "upload_token"},
    "is_sequence": {"detector": KNOWN, "value": "gh" + "p_" + draw(36)},
    "is_repetition": {"value": "abab", "name": "password", "kind": "dotenv", "uri": ".env"},
    "is_minified": {"before": "x" * 600},
    "is_test_value": {"uri": "app/app.py", "value": "hunter2"},
    "is_example_value": {"uri": ".env.example"},
    "is_throwaway": {"uri": ".github/workflows/ci.yml"},
    "is_no_key": {"value": "ollama", "name": "password", "kind": "dotenv", "uri": ".env"},
    "is_broken_token": {"name": "token", "value": f"eyJ{draw(30)}.{draw(30)}.{draw(43)}"},
    "is_capital_word": {"detector": ARTIFACTORY, "value": "AKC" + draw(40)},
    "is_sudoers_tag": {"value": "hunter2", "before": "app PASSWD:"},
    "is_recorded_traffic": {"uri": "session.har.py"},
    "is_link_token": {"detector": NAMED, "name": "api_key", "before": "/p?api_key="},
    "is_name_of_a_secret": {"name": "token_secret"},
    "is_shown_text": {"before": 'title="Give the password: '},
    "is_other_choice": {"value": "hunter2", "before": '{ "password" : "'},
    "is_commented_example": {"before": '# password = "'},
}


@pytest.mark.parametrize(("name", "changes"), TWINS.items())
def test_the_twin_of_what_a_filter_drops_stays(name: str, changes: dict[str, object]) -> None:
    assert name in {predicate.__name__ for predicate in PREDICATES}
    assert dropped_by(candidate(**changes)) == ""


@pytest.mark.parametrize("changes", KEPT)
def test_what_may_be_a_secret_stays(changes: dict[str, object]) -> None:
    assert dropped_by(candidate(**changes)) == ""


def test_every_predicate_is_used_says_why_and_is_tested() -> None:
    defined = {name for name in vars(secret_filters) if name.startswith("is_")}
    assert {test.__name__ for test in PREDICATES} == defined == {name for name, _ in DROPPED}
    assert defined == set(TWINS)
    assert all(test.__doc__ for test in PREDICATES)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("api_key", True),
        ("OPENAI_API_KEY", True),
        ("SECRET_KEY", True),
        ("accessToken", True),
        ("dbPassword", True),
        ("authorization", True),
        ("fernet_key", True),
        ("primary_key", False),
        ("key", False),
        ("keyboard", False),
        ("max_tokens", False),
        ("token_count", False),
        ("password_field", False),
        ("secret_name", False),
        ("passenger", False),
        ("", False),
    ],
)
def test_names_that_mean_a_secret(name: str, expected: bool) -> None:
    assert names_secret(name) is expected
