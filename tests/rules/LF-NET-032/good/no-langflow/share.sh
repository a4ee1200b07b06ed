python gradio_app.py &
ngrok http 7860
