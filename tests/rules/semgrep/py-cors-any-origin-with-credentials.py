from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
# ruleid: py-cors-any-origin-with-credentials
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)
# ruleid: py-cors-any-origin-with-credentials
app.add_middleware(CORSMiddleware, allow_credentials=True, allow_methods=["*"], allow_origins=["*"])
# ok: py-cors-any-origin-with-credentials
app.add_middleware(CORSMiddleware, allow_origins=["https://chat.example"], allow_credentials=True)
# ok: py-cors-any-origin-with-credentials
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=False)
