#!/bin/sh
chmod -R 777 /app/data
