#!/bin/sh
# ruleid: LF-VER-001
pip install "langflow==1.2.0"
