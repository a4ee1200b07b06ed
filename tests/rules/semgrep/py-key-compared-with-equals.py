import hmac
import os


def allowed(x_api_key, settings):
    # # ruleid: py-key-compared-with-equals
    if x_api_key == os.environ["SERVICE_API_KEY"]:
        return True
    # # ruleid: py-key-compared-with-equals
    if settings.api_token != x_api_key:
        return False
    # # ok: py-key-compared-with-equals
    if hmac.compare_digest(x_api_key, os.environ["SERVICE_API_KEY"]):
        return True
    # # ok: py-key-compared-with-equals
    if os.environ["SERVICE_API_KEY"] == "":
        return False
    # # ok: py-key-compared-with-equals
    return os.environ["REGION"] == x_api_key
