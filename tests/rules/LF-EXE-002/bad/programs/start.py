import os
import subprocess

SETTINGS = {
    # ruleid: LF-EXE-002
    "LANGFLOW_ALLOW_PUBLIC_CUSTOM_COMPONENTS": "true",
}
for name, value in SETTINGS.items():
    os.environ[name] = value
subprocess.run(["langflow", "run"])
