"""Runs with an interpreter that has lfx: what its settings classes make of environments.

Reads a JSON list of environments (objects, in order) from stdin; writes a JSON list with, for each,
the settings by prefixed name, or null where the classes refuse it. Imports nothing of ours.
"""

import json
import os
import sys
import tempfile


def main() -> None:
    for name in [name for name in os.environ if "LANGFLOW" in name.upper()]:
        del os.environ[name]
    environments = json.load(sys.stdin)
    output = os.dup(1)
    os.dup2(2, 1)  # what the libraries print is not ours to read
    results = [computed(environment) for environment in environments]
    os.write(output, json.dumps(results).encode())


def computed(environment: dict[str, str]) -> dict[str, str | None] | None:
    from lfx.services.settings.auth import AuthSettings
    from lfx.services.settings.base import Settings
    from lfx.utils.ssrf_protection import is_ssrf_protection_enabled

    os.environ.update(environment)
    try:
        with tempfile.TemporaryDirectory() as folder:
            auth, rest = AuthSettings(CONFIG_DIR=folder), Settings()
            for name, value in environment.items():
                # What `langflow run` does with its environment once the classes are made.
                field = name.replace("LANGFLOW_", "")
                if hasattr(auth, field):
                    setattr(auth, field, value)
            found = {f"LANGFLOW_{n.upper()}": text(v) for n, v in (*rest, *auth)}
            if "LANGFLOW_SSRF_PROTECTION_ENABLED" in environment:
                # Not the class but a function of its own reads this variable.
                found["LANGFLOW_SSRF_PROTECTION_ENABLED"] = str(is_ssrf_protection_enabled())
            return found
    except (ValueError, KeyError):  # ValidationError is the first; a validator raises the second
        return None
    finally:
        for name in environment:
            os.environ.pop(name, None)


def text(value: object) -> str | None:
    """A value as an environment variable would spell it."""
    if hasattr(value, "get_secret_value"):
        value = value.get_secret_value()
    if isinstance(value, list | tuple | set):
        return ",".join(map(str, value))
    return None if value is None else str(getattr(value, "value", value))


if __name__ == "__main__":
    main()
