from fastapi import Depends, FastAPI

app = FastAPI()


@app.delete("/documents/{name}")
def remove(name: str):
    # ruleid: py-endpoint-data-without-login
    documents.delete_one({"name": name})


@app.post("/notes")
def note(text: str):
    # ruleid: py-endpoint-data-without-login
    keep(text)


@app.get("/rows")
def rows():
    # ruleid: py-endpoint-data-without-login
    return db.execute("SELECT name FROM people").fetchall()


@app.delete("/own/{name}", dependencies=[Depends(current_user)])
def own(name: str):
    # ok: py-endpoint-data-without-login
    documents.delete_one({"name": name})


@app.post("/users/register")
def register(name: str):
    # ok: py-endpoint-data-without-login
    users.insert_one({"name": name})


@app.get("/health")
def health():
    # ok: py-endpoint-data-without-login
    return {"status": "up"}


def keep(text):
    # ok: py-endpoint-data-without-login
    NOTES.write_text(text)


def nightly():
    # ok: py-endpoint-data-without-login
    documents.delete_many({"old": True})
