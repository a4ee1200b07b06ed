langflow run &
# ruleid: LF-NET-032-dev
ngrok http http://localhost:7860
