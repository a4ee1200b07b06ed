#!/bin/sh
# Talks to Langflow.
curl -H "x-api-key: $LANGFLOW_API_KEY" https://flows.example.com/api/v1/run/desk
# not like this: https://flows.example.com/api/v1/run/desk?x-api-key=$KEY
curl "https://search.example.com/v2/query?x-api-key=$SEARCH_KEY"
