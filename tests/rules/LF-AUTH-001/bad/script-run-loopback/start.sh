#!/bin/sh
# ruleid: LF-AUTH-001-local
LANGFLOW_AUTO_LOGIN=1 uv run langflow run
