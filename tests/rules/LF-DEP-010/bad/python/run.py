import os
import subprocess
import sys

ADDRESS = os.getenv("BIND_TO", "0.0.0.0")
env = os.environ.copy()
env["LANGFLOW_AUTO_LOGIN"] = "false"
# ruleid: LF-DEP-010
subprocess.Popen([sys.executable, "-m", "langflow", "run", "--host", "0.0.0.0"], env=env)
# ruleid: LF-DEP-010
os.system("langflow run --host 0.0.0.0 --port 7861")
port = 7862
# ruleid: LF-DEP-010
subprocess.run(f"uv run langflow run --host 0.0.0.0 --port {port}", shell=True)
