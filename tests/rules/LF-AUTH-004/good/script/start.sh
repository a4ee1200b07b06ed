#!/bin/sh
export LANGFLOW_AUTO_LOGIN=false
export LANGFLOW_SUPERUSER_PASSWORD="$(cat /run/secrets/langflow)"
langflow run
docker run -e LANGFLOW_SUPERUSER_PASSWORD langflowai/langflow:1.13.0
