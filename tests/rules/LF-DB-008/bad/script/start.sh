#!/bin/sh
# ruleid: LF-DB-008
umask 000
# ruleid: LF-DB-008
sudo chmod -R o+w /var/lib/langflow
# ruleid: LF-DB-008-shared
export LANGFLOW_CONFIG_DIR=/tmp/langflow
langflow run
