#!/bin/bash
pip install langflow==1.13.0
# ruleid: LF-DEP-010
langflow run --host 0.0.0.0 --port 7860
