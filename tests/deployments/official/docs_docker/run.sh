#!/bin/sh
docker run -p 7860:7860 langflowai/langflow:latest
