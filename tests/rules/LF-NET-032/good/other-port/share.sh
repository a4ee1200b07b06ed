langflow run --port 7860 &
ngrok http 3000
