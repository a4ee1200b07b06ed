import requests


def check(base, code, text, headers):
    # ruleid: py-langflow-code-upload
    requests.post(f"{base}/api/v1/validate/code", json={"code": code}, headers=headers, timeout=9)
    # ruleid: py-langflow-code-upload
    requests.post(base + "/api/v1/custom_component", json={"code": code}, headers=headers, timeout=9)
    # ok: py-langflow-code-upload
    requests.post(f"{base}/api/v1/validate/code", json={"code": "x = 1"}, headers=headers, timeout=9)
    # ok: py-langflow-code-upload
    requests.post(f"{base}/api/v1/run/flow", json={"input_value": code}, headers=headers, timeout=9)
