#!/bin/sh
docker run -d langflowai/langflow:1.13.0
docker run -d "langflowai/langflow:$VERSION"
docker exec -it langflow bash
