#!/bin/sh
export LANGFLOW_AUTO_LOGIN=true
export LANGFLOW_AUTO_LOGIN=false
echo "LANGFLOW_AUTO_LOGIN=true langflow run"
# LANGFLOW_AUTO_LOGIN=true langflow run
exec langflow run --host 0.0.0.0
