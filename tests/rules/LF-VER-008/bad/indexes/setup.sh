#!/bin/sh
# ruleid: LF-VER-008
export PIP_EXTRA_INDEX_URL=https://packages.example.com/simple
# ruleid: LF-VER-008
uv pip install --index-strategy unsafe-best-match --extra-index-url https://packages.example.com/simple acme
