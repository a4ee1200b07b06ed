#!/bin/sh
curl -X POST "$URL/api/v1/variables/" -d '{"name": "OPENAI_API_KEY", "type": "Generic"}'
