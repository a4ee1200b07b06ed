#!/bin/sh
export LANGFLOW_AUTO_LOGIN=false
export LANGFLOW_SUPERUSER=admin
# ruleid: LF-AUTH-004
export LANGFLOW_SUPERUSER_PASSWORD=admin123
langflow run
