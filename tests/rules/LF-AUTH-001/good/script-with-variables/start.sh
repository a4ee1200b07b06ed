#!/bin/sh
set -a
. /etc/langflow/settings.env
set +a
langflow run --host 0.0.0.0
