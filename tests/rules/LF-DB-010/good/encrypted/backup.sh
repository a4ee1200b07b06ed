#!/bin/sh
pg_dump "$LANGFLOW_DATABASE_URL" | gzip | age -r "$BACKUP_KEY" > langflow.sql.gz.age
aws s3 cp langflow.sql.gz.age s3://desk-backups/
