#!/bin/sh
KEY=$(openssl rand -base64 32)
export LANGFLOW_SECRET_KEY="$KEY"
docker run -e LANGFLOW_SECRET_KEY="${KEY:?}" -e LANGFLOW_SECRET_KEY langflowai/langflow:1.13.0
cat > .env <<END
LANGFLOW_SECRET_KEY=$(openssl rand -base64 32)
END
