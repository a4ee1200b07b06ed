#!/bin/bash
uv pip install langflow==1.13.0
uv run langflow run --host 127.0.0.1 --port 7860
