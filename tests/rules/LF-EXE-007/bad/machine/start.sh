#!/bin/sh
# ruleid: LF-EXE-007
export LANGFLOW_SEED_DIR=/tmp/bundles
langflow run --host 0.0.0.0
