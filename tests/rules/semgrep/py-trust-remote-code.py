from datasets import load_dataset
from transformers import AutoModel

COMMIT = "3f1c2d4e5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d"


def load(name):
    # ruleid: py-trust-remote-code
    one = AutoModel.from_pretrained(name, trust_remote_code=True)
    # ruleid: py-trust-remote-code
    two = load_dataset(name, trust_remote_code=True)
    # ok: py-trust-remote-code
    three = AutoModel.from_pretrained(name, trust_remote_code=False)
    # ok: py-trust-remote-code
    four = AutoModel.from_pretrained(
        name, trust_remote_code=True, revision="3f1c2d4e5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d"
    )
    return one, two, three, four
