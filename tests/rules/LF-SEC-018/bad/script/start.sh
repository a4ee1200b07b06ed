#!/bin/sh
# ruleid: LF-SEC-018
echo "starting with $LANGFLOW_SECRET_KEY"
# ruleid: LF-SEC-018
printf '%s\n' "${OPENAI_API_KEY:-none}" >&2
exec langflow run
