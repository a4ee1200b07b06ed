#!/bin/sh
pg_dump "$LANGFLOW_DATABASE_URL" | gzip > langflow.sql.gz
# ruleid: LF-DB-010
aws s3 cp langflow.sql.gz s3://desk-backups/
