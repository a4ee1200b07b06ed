#!/bin/sh
pg_dump "$SHOP_URL" > shop.sql
aws s3 cp shop.sql s3://shop-backups/
