#!/bin/bash
docker run -d -p 80:7860 -e LANGFLOW_AUTO_LOGIN="$AUTO_LOGIN" langflowai/langflow:1.12.8
docker run -d -p 80:7860 --env-file /etc/langflow.env langflowai/langflow:1.12.8
docker run -d -p 80:7860 -e LANGFLOW_AUTO_LOGIN=no langflowai/langflow:1.12.8
docker run -d -p 80:7860 langflowai/langflow:1.13.0
docker pull langflowai/langflow:1.12.8
