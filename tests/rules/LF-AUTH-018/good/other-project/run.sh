#!/bin/sh
curl "https://agents.example.com/api/v1/run/desk?x-api-key=$AGENTS_KEY"
