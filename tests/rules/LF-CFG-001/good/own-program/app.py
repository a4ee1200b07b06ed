import os

URL = os.environ["LANGFLOW_DB_URL"]
