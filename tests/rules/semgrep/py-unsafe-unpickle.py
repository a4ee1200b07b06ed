import json
import pickle

import joblib
import numpy as np


def load(body, path):
    # ruleid: py-unsafe-unpickle
    one = pickle.loads(body)
    # ruleid: py-unsafe-unpickle
    two = joblib.load(path)
    # ruleid: py-unsafe-unpickle
    three = np.load(path, allow_pickle=True)
    # ok: py-unsafe-unpickle
    four = np.load(path, allow_pickle=False)
    # ok: py-unsafe-unpickle
    five = json.loads(body)
    # ok: py-unsafe-unpickle
    six = pickle.dumps(body)
    return one, two, three, four, five, six
