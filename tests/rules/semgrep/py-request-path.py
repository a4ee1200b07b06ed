import os
from pathlib import Path

from fastapi import FastAPI, HTTPException, UploadFile
from fastapi.responses import FileResponse
from flask import request
from werkzeug.utils import secure_filename

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


@app.post("/documents")
async def stored(documents: list[UploadFile]):
    for document in documents:
        target = Path("documents") / document.filename
        # ruleid: py-request-path
        with target.open("wb") as file:
            file.write(await document.read())
        kept = Path("documents") / Path(document.filename).name
        # ok: py-request-path
        with kept.open("wb") as file:
            file.write(await document.read())


@app.delete("/documents/{name}")
def removed(name: str):
    # ruleid: py-request-path
    os.unlink(os.path.join("documents", name))
    # ok: py-request-path
    os.unlink(os.path.join("documents", os.path.basename(name)))


@blueprint.route("/documents", methods=["PUT"])
def put():
    document = request.files["document"]
    # ruleid: py-request-path
    document.save(os.path.join("documents", document.filename))
    # ok: py-request-path
    document.save(os.path.join("documents", secure_filename(document.filename)))
