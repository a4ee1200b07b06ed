#!/bin/sh
docker run -d -p 127.0.0.1:7860:7860 langflowai/langflow:1.13.0
docker run -d -p 5432:5432 postgres:16
docker run -d --network flows langflowai/langflow:1.13.0
