import os
from pathlib import Path

from fastapi import FastAPI, HTTPException, UploadFile
from fastapi.responses import FileResponse

app = FastAPI()
DATA = Path("/data")


@app.get("/files/{name:path}")
def file(name: str):
    # ruleid: py-request-path
    return FileResponse(f"/data/{name}")


@app.post("/upload")
async def upload(document: UploadFile):
    target = DATA / document.filename
    # ruleid: py-request-path
    target.write_bytes(await document.read())


@app.get("/compared/{name}")
def compared(name: str):
    path = (DATA / name).resolve()
    if not path.is_relative_to(DATA):
        raise HTTPException(404)
    # ok: py-request-path
    return FileResponse(path)


@app.post("/flat")
async def flat(document: UploadFile):
    target = DATA / os.path.basename(document.filename)
    # ok: py-request-path
    target.write_bytes(await document.read())
