#!/bin/bash
# ruleid: LF-DEP-031
export OLLAMA_HOST=0.0.0.0:11434
ollama serve &
# ruleid: LF-DEP-031-code
jupyter lab --ip=0.0.0.0 --port=8888 --ServerApp.token=''
# ruleid: LF-DEP-031
/opt/venv/bin/chroma run --path /srv/chroma --host 0.0.0.0 --port 8000
# ruleid: LF-DEP-031
mlflow server --host 0.0.0.0 --port 5000
