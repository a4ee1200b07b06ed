import logging
import os

import requests

logger = logging.getLogger(__name__)
key = os.environ["OPENAI_API_KEY"]
# # ruleid: py-secret-logged
print(f"using {key}")
# # ruleid: py-secret-logged
logger.debug("key %s", os.getenv("LANGFLOW_API_KEY"))
# # ok: py-secret-logged
print("key is set:", key is not None)
# # ok: py-secret-logged
logger.debug("region %s", os.getenv("AWS_REGION"))
answer = requests.get("https://langflow.example/health", headers={"x-api-key": key}, timeout=9)
# # ok: py-secret-logged
logger.info("answered %s", answer)


def failed():
    # # ruleid: py-secret-logged
    raise RuntimeError("refused: " + os.environ["DB_PASSWORD"])


def refused():
    # # ok: py-secret-logged
    raise RuntimeError("refused: " + os.environ["DB_HOST"])


def sent(settings, text):
    headers = {"Authorization": f"Bearer {settings.api_key}", "Accept": "application/json"}
    # # ruleid: py-secret-logged
    logger.info("calling Langflow with %s", headers)
    # # ok: py-secret-logged
    logger.info("calling Langflow with %s", {"Accept": "application/json"})
    # # ok: py-secret-logged
    logger.info("answered %s", requests.post(settings.url, headers=headers, timeout=9).status_code)
    # # ruleid: py-secret-logged
    print("key: " + settings.api_key)
    # # ok: py-secret-logged
    print("key: " + settings.api_key[:4])
    # # ok: py-secret-logged
    print(f"{settings.max_tokens} tokens, page {settings.next_page_token}")
    # # ok: py-secret-logged
    logger.info("sent as %s", "a user" if settings.api_key else "nobody")


async def received(request):
    # # ruleid: py-secret-logged
    logger.debug("headers: %s", dict(request.headers))
    # # ok: py-secret-logged
    logger.debug("agent: %s", request.headers.get("user-agent"))
    # # ok: py-secret-logged
    logger.debug("agent: %s", request.headers["user-agent"])


def shortened(settings, wallet, keycloak, event):
    # # ruleid: py-secret-logged
    print("key: " + settings.api_key[:20] + "...")
    # # ruleid: py-secret-logged
    logger.info(f"signing with {wallet.private_key[0:32]}")
    # # ok: py-secret-logged
    logger.info(f"signing with ...{wallet.private_key[-4:]}")
    # # ruleid: py-secret-logged
    logger.debug("logged in: %s", keycloak.token)
    # # ok: py-secret-logged
    logger.debug("next word: %s", event.token)
