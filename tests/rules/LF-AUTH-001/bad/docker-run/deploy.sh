#!/bin/bash
docker rm -f langflow || true
docker run -d --name langflow -p 80:7860 \
  -e LANGFLOW_AUTO_LOGIN="true" \
  langflowai/langflow:1.13.0
# ruleid: LF-AUTH-001
docker run -d --publish=7861:7860 langflowai/langflow:1.12.8
# ruleid: LF-AUTH-001-local
docker run -p127.0.0.1:7862:7860 langflowai/langflow:1.12.8
