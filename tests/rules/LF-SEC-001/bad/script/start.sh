#!/bin/bash
# ruleid: LF-SEC-001
export OPENAI_API_KEY="@@RANDOM43@@"
langflow run
# ruleid: LF-SEC-001
docker run -e ANTHROPIC_API_KEY=@@RANDOM43@@ langflowai/langflow:1.13.0
