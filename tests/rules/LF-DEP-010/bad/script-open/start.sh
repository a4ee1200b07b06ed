#!/bin/bash
export LANGFLOW_AUTO_LOGIN=true
# ruleid: LF-DEP-010-open
export LANGFLOW_HOST=0.0.0.0
uv run langflow run
