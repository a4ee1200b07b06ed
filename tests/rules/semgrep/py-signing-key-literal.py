import os

import jwt
from flask import Flask

app = Flask(__name__)
# ruleid: py-signing-key-literal
app.secret_key = "made up"
# ruleid: py-signing-key-literal
app.config["SECRET_KEY"] = "made up too"
# ruleid: py-signing-key-literal
app.config.update(DEBUG=False, SECRET_KEY="made up too")
# ok: py-signing-key-literal
app.config["SECRET_KEY"] = os.environ["SESSION_KEY"]
# ok: py-signing-key-literal
app.config["SECRET_NAME"] = "made-up"
SIGNED_WITH = "made up at the top"
# ok: py-signing-key-literal
ALGORITHM = "HS256"


def token(claims, text):
    # ruleid: py-signing-key-literal
    one = jwt.encode(claims, "made up", algorithm="HS256")
    # ok: py-signing-key-literal
    two = jwt.encode(claims, os.environ["JWT_KEY"], algorithm="HS256")
    # ok: py-signing-key-literal
    three = jwt.decode(text, os.environ["JWT_KEY"], algorithms=["HS256"])
    return one, two, three


def other(claims):
    # ruleid: py-signing-key-literal
    return jwt.encode(claims, SIGNED_WITH, algorithm=ALGORITHM)


# ruleid: py-signing-key-literal
app.add_middleware(SessionMiddleware, secret_key="made up")
# ok: py-signing-key-literal
app.add_middleware(SessionMiddleware, secret_key=os.environ["SESSION_KEY"])
