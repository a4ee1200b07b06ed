from langchain_core.load import dumpd, load, loads
from langchain_core.messages import HumanMessage


def read(body, data):
    # ruleid: py-langchain-load-untrusted
    one = loads(body)
    # ruleid: py-langchain-load-untrusted
    two = load(data, secrets_from_env=True)
    # ok: py-langchain-load-untrusted
    three = loads(body, allowed_objects=[HumanMessage])
    # ok: py-langchain-load-untrusted
    four = load(dumpd(HumanMessage("hello")))
    return one, two, three, four
