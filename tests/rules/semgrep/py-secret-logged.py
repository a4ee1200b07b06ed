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
