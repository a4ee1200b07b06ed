#!/bin/sh
cp /app/langflow/langflow.db copy.db
# ruleid: LF-DB-010-public
aws s3 cp copy.db s3://desk-site/ --acl public-read --sse AES256
