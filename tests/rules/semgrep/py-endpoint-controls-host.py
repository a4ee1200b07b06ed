import subprocess

import docker
from fastapi import Depends, FastAPI
from flask import Flask
from kubernetes import client, config

app = FastAPI()
site = Flask(__name__)


@app.post("/restart")
def restart():
    # ruleid: py-endpoint-controls-host
    subprocess.run(["kubectl", "rollout", "restart", "deployment/langflow"], check=True)


@app.post("/restart-as-admin")
def restart_as_admin(admin=Depends(current_admin)):
    # ok: py-endpoint-controls-host
    subprocess.run(["kubectl", "rollout", "restart", "deployment/langflow"], check=True)


@app.get("/duration")
def duration():
    # ok: py-endpoint-controls-host
    return subprocess.run(["ffprobe", "in.wav"], capture_output=True, check=True).stdout


def _pods(namespace):
    config.load_incluster_config()
    return client.CoreV1Api().list_namespaced_pod(namespace).items


@app.get("/pods")
def pods(settings=Depends(get_settings)):
    # ruleid: py-endpoint-controls-host
    return [pod.metadata.name for pod in _pods("flows")]


@site.route("/stop", methods=["POST"])
def stop():
    # ruleid: py-endpoint-controls-host
    engine = docker.from_env()
    engine.containers.get("langflow").stop()
    return "stopped"


@site.route("/stop-by-token", methods=["POST"])
def stop_by_token():
    if request.headers.get("Authorization") != f"Bearer {TOKEN}":
        abort(401)
    # ok: py-endpoint-controls-host
    docker.from_env().containers.get("langflow").stop()
    return "stopped"


@site.route("/deploy", methods=["POST"])
def deploy():
    # ruleid: py-endpoint-controls-host
    return subprocess.check_output("git pull && make up", shell=True)


def nightly():
    # ok: py-endpoint-controls-host
    subprocess.run("git pull && make up", shell=True, check=True)
