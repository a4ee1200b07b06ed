#!/bin/sh
# ruleid: LF-KEY-001
LANGFLOW_SECRET_KEY='@@RANDOM43@@' langflow run
