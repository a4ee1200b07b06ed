#!/bin/sh
# ruleid: LF-FLOW-040
curl -s https://example.com/agents/desk.json > /srv/agents/desk.json
LANGFLOW_LOAD_FLOWS_PATH=/srv/agents langflow run
