from fastapi import FastAPI
from starlette.applications import Starlette

# ruleid: py-asgi-debug
app = FastAPI(title="chat", debug=True)
# ruleid: py-asgi-debug
site = Starlette(debug=True)
# ok: py-asgi-debug
own = FastAPI(title="chat", debug=False)
# ok: py-asgi-debug
other = Starlette(debug=settings.debug)
