#!/bin/sh
pg_dump "$LANGFLOW_DATABASE_URL" > /var/backups/langflow.sql
