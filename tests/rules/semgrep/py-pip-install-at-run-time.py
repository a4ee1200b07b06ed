import os
import subprocess
import sys

# ruleid: py-pip-install-at-run-time
subprocess.check_call([sys.executable, "-m", "pip", "install", "pdfplumber"])

# ruleid: py-pip-install-at-run-time
os.system("pip install pdfplumber")

# ruleid: py-pip-install-at-run-time
subprocess.run(["uv", "pip", "install", "pdfplumber"], check=True)

# ok: py-pip-install-at-run-time
subprocess.run([sys.executable, "-m", "pip", "list"], check=True)

# ok: py-pip-install-at-run-time
os.system("pip --version")
