import requests


def run(base, key, body):
    # ruleid: py-langflow-key-in-url
    requests.post(f"{base}/api/v1/run/chat?x-api-key={key}", json=body, timeout=30)
    # ruleid: py-langflow-key-in-url
    url = base + "/api/v1/run/chat?x-api-key={}".format(key)
    # ruleid: py-langflow-key-in-url
    requests.post(base, params={"x-api-key": key}, json=body, timeout=30)
    # ok: py-langflow-key-in-url
    requests.post(f"{base}/api/v1/run/chat", headers={"x-api-key": key}, json=body, timeout=30)
    # ok: py-langflow-key-in-url
    requests.post(base, params={"stream": key}, json=body, timeout=30)
    return url
