#!/bin/sh
langflow run &
ngrok http 7860 --oauth google --oauth-allow-domain example.com
tailscale serve 7860
devtunnel host -p 7860
echo ngrok http 7860
