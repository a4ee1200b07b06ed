#!/bin/sh
# ruleid: LF-DEP-010
docker run -d -p 7860:7860 langflowai/langflow:1.13.0
# ruleid: LF-DEP-010-open
docker run -d -p 7860:7860 -e LANGFLOW_AUTO_LOGIN=true langflowai/langflow:1.13.0
# ruleid: LF-DEP-010
docker run -d --network=host langflowai/langflow:1.13.0
