#!/bin/sh
VERSION=1.13.0
uv tool install "langflow==$VERSION"
uv run --with langflow==1.13.0 langflow run
echo pip install langflow
