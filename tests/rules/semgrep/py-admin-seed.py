import os
import secrets

from passlib.context import CryptContext
from werkzeug.security import generate_password_hash

pwd_context = CryptContext(schemes=["bcrypt"])


def seed(database):
    # ruleid: py-admin-seed
    database.add(User(name="admin", password_hash=generate_password_hash("admin123")))
    # ruleid: py-admin-seed
    database.add(User(name="root", hashed=pwd_context.hash("changeme!")))
    # ruleid: py-admin-seed
    create_superuser(name="admin", password="flowmaster")
    # ok: py-admin-seed
    create_superuser(name="admin", password=os.environ["ADMIN_PASSWORD"])
    # ok: py-admin-seed
    database.add(User(name="admin", password_hash=generate_password_hash(secrets.token_urlsafe())))
    # ok: py-admin-seed
    database.add(User(name="admin", password=""))
    # ok: py-admin-seed
    seen = hash("a line of text")
    return seen


def hashed(password):
    # ok: py-admin-seed
    return generate_password_hash(password)
