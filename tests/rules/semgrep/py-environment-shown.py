import json
import logging
import os

from flask import Flask, jsonify
from lfx.schema.data import Data

logger = logging.getLogger(__name__)
app = Flask(__name__)

# ruleid: py-environment-shown
print(os.environ)
# ruleid: py-environment-shown
logger.debug("environment: %s", dict(os.environ))
# ok: py-environment-shown
print(sorted(os.environ))
# ok: py-environment-shown
logger.debug("environment: %s", len(os.environ))


@app.route("/debug")
def debug():
    # ruleid: py-environment-shown
    return jsonify(dict(os.environ))


@app.route("/region")
def region():
    # ok: py-environment-shown
    return jsonify(os.environ["REGION"])


def output():
    # ruleid: py-environment-shown
    return Data(data=dict(os.environ))


def child_environment():
    # ok: py-environment-shown
    environment = dict(os.environ)
    environment["LANG"] = "C"
    return environment
