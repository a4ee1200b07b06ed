#!/bin/sh
# Talks to Langflow.
curl -X POST "$URL/api/v1/variables/" -d '{"name": "OPENAI_API_KEY", "value": "'"$OPENAI_API_KEY"'", "type": "Credential"}'
curl -X POST "$URL/api/v1/variables/" -d '{"name": "GREETING", "value": "hello", "type": "Generic"}'
curl -X POST "$URL/api/v1/other/" -d '{"name": "OPENAI_API_KEY", "type": "Generic"}'
