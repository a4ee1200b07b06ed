#!/bin/sh
# ruleid: LF-DEP-001
sudo docker run --rm -it -p 127.0.0.1:7860:7860 langflowai/langflow
# ruleid: LF-DEP-001
podman run -d --restart always langflowai/langflow:latest
