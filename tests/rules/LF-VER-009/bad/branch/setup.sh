#!/bin/sh
# ruleid: LF-VER-009
uv pip install --requirement=https://example.com/flows/requirements.txt
# ruleid: LF-VER-009
pip install langflow==1.13.0 -c https://raw.githubusercontent.com/example/flows/HEAD/constraints.txt
