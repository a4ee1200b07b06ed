#!/bin/sh
docker run -d -p 127.0.0.1:7860:7860 langflowai/langflow:1.13.0
# ruleid: LF-NET-032
ngrok http 7860 &
# ruleid: LF-NET-032
npx localtunnel --port 7860
# ruleid: LF-NET-032
ssh -R 80:localhost:7860 nokey@localhost.run
