import hashlib


def stored(password, salt, document, user):
    # # ruleid: py-password-fast-hash
    plain = hashlib.sha256(password.encode()).hexdigest()
    # # ruleid: py-password-fast-hash
    salted = hashlib.sha512((salt + user.password).encode()).hexdigest()
    # # ok: py-password-fast-hash
    slow = hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)
    # # ok: py-password-fast-hash
    derived = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 600_000)
    # # ok: py-password-fast-hash
    name = hashlib.sha256(document.encode()).hexdigest()
    return plain, salted, slow, derived, name
