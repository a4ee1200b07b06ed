#!/bin/sh
docker run -d -p 7860:7860 -e LANGFLOW_AUTO_LOGIN=true \
  langflowai/langflow:1.5.0
