#!/bin/bash
export OPENAI_API_KEY="${OPENAI_API_KEY:?}"
export ANTHROPIC_API_KEY=$(pass show anthropic)
docker run -e OPENAI_API_KEY -e GROQ_API_KEY=$GROQ langflowai/langflow:1.13.0
