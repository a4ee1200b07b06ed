#!/bin/sh
echo "key: ${LANGFLOW_SECRET_KEY:+set} ${#OPENAI_API_KEY}"
echo "$HUB_TOKEN" | docker login -u bob --password-stdin
echo "OPENAI_API_KEY=$OPENAI_API_KEY" >> .env.local
echo '$OPENAI_API_KEY comes from the vault'
token=$(printf %s "$HUB_TOKEN")
read_token() {
  echo "$HUB_TOKEN"
}
echo "as $LANGFLOW_SUPERUSER on $LANGFLOW_PORT"
exec langflow run
