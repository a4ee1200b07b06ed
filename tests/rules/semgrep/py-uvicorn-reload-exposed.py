import uvicorn
from flask import Flask

app = Flask(__name__)

# ruleid: py-uvicorn-reload-exposed
uvicorn.run("main:app", host="0.0.0.0", port=8000, reload=True)
# ruleid: py-uvicorn-reload-exposed
app.run(debug=True, host="0.0.0.0")
# ok: py-uvicorn-reload-exposed
uvicorn.run("main:app", host="127.0.0.1", port=8000, reload=True)
# ok: py-uvicorn-reload-exposed
uvicorn.run("main:app", host="0.0.0.0", port=8000)
# ok: py-uvicorn-reload-exposed
app.run(host="0.0.0.0")
