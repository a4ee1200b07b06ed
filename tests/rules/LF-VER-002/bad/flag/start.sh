#!/bin/sh
# ruleid: LF-VER-002
pip install langflow==1.6.1
langflow run --env-file .env
