python voice_bot.py &
ngrok http 7860
