import base64
import hashlib
import os

from cryptography.fernet import Fernet

# ruleid: py-key-from-secret
cipher = Fernet(base64.urlsafe_b64encode(hashlib.sha256(os.environ["JWT_SECRET"].encode()).digest()))
digest = hashlib.sha256(os.environ["SECRET_KEY"].encode()).digest()
key = base64.urlsafe_b64encode(digest)
derived = base64.urlsafe_b64encode(hashlib.sha256(b"x").digest())
# ruleid: py-key-from-secret
other = Fernet(derived)
# ok: py-key-from-secret
own = Fernet(os.environ["ENCRYPTION_KEY"])
# ok: py-key-from-secret
new = Fernet(Fernet.generate_key())
