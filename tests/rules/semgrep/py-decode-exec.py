import base64
import json
import marshal
import zlib

PACKED = b""

# ruleid: py-decode-exec
exec(zlib.decompress(base64.b64decode(PACKED)))


def staged(text):
    code = base64.b64decode(text).decode()
    # ruleid: py-decode-exec
    eval(compile(code, "<string>", "eval"))


def code_object(data):
    # ruleid: py-decode-exec
    exec(marshal.loads(data))


def data(text):
    # ok: py-decode-exec
    return json.loads(base64.b64decode(text))


def fixed(text):
    picture = base64.b64decode(text)
    # ok: py-decode-exec
    exec("pass")
    return picture
