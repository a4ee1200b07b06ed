"""A deployment as it should be, in every format: nothing of medium severity or higher."""

from pathlib import Path

import pytest

from scanner.model.rule import Severity
from tests.deployments.test_same_everywhere import found

IMAGE = "langflowai/langflow:1.13.0"
OPEN = {"LANGFLOW_AUTO_LOGIN": "false", "LANGFLOW_ENABLE_SUPERUSER_CLI": "false"}
HIDDEN = (
    "LANGFLOW_SUPERUSER",
    "LANGFLOW_SUPERUSER_PASSWORD",
    "LANGFLOW_SECRET_KEY",
    "LANGFLOW_DATABASE_URL",
)


def lines(form: str, hidden: str) -> str:
    """Every setting in a format's own words."""
    given = [form.replace("NAME", name).replace("VALUE", value) for name, value in OPEN.items()]
    return "".join([*given, *(hidden.replace("NAME", name) for name in HIDDEN)])


FORMATS = {
    "helmrelease.yaml": (
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: flow}\nspec:\n"
        "  values:\n    langflow:\n      backend:\n        image: {tag: 1.13.0}\n        env:\n"
        + lines(
            "          - {name: NAME, value: 'VALUE'}\n",
            "          - {name: NAME, valueFrom: {secretKeyRef: {name: flow, key: NAME}}}\n",
        )
    ),
    "knative.yaml": (
        "apiVersion: serving.knative.dev/v1\nkind: Service\n"
        "metadata: {name: flow, annotations: {run.googleapis.com/ingress: internal}}\nspec:\n"
        "  template:\n    spec:\n      automountServiceAccountToken: false\n      containers:\n"
        f"      - image: {IMAGE}\n        env:\n"
        + lines(
            "        - {name: NAME, value: 'VALUE'}\n",
            "        - {name: NAME, valueFrom: {secretKeyRef: {name: flow, key: NAME}}}\n",
        )
    ),
    "up.ps1": (
        "docker run -d -p 127.0.0.1:7860:7860 `\n"
        + lines("  -e NAME=VALUE `\n", "  -e NAME `\n")
        + f"  {IMAGE}\n"
    ),
    "up.bat": (
        "docker run -d -p 127.0.0.1:7860:7860 ^\r\n"
        + lines("  -e NAME=VALUE ^\r\n", "  -e NAME=%NAME% ^\r\n")
        + f"  {IMAGE}\r\n"
    ),
    "deploy.sh": (
        f"gcloud run deploy flow --image {IMAGE} --no-allow-unauthenticated --ingress internal \\\n"
        "  --set-env-vars LANGFLOW_AUTO_LOGIN=false,LANGFLOW_ENABLE_SUPERUSER_CLI=false \\\n"
        "  --set-secrets LANGFLOW_SUPERUSER_PASSWORD=p:latest,LANGFLOW_SECRET_KEY=k:latest\n"
    ),
    "cloud-init.yaml": (
        "#cloud-config\nwrite_files:\n- path: /opt/compose.yml\n  content: |\n    services:\n"
        f"      flow:\n        image: {IMAGE}\n        ports: ['127.0.0.1:7860:7860']\n"
        "        environment:\n" + lines("          NAME: 'VALUE'\n", "          NAME: ${NAME:?}\n")
    ),
    "template.yaml": (
        "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Task:\n"
        "    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n"
        f"        - Image: {IMAGE}\n          Environment:\n"
        + lines("            - {Name: NAME, Value: 'VALUE'}\n", "")
        + "          Secrets:\n"
        + lines("", "            - {Name: NAME, ValueFrom: !Ref Secret}\n")
    ),
    "main.bicep": (
        "resource app 'Microsoft.App/containerApps@2024-03-01' = {\n  properties: {\n"
        "    configuration: { ingress: { external: false } }\n"
        f"    template: {{ containers: [ {{\n      image: '{IMAGE}'\n      env: [\n"
        + lines(
            "        { name: 'NAME', value: 'VALUE' }\n",
            "        { name: 'NAME', secretRef: 's' }\n",
        )
        + "      ]\n    } ] }\n  }\n}\n"
    ),
    "playbook.yml": (
        "- hosts: all\n  tasks:\n    - name: up\n      community.docker.docker_container:\n"
        f"        image: {IMAGE}\n        ports: ['127.0.0.1:7860:7860']\n        env:\n"
        + lines("          NAME: 'VALUE'\n", "          NAME: '{{ vault_NAME }}'\n")
    ),
    "main.tf": (
        'resource "helm_release" "flow" {\n  chart = "langflow-ide"\n  values = [yamlencode({\n'
        '    langflow = { backend = {\n      image = { tag = "1.13.0" }\n      env = [\n'
        + lines(
            '        { name = "NAME", value = "VALUE" },\n',
            '        { name = "NAME", valueFrom = { secretKeyRef = { name = "f" } } },\n',
        )
        + "      ]\n    } }\n  })]\n}\n"
    ),
    "heroku.yml": (
        "setup:\n  config:\n"
        + lines("    NAME: 'VALUE'\n", "")
        + "run:\n  web: langflow run --host 0.0.0.0 --port $PORT\n"
    ),
    "supervisord.conf": (
        "[program:langflow]\ncommand=langflow run --host 127.0.0.1\n"
        'environment=LANGFLOW_AUTO_LOGIN="false",LANGFLOW_SECRET_KEY="%(ENV_KEY)s"\n'
    ),
    "flow.container": (
        f"[Container]\nImage={IMAGE}\nPublishPort=127.0.0.1:7860:7860\n"
        + lines("Environment=NAME=VALUE\n", "")
        + "".join(f"Secret=flow,type=env,target={name}\n" for name in HIDDEN)
    ),
    ".devcontainer/devcontainer.json": (
        f'{{"image": "{IMAGE}", "containerEnv": {{"LANGFLOW_AUTO_LOGIN": "false",\n'
        '"LANGFLOW_SECRET_KEY": "${localEnv:LANGFLOW_SECRET_KEY}"}}\n'
    ),
    "app.json": (
        '{"env": {"LANGFLOW_AUTO_LOGIN": {"value": "false"},\n'
        '"LANGFLOW_SECRET_KEY": {"generator": "secret"},\n'
        '"LANGFLOW_SUPERUSER_PASSWORD": {"generator": "secret"}}}\n'
    ),
    "serve.py": (
        "import os\nimport subprocess\n\nsubprocess.run(\n    ['langflow', 'run'],\n"
        "    env={'LANGFLOW_AUTO_LOGIN': 'false', 'LANGFLOW_SECRET_KEY': os.environ['KEY']},\n)\n"
    ),
}


@pytest.mark.parametrize("uri", FORMATS)
def test_a_hardened_deployment_is_quiet(uri: str, tmp_path: Path) -> None:
    findings = found(tmp_path, {uri: FORMATS[uri]})
    loud = [f for f in findings if f.severity >= Severity.MEDIUM]
    assert [(f.rule.id, f.location.region.start_line, f.message) for f in loud] == []
