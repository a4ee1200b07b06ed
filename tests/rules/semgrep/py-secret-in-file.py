import json
import os
from pathlib import Path

import requests


def saved(url, body):
    # ruleid: py-secret-in-file
    Path("key.txt").write_text(os.environ["LANGFLOW_API_KEY"])
    # ok: py-secret-in-file
    Path("region.txt").write_text(os.environ["REGION"])
    token = requests.post(url, data=body, timeout=9).json()["access_token"]
    with Path("token.json").open("w") as file:
        # ruleid: py-secret-in-file
        json.dump({"token": token}, file)
        # ok: py-secret-in-file
        json.dump({"token": "kept elsewhere"}, file)


def fetched(url):
    answer = requests.get(url, headers={"x-api-key": os.environ["LANGFLOW_API_KEY"]}, timeout=9)
    # ok: py-secret-in-file
    Path("answer.json").write_text(answer.text)
