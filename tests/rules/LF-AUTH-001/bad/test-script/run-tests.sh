#!/bin/sh
# ruleid: LF-AUTH-001-test
LANGFLOW_AUTO_LOGIN=true langflow run --backend-only --host 0.0.0.0 &
pytest
