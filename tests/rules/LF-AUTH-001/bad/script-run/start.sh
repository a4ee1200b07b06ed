#!/bin/sh
# ruleid: LF-AUTH-001
export LANGFLOW_AUTO_LOGIN=true
exec langflow run --host 0.0.0.0 --port 7860
