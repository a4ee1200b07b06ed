#!/bin/bash
# ruleid: LF-DEP-010-internal
langflow run --host 0.0.0.0
