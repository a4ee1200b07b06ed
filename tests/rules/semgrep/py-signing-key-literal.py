import os

import jwt
from flask import Flask

app = Flask(__name__)
# ruleid: py-signing-key-literal
app.secret_key = "made up"


def token(claims, text):
    # ruleid: py-signing-key-literal
    one = jwt.encode(claims, "made up", algorithm="HS256")
    # ok: py-signing-key-literal
    two = jwt.encode(claims, os.environ["JWT_KEY"], algorithm="HS256")
    # ok: py-signing-key-literal
    three = jwt.decode(text, os.environ["JWT_KEY"], algorithms=["HS256"])
    return one, two, three
