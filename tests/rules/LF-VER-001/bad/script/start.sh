#!/bin/sh
# ruleid: LF-VER-001
uvx langflow@1.2.0 run
# ruleid: LF-VER-001
docker run langflowai/langflow:1.2.0
