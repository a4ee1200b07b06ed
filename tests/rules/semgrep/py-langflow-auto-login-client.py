import requests


def log_in(base, session):
    # ruleid: py-langflow-auto-login-client
    token = requests.get(f"{base}/api/v1/auto_login", timeout=10).json()
    # ruleid: py-langflow-auto-login-client
    session.get(base + "/api/v1/auto_login")
    # ok: py-langflow-auto-login-client
    requests.post(f"{base}/api/v1/login", data={}, timeout=10)
    # ok: py-langflow-auto-login-client
    session.get(base + "/api/v1/auto_logout")
    return token
