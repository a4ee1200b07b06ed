#!/bin/sh
# ruleid: LF-CI-003
lfx push flows/desk.json --target http://flows.example.com --api-key "$KEY"
# ruleid: LF-CI-003
uv run lfx pull --target=http://203.0.113.9:7860
