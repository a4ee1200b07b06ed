#!/bin/sh
umask 077
chmod 777 /mnt/exchange
LANGFLOW_CONFIG_DIR=/var/lib/langflow langflow run
