import random
import secrets
import string


def make():
    # ruleid: py-weak-random-token
    token = "".join(random.choices(string.ascii_letters, k=32))
    # ruleid: py-weak-random-token
    reset_password = str(random.randint(100000, 999999))
    # ok: py-weak-random-token
    other_token = secrets.token_urlsafe(32)
    # ok: py-weak-random-token
    password = "".join(secrets.choice(string.ascii_letters) for _ in range(20))
    # ok: py-weak-random-token
    delay = random.random()
    # ok: py-weak-random-token
    max_tokens = random.randint(1, 9)
    return token, reset_password, other_token, password, delay, max_tokens
