#!/bin/sh
pip install langflow
# ruleid: LF-AUTH-001-version
langflow run --host 0.0.0.0
