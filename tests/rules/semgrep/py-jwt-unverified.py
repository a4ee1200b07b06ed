import jwt


def claims(token, key, options):
    # ruleid: py-jwt-unverified
    one = jwt.decode(token, options={"verify_signature": False})
    # ruleid: py-jwt-unverified
    two = jwt.decode(token, key, algorithms=["HS256", "none"])
    # ok: py-jwt-unverified
    three = jwt.decode(token, key, algorithms=["RS256"], audience="langflow")
    # ok: py-jwt-unverified
    four = jwt.decode(token, key, algorithms=["RS256"], options={"verify_aud": False})
    return one, two, three, four
