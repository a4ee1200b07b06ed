"""One setting, many formats: the same finding; one deployment, many files: one finding."""

from pathlib import Path

import pytest

from scanner.engines.langflow import Langflow
from scanner.model.finding import Finding
from scanner.model.rule import Kind
from scanner.settings import Settings
from scanner.tree.collect import collect

NAME = "LANGFLOW_ALLOW_PUBLIC_CUSTOM_COMPONENTS"
IMAGE = "langflowai/langflow:1.13.0"

FORMATS = {
    ".env": f"{NAME}=true\n",
    "deploy/prod.env": f"export {NAME}=true\n",
    "docker-compose.yml": (
        f"services:\n  flow:\n    image: {IMAGE}\n    environment:\n      {NAME}: 'true'\n"
    ),
    "list/compose.yaml": (
        f"services:\n  flow:\n    image: {IMAGE}\n    environment:\n      - {NAME}=true\n"
    ),
    "Dockerfile": f"FROM {IMAGE}\nENV {NAME}=true\n",
    "pod.yaml": (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: flow}\nspec:\n  containers:\n"
        f"    - name: flow\n      image: {IMAGE}\n      env:\n"
        f"        - name: {NAME}\n          value: 'true'\n"
    ),
    "configmap.yaml": (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: flow-settings}\n"
        f"data:\n  {NAME}: 'true'\n---\n"
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n"
        f"    spec:\n      containers:\n        - name: web\n          image: {IMAGE}\n"
        "          envFrom: [{configMapRef: {name: flow-settings}}]\n"
    ),
    "values.yaml": (
        f"langflow:\n  backend:\n    env:\n      - name: {NAME}\n        value: 'true'\n"
    ),
    "flow.service": (
        f'[Service]\nEnvironment="{NAME}=true"\nExecStart=/usr/bin/langflow run --host 0.0.0.0\n'
    ),
    "start.sh": f"#!/bin/sh\nexport {NAME}=true\nlangflow run --host 0.0.0.0\n",
    "run.sh": f"#!/bin/sh\ndocker run -p 7860:7860 -e {NAME}=true {IMAGE}\n",
    "Makefile": f"up:\n\t{NAME}=true langflow run --host 0.0.0.0\n",
    "Procfile": f"web: {NAME}=true langflow run --host 0.0.0.0\n",
    "package.json": (
        f'{{"scripts": {{\n"up": "{NAME}=true langflow run --host \\"0.0.0.0\\""\n}}}}\n'
    ),
    "Taskfile.yml": (
        f"version: 3\ntasks:\n  up:\n    env:\n      {NAME}: 'true'\n"
        "    cmds: [langflow run --host 0.0.0.0]\n"
    ),
    "justfile": f"up port='80':\n    @{NAME}=true langflow run --host 0.0.0.0\n",
    "pyproject.toml": (
        f"[tool.poe.tasks.up]\ncmd = 'langflow run --host 0.0.0.0'\nenv = {{{NAME} = 'true'}}\n"
    ),
    "pdm/pyproject.toml": (
        "[tool.pdm.scripts]\nup = {shell = 'langflow run --host 0.0.0.0', "
        f"env = {{{NAME} = 'true'}}}}\n"
    ),
    "pixi.toml": (
        f"[workspace]\nname = 'x'\n[feature.a.target.linux-64.tasks.up]\n"
        f"cmd = 'langflow run --host 0.0.0.0'\nenv = {{ {NAME} = 'true' }}\n"
    ),
    "hatch.toml": (
        f"[envs.live.env-vars]\n{NAME} = 'true'\n"
        "[envs.live.scripts]\nup = ['langflow run --host 0.0.0.0']\n"
    ),
    "render.yaml": (
        "services:\n  - type: web\n    name: flow\n    runtime: image\n"
        f"    image: {{url: docker.io/{IMAGE}}}\n"
        f"    envVars:\n      - key: {NAME}\n        value: 'true'\n"
    ),
    "fly.toml": f"app = 'flow'\n[build]\nimage = '{IMAGE}'\n[env]\n{NAME} = 'true'\n",
    "compose.yml.bak": f"services:\n  flow:\n    image: {IMAGE}\n    environment: [{NAME}=true]\n",
    "compose.cpu.j2": f"services:\n  flow:\n    image: {IMAGE}\n    environment: [{NAME}=true]\n",
    "role/templates/compose.yml.j2": (
        "services:\n{% if on %}\n  {{ name }}:\n"
        f"    image: {IMAGE}\n    environment:\n      {NAME}: 'true'\n{{% endif %}}\n"
    ),
    "lightsail.sh": (
        "aws lightsail create-container-service-deployment --service-name x \\\n"
        f"""  --containers '{{"flow": {{"image": "{IMAGE}",\n"""
        f"""   "environment": {{"{NAME}": "true"}}}}}}'\n"""
    ),
    "array.sh": (
        f"#!/bin/bash\nargs=(-d -p 7860:7860\n  -e {NAME}=true)\n"
        f'docker run "${{args[@]}}" {IMAGE}\n'
    ),
    "options.sh": (
        f'#!/bin/sh\nOPTIONS="-p 7860:7860 -e {NAME}=true"\ndocker run $OPTIONS {IMAGE}\n'
    ),
    "screen.sh": f"screen -dmS flow bash -c '{NAME}=true langflow run --host 0.0.0.0'\n",
    "tmux.sh": f"tmux new-session -d -s flow '{NAME}=true langflow run --host 0.0.0.0'\n",
    "pm2.sh": f"{NAME}=true pm2 start langflow --name flow -- run --host 0.0.0.0\n",
    "words.yaml": (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: flow}\nspec:\n  containers:\n"
        "    - name: flow\n      image: python:3.12\n      command: [sh, -c]\n      args:\n"
        f"        - |\n          export {NAME}=true\n          langflow run --host 0.0.0.0\n"
    ),
    "templates.json": (
        f'{{"templates": [{{"image": "{IMAGE}", "env": [\n'
        f'{{"name": "{NAME}", "default": "true"}}\n]}}]}}\n'
    ),
    "app/main.tf": (
        'resource "digitalocean_app" "flow" {\n  spec {\n    service {\n      image {\n'
        '        repository = "langflow"\n        tag = "1.13.0"\n      }\n      env {\n'
        f'        key = "{NAME}"\n        value = "true"\n      }}\n    }}\n  }}\n}}\n'
    ),
    "heredoc.sh": (
        "cat > compose.gen.yml <<EOF\nservices:\n  flow:\n"
        f"    image: {IMAGE}\n    environment:\n      - {NAME}=true\nEOF\n"
    ),
    "ssh.sh": f"ssh host 'docker run -p 7860:7860 -e {NAME}=true {IMAGE}'\n",
    "gcloud.sh": f"gcloud run deploy flow --image {IMAGE} --set-env-vars {NAME}=true\n",
    "az.sh": f"az container create --image {IMAGE} --environment-variables A=1 {NAME}=true\n",
    "heroku.sh": f"heroku config:set {NAME}=true --app langflow\n",
    "kubectl.sh": f"kubectl set env deployment/langflow {NAME}=true\n",
    "helm.sh": (
        "helm upgrade -i lf langflow/langflow-ide --set langflow.backend.env[0].name="
        f"{NAME},langflow.backend.env[0].value=true\n"
    ),
    "apptainer.sh": f"apptainer run --env {NAME}=true docker://{IMAGE}\n",
    "up.bat": f"set {NAME}=true\r\nlangflow run --host 0.0.0.0\r\n",
    "up.cmd": f"docker run -p 7860:7860 ^\r\n  -e {NAME}=true {IMAGE}\r\n",
    "up.ps1": f'$env:{NAME} = "true"\nlangflow run --host 0.0.0.0\n',
    "run.ps1": f"docker run -p 7860:7860 `\n  -e {NAME}=true `\n  {IMAGE}\n",
    "cloud-init.yaml": (
        f"#cloud-config\nruncmd:\n  - docker run -p 7860:7860 -e {NAME}=true {IMAGE}\n"
    ),
    "user-data": (
        "#cloud-config\nwrite_files:\n  - path: /opt/compose.yml\n    content: |\n"
        f"      services:\n        flow:\n          image: {IMAGE}\n"
        f"          environment:\n            {NAME}: 'true'\n"
    ),
    "main.tf": (
        'resource "aws_ecs_task_definition" "flow" {\n  container_definitions = jsonencode([{\n'
        f'    image = "{IMAGE}"\n    environment = [\n'
        f'      {{ name = "{NAME}", value = "true" }}\n    ]\n  }}])\n}}\n'
    ),
    "release/main.tf": (
        'resource "helm_release" "flow" {\n  chart = "langflow-runtime"\n  values = [yamlencode({\n'
        '    image = { repository = "langflowai/langflow", tag = "1.13.0" }\n'
        f'    env = [{{ name = "{NAME}", value = "true" }}]\n  }})]\n}}\n'
    ),
    "module/main.tf": (
        'module "flow" {\n  source = "terraform-aws-modules/ecs/aws"\n  container = {\n'
        f'    image = "{IMAGE}"\n    environment = {{\n      {NAME} = "true"\n    }}\n  }}\n}}\n'
    ),
    "vm/main.tf": (
        'resource "aws_instance" "flow" {\n  user_data = <<-EOT\n    #!/bin/sh\n'
        f"    docker run -p 7860:7860 -e {NAME}=true {IMAGE}\n  EOT\n}}\n"
    ),
    "template.yaml": (
        "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Task:\n"
        "    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n"
        f"        - Image: {IMAGE}\n          Environment:\n"
        f"            - Name: {NAME}\n              Value: 'true'\n"
    ),
    "task.json": (
        '{"containerDefinitions": [{\n'
        f'  "image": "{IMAGE}",\n  "environment": [{{"name": "{NAME}", "value": "true"}}]\n}}]}}\n'
    ),
    "azuredeploy.json": (
        '{"$schema": "https://schema.management.azure.com/2019-04-01/deploymentTemplate.json#",\n'
        '"resources": [{"properties": {"containers": [{"properties": {\n'
        f'"image": "{IMAGE}",\n"environmentVariables": [{{"name": "{NAME}", "value": "true"}}]\n'
        "}}]}}]}\n"
    ),
    "main.bicep": (
        "resource app 'Microsoft.App/containerApps@2024-03-01' = {\n  properties: {\n"
        f"    template: {{ containers: [ {{\n      image: '{IMAGE}'\n      env: [\n"
        f"        {{ name: '{NAME}', value: 'true' }}\n      ]\n    }} ] }}\n  }}\n}}\n"
    ),
    "knative.yaml": (
        "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: flow}\nspec:\n"
        f"  template:\n    spec:\n      containers:\n      - image: {IMAGE}\n        env:\n"
        f"        - name: {NAME}\n          value: 'true'\n"
    ),
    "rollout.yaml": (
        "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: flow}\nspec:\n"
        f"  template:\n    spec:\n      containers:\n      - image: {IMAGE}\n        env:\n"
        f"        - name: {NAME}\n          value: 'true'\n"
    ),
    "helmrelease.yaml": (
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: flow}\nspec:\n"
        "  values:\n    image: {repository: langflowai/langflow, tag: 1.13.0}\n    vars:\n"
        f"      {NAME}: 'true'\n"
    ),
    "application.yaml": (
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: flow}\nspec:\n"
        "  source:\n    helm:\n      values: |\n        langflow:\n          backend:\n"
        f"            env:\n              - name: {NAME}\n                value: 'true'\n"
    ),
    "kustomization.yaml": (
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
        f"configMapGenerator:\n- name: flow\n  literals:\n  - {NAME}=true\n"
    ),
    "playbook.yml": (
        "- hosts: all\n  tasks:\n    - name: up\n      community.docker.docker_container:\n"
        f"        image: {IMAGE}\n        env:\n          {NAME}: 'true'\n"
    ),
    "app.json": f'{{"name": "flow", "env": {{"{NAME}": {{"value": "true"}}}}}}\n',
    "heroku.yml": (
        f"setup:\n  config:\n    {NAME}: 'true'\nrun:\n  web: langflow run --host 0.0.0.0\n"
    ),
    "nixpacks.toml": (
        f"[variables]\n{NAME} = 'true'\n[start]\ncmd = 'langflow run --host 0.0.0.0'\n"
    ),
    "app/langflow.yml": (
        "captainVersion: 4\nservices:\n  $$cap_appname:\n"
        f"    image: {IMAGE}\n    environment:\n      {NAME}: 'true'\n"
    ),
    "template.toml": f"[config]\nenv = ['{NAME}=true']\n",
    ".devcontainer/devcontainer.json": (
        f'{{ // here\n  "image": "{IMAGE}",\n  "containerEnv": {{"{NAME}": "true"}},\n}}\n'
    ),
    "supervisord.conf": (
        f'[program:langflow]\ncommand=langflow run --host 0.0.0.0\nenvironment={NAME}="true"\n'
    ),
    "ecosystem.config.js": (
        "module.exports = { apps: [{\n  script: 'langflow',\n  args: 'run --host 0.0.0.0',\n"
        f"  env: {{ {NAME}: 'true' }},\n}}] }};\n"
    ),
    "lib/flows-stack.ts": (
        'import * as ecs from "aws-cdk-lib/aws-ecs";\n'
        'task.addContainer("flows", {\n'
        f'  image: ecs.ContainerImage.fromRegistry("{IMAGE}"),\n'
        f'  environment: {{ {NAME}: "true" }},\n}});\n'
    ),
    "net.flows.plist": (
        "<plist><dict><key>ProgramArguments</key><array><string>langflow</string>"
        "<string>run</string><string>--host</string><string>0.0.0.0</string></array>\n<key>EnvironmentVariables</key><dict>\n"
        f"<key>{NAME}</key><string>true</string>\n</dict></dict></plist>\n"
    ),
    "langflow.def": f"Bootstrap: docker\nFrom: {IMAGE}\n%environment\n  export {NAME}=true\n",
    "flow.container": f"[Container]\nImage={IMAGE}\nEnvironment={NAME}=true\n",
    "flow.nomad": (
        f'job "flow" {{\n  task "flow" {{\n    config {{\n      image = "{IMAGE}"\n    }}\n'
        f'    env {{\n      {NAME} = "true"\n    }}\n  }}\n}}\n'
    ),
    "serve.py": (
        "import subprocess\n\nsubprocess.run(\n    ['langflow', 'run', '--host', '0.0.0.0'],\n"
        f"    env={{'{NAME}': 'true'}},\n)\n"
    ),
    "serve.ipynb": (
        '{"nbformat": 4, "cells": [\n {"cell_type": "code", "source": [\n'
        f'  "%env {NAME}=true\\n",\n  "!langflow run --host 0.0.0.0"\n ]}}\n]}}\n'
    ),
    "sdk.py": (
        f"import docker\n\ndocker.from_env().containers.run(\n    '{IMAGE}',\n"
        f"    environment={{'{NAME}': 'true'}},\n)\n"
    ),
    ".do/app.yaml": (
        "name: flow\nservices:\n- name: flow\n"
        "  image: {registry: langflowai, repository: langflow}\n"
        f"  envs:\n  - key: {NAME}\n    value: 'true'\n"
    ),
    ".github/workflows/deploy.yml": (
        "on: push\njobs:\n  up:\n    runs-on: ubuntu-latest\n    steps:\n"
        "    - uses: google-github-actions/deploy-cloudrun@v2\n      with:\n"
        f"        image: {IMAGE}\n        env_vars: |-\n          {NAME}=true\n"
    ),
    ".gitlab-ci.yml": (
        f"deploy:\n  script:\n    - ssh host 'docker run -p 7860:7860 -e {NAME}=true {IMAGE}'\n"
    ),
    "azure-pipelines.yml": (
        f"steps:\n- bash: ssh host 'docker run -p 7860:7860 -e {NAME}=true {IMAGE}'\n"
    ),
    "Jenkinsfile": (
        "pipeline { stages { stage('up') { steps {\n"
        f"  sh 'docker run -p 7860:7860 -e {NAME}=true {IMAGE}'\n}} }} }} }}\n"
    ),
    "cloudbuild.yaml": (
        "steps:\n- name: gcr.io/google.com/cloudsdktool/cloud-sdk\n  args:\n  - run\n  - deploy\n"
        f"  - flow\n  - --image={IMAGE}\n  - --set-env-vars={NAME}=true\n"
    ),
}


def found(root: Path, files: dict[str, str]) -> list[Finding]:
    for uri, text in files.items():
        path = root / uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    settings = Settings(path=root)
    outcomes = Langflow("langflow", frozenset({Kind.LANGFLOW})).run(collect(settings), settings)
    return [outcome for outcome in outcomes if isinstance(outcome, Finding)]


@pytest.mark.parametrize("uri", FORMATS)
def test_every_format_gives_the_same_finding(uri: str, tmp_path: Path) -> None:
    findings = [f for f in found(tmp_path, {uri: FORMATS[uri]}) if f.rule.id == "LF-EXE-002"]
    line = next(n for n, text in enumerate(FORMATS[uri].splitlines(), 1) if NAME in text)
    places = [(f.location.uri, f.location.region.start_line) for f in findings]
    assert [*places] in ([(uri, line)], [(uri, line + 1)])  # `value:` stands below its `name:`
    assert findings[0].message.startswith(NAME)
    assert findings[0].fix


def test_one_deployment_in_three_files_is_one_finding(tmp_path: Path) -> None:
    files = {
        "Dockerfile": f"FROM {IMAGE}\nENV {NAME}=true\n",
        "flow.env": f"{NAME}=1\n",
        "docker-compose.yml": (
            "services:\n  flow:\n    build: .\n    env_file: flow.env\n"
            f"    environment:\n      {NAME}: 'yes'\n"
        ),
    }
    findings = [f for f in found(tmp_path, files) if f.rule.id == "LF-EXE-002"]
    assert [(f.location.uri, f.location.region.start_line) for f in findings] == [
        ("docker-compose.yml", 6)
    ]
    related = [(at.uri, at.region.start_line, at.message) for at in findings[0].related]
    said = f"{NAME} is set here too, and overridden"
    assert related == [("Dockerfile", 2, said), ("flow.env", 1, said)]


def test_what_a_service_overrides_is_no_finding(tmp_path: Path) -> None:
    files = {
        "Dockerfile": f"FROM {IMAGE}\nENV {NAME}=true\n",
        "docker-compose.yml": (
            f"services:\n  flow:\n    build: .\n    environment: {{{NAME}: 'false'}}\n"
        ),
    }
    assert not [f for f in found(tmp_path, files) if f.rule.id == "LF-EXE-002"]


def test_a_default_of_a_variable_is_told(tmp_path: Path) -> None:
    text = f"services:\n  a:\n    image: {IMAGE}\n    environment: {{{NAME}: '${{OPEN:-true}}'}}\n"
    (finding,) = (f for f in found(tmp_path, {"compose.yml": text}) if f.rule.id == "LF-EXE-002")
    assert "the default of a variable" in finding.message
