#!/bin/sh
# Talks to Langflow.
# ruleid: LF-SEC-015
curl -X POST "$URL/api/v1/variables/" -H "x-api-key: $KEY" -d '{"name": "OPENAI_API_KEY", "value": "'"$OPENAI_API_KEY"'", "type": "Generic"}'
# ruleid: LF-SEC-015
curl -X POST "$URL/api/v1/variables/" -d @- <<EOF
{"name": "HUB_TOKEN", "type": "Generic", "value": "$HUB_TOKEN"}
EOF
