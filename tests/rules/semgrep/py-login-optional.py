import os

from fastapi import Header, HTTPException

API_KEY = os.environ.get("SERVICE_API_KEY", "")


def check_api_key(x_api_key: str = Header("")):
    # ruleid: py-login-optional
    if not API_KEY:
        return
    if x_api_key != API_KEY:
        raise HTTPException(401)


async def verify_token(authorization: str = Header("")):
    expected = os.getenv("SERVICE_TOKEN")
    # ruleid: py-login-optional
    if not expected:
        return True
    return authorization == f"Bearer {expected}"


def require_token(authorization: str = Header("")):
    # ok: py-login-optional
    if not API_KEY:
        raise HTTPException(503)
    if authorization != API_KEY:
        raise HTTPException(401)


def is_valid_token(token: str):
    # ok: py-login-optional
    if not token:
        return None
    return token == API_KEY


def send(text: str):
    # ok: py-login-optional
    if not API_KEY:
        return
    post(text, key=API_KEY)


def has_access(token: str):
    # ok: py-login-optional
    if not API_KEY:
        return False
    return token == API_KEY
