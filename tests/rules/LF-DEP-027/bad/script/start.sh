#!/bin/sh
# ruleid: LF-DEP-027
uvicorn --factory langflow.main:create_app --host 0.0.0.0 --port 7860 --reload
