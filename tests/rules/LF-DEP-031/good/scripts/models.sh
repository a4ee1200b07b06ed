#!/bin/bash
# export OLLAMA_HOST=0.0.0.0:11434
export OLLAMA_HOST=127.0.0.1:11434
ollama serve &
jupyter lab --ip=0.0.0.0 --port=8888
chroma run --path /srv/chroma --host 127.0.0.1
mlflow server --host 0.0.0.0 --app-name basic-auth
echo "models answer at $OLLAMA_HOST"
