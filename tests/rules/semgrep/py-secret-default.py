import os

# ruleid: py-secret-default
key = os.getenv("LANGFLOW_SECRET_KEY", "change-this-key")
# ruleid: py-secret-default
password = os.environ.get("LANGFLOW_SUPERUSER_PASSWORD", "langflow")
# ok: py-secret-default
required = os.environ["LANGFLOW_SECRET_KEY"]
# ok: py-secret-default
empty = os.getenv("OPENAI_API_KEY", "")
# ok: py-secret-default
placeholder = os.getenv("OPENAI_API_KEY", "not-set")
# ok: py-secret-default
region = os.getenv("AWS_REGION", "eu-central-1")
