#!/bin/sh
# ruleid: LF-VER-003
uv tool install langflow
# ruleid: LF-VER-003
uv run --with langflow langflow run
