#!/bin/sh
langflow run &
curl -s http://localhost:7860/api/v1/flows/ -o flows.json
curl -s https://flows.example.com/api/v1/flows/download/ -o flows/all.json
curl -X POST https://example.com/flows.json -d @flows/desk.json
