#!/bin/sh
# Talks to Langflow.
# ruleid: LF-AUTH-018
curl "https://flows.example.com/api/v1/run/desk?x-api-key=@@RANDOM43@@"
# ruleid: LF-AUTH-018-variable
curl "https://flows.example.com/api/v1/run/desk?stream=false&x-api-key=$LANGFLOW_API_KEY"
