import subprocess

import requests
from lfx.custom import Component

# ruleid: lf-component-work-at-import
MODELS = requests.get("https://models.example/list", timeout=10).json()


class Chat(Component):
    # ruleid: lf-component-work-at-import
    version = subprocess.check_output(["model", "--version"])

    def models(self):
        # ok: lf-component-work-at-import
        return requests.get("https://models.example/list", timeout=10).json()


# ok: lf-component-work-at-import
later = lambda: requests.get("https://models.example/list", timeout=10)

if __name__ == "__main__":
    # ok: lf-component-work-at-import
    requests.get("https://models.example/list", timeout=10)
