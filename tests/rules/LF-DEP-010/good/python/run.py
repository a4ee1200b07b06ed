import os
import subprocess

subprocess.run(["langflow", "run", "--host", os.environ["BIND_TO"]])
subprocess.run(["langflow", "run", "--host", os.getenv("BIND_TO", "127.0.0.1")])
print("langflow run --host 0.0.0.0")
