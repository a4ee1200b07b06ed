#!/bin/sh
BIND=127.0.0.1
docker run -d -p "$BIND:${PORT:-80}:7860" langflowai/langflow:1.13.0
