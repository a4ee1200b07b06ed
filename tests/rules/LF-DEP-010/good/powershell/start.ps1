param([string]$Address = "127.0.0.1")
Start-Process langflow -ArgumentList "run --host 127.0.0.1 --port 7860" -Wait
Start-Process -FilePath "langflow" -ArgumentList "run", "--host", $address
