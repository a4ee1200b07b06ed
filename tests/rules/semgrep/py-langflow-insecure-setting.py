import os
import subprocess

# ruleid: py-langflow-insecure-setting
os.environ["LANGFLOW_AUTO_LOGIN"] = "true"
# ruleid: py-langflow-insecure-setting
os.environ.setdefault("LANGFLOW_WEBHOOK_AUTH_ENABLE", "False")
# ruleid: py-langflow-insecure-setting
subprocess.run(["langflow", "run"], env={"LANGFLOW_SKIP_AUTH_AUTO_LOGIN": "1", "PATH": "/bin"})
# ok: py-langflow-insecure-setting
os.environ["LANGFLOW_AUTO_LOGIN"] = "false"
# ok: py-langflow-insecure-setting
os.environ.setdefault("LANGFLOW_WEBHOOK_AUTH_ENABLE", "True")
# ok: py-langflow-insecure-setting
subprocess.run(["langflow", "run"], env={"LANGFLOW_SKIP_AUTH_AUTO_LOGIN": "0", "PATH": "/bin"})
# ok: py-langflow-insecure-setting
os.environ["LANGFLOW_PORT"] = "1"
