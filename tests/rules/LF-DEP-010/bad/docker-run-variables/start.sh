#!/bin/sh
# ruleid: LF-DEP-010
docker run -d -p "${PORT:-80}:7860" langflowai/langflow:1.13.0
# ruleid: LF-DEP-010
docker run -d -p "$PORT:7860" langflowai/langflow:1.13.0
