"""The formats of deployments: one row each, in the order of their claim on a setting.

How files are recognised is `tree/kinds.py`; all else that differs from format to format is here.
What the documentation says of each is `rulesets/knowledge/deployment_formats.yml`.
"""

from scanner.deployments import dotenv, tunnels
from scanner.deployments.compose import file as compose
from scanner.deployments.compose import projects
from scanner.deployments.format import Format
from scanner.deployments.hosts import ansible, cloud_init, process_managers, python_server, systemd
from scanner.deployments.images import apptainer, dockerfile
from scanner.deployments.kubernetes import cluster, helm
from scanner.deployments.pipelines import other_pipelines, workflows
from scanner.deployments.platforms import (
    app_manifests,
    cloud_programs,
    cloud_templates,
    hosting,
    nomad,
)
from scanner.deployments.proxies import read as proxies
from scanner.deployments.scripts import (
    dockerfile_scripts,
    markdown,
    notebook_scripts,
    python_scripts,
    shell,
    tasks,
    windows,
)
from scanner.deployments.terraform import read as terraform
from scanner.tree.source import FileKind

_OF_KUBERNETES = "{{name: {name}, valueFrom: {{secretKeyRef: {{name: langflow, key: {key}}}}}}}"

FORMATS: tuple[Format, ...] = (
    Format(
        FileKind.COMPOSE,
        "a Compose file",
        read=compose.read,
        together=projects.together,
        setting='{name}: "{value}"',
        reference="{name}: ${{{name}:?}}",
    ),
    Format(
        FileKind.TERRAFORM,
        "Terraform",
        read=terraform.read,
        together=terraform.together,
        scripts=terraform.scripts,
        setting='{{ name = "{name}", value = "{value}" }}',
        reference='secrets = [{{ name = "{name}", valueFrom = <ARN of the secret> }}]',
        is_configuration=False,
    ),
    Format(
        FileKind.KUBERNETES,
        "a Kubernetes manifest",
        read=cluster.read,
        together=cluster.together,
        setting='{{name: {name}, value: "{value}"}}',
        reference=_OF_KUBERNETES,
    ),
    Format(
        FileKind.HELM,
        "a chart's values",
        read=helm.read,
        setting='{{name: {name}, value: "{value}"}}',
        reference=_OF_KUBERNETES,
    ),
    Format(
        FileKind.SYSTEMD,
        "a systemd unit",
        read=systemd.read,
        setting='Environment="{name}={value}"',
        reference="EnvironmentFile=/etc/langflow/secrets.env",
        is_configuration=False,
    ),
    Format(
        FileKind.RENDER,
        "a Render blueprint",
        read=hosting.render,
        setting='{{key: {name}, value: "{value}"}}',
        reference="{{key: {name}, sync: false}}",
    ),
    Format(
        FileKind.FLY,
        "a Fly configuration",
        read=hosting.fly,
        setting='{name} = "{value}"',
        reference="no line here: fly secrets set {name}=...",
    ),
    Format(
        FileKind.RAILWAY, "a Railway configuration", read=hosting.railway, is_configuration=False
    ),
    Format(
        FileKind.SHELL,
        "a shell script",
        read=shell.read,
        scripts=shell.script,
        setting='export {name}="{value}"',
        reference=': "${{{name}:?}}"',
    ),
    Format(
        FileKind.MAKEFILE,
        "a Makefile",
        read=shell.makefile,
        scripts=shell.makefile_script,
        setting="export {name} = {value}",
    ),
    Format(
        FileKind.PROCFILE,
        "a Procfile",
        read=shell.procfile,
        scripts=shell.procfile_script,
        is_configuration=False,
    ),
    Format(
        FileKind.TASKS,
        "a file of tasks",
        read=tasks.read,
        scripts=tasks.scripts,
        is_configuration=False,
    ),
    Format(
        FileKind.PYPROJECT,
        "a project's tasks",
        read=tasks.read_project,
        scripts=tasks.scripts,
        is_configuration=False,
    ),
    Format(
        FileKind.DOCKERFILE,
        "a Dockerfile",
        read=dockerfile.read_file,
        scripts=dockerfile_scripts.scripts,
        setting="ENV {name}={value}",
        reference="no ENV or ARG: docker run -e {name}, or RUN --mount=type=secret",
    ),
    Format(
        FileKind.WORKFLOW,
        "a workflow",
        read=workflows.read,
        scripts=workflows.scripts,
        setting="{name}: {value}",
        reference="{name}: ${{{{ secrets.{name} }}}}",
    ),
    Format(
        FileKind.WINDOWS,
        "a Windows script",
        read=windows.read,
        scripts=windows.scripts,
        setting="set {name}={value}",
        reference="no line here: set {name} in the environment of the service",
    ),
    Format(
        FileKind.CLOUD_INIT,
        "a cloud-init configuration",
        read=cloud_init.read,
        scripts=cloud_init.scripts,
    ),
    Format(
        FileKind.GITLAB,
        "a GitLab pipeline",
        read=other_pipelines.gitlab,
        scripts=other_pipelines.gitlab_scripts,
        setting='{name}: "{value}"',
        reference="no line here: a masked variable of the project",
    ),
    Format(
        FileKind.PIPELINE,
        "a pipeline",
        read=other_pipelines.azure,
        scripts=other_pipelines.gitlab_scripts,
        setting='{name}: "{value}"',
        reference="no line here: a secret variable of the pipeline",
    ),
    Format(
        FileKind.JENKINS,
        "a Jenkinsfile",
        read=other_pipelines.jenkins,
        scripts=other_pipelines.jenkins_scripts,
        reference="{name} = credentials('langflow')",
    ),
    Format(
        FileKind.CLOUD_BUILD,
        "a Cloud Build configuration",
        read=other_pipelines.cloud_build,
        scripts=other_pipelines.cloud_build_scripts,
        reference="--set-secrets={name}=langflow:latest",
    ),
    Format(
        FileKind.CLOUD_FORMATION,
        "a CloudFormation template",
        read=cloud_templates.cloud_formation,
        setting='{{Name: {name}, Value: "{value}"}}',
        reference="Secrets: [{{Name: {name}, ValueFrom: <ARN of the secret>}}]",
    ),
    Format(
        FileKind.TASK_DEFINITION,
        "a task definition",
        read=cloud_templates.task_definition,
        setting='{{"name": "{name}", "value": "{value}"}}',
        reference='"secrets": [{{"name": "{name}", "valueFrom": "<ARN of the secret>"}}]',
    ),
    Format(
        FileKind.ARM,
        "an ARM template",
        read=cloud_templates.arm,
        setting='{{"name": "{name}", "value": "{value}"}}',
        reference='{{"name": "{name}", "secretRef": "{key}"}}',
    ),
    Format(
        FileKind.BICEP,
        "a Bicep file",
        read=cloud_templates.bicep,
        setting="{{ name: '{name}', value: '{value}' }}",
        reference="{{ name: '{name}', secretRef: '{key}' }}",
    ),
    Format(
        FileKind.CLOUD_PROGRAM,
        "a program that deploys",
        read=cloud_programs.read,
        setting='{name}: "{value}"',
        reference="secrets: {{ {name}: ecs.Secret.fromSecretsManager(secret) }}",
        is_configuration=False,
    ),
    Format(
        FileKind.ANSIBLE,
        "an Ansible file",
        read=ansible.read,
        scripts=ansible.scripts,
        setting='{name}: "{value}"',
        reference='{name}: "{{{{ vault_{name} }}}}"',
    ),
    Format(
        FileKind.HEROKU_APP,
        "an app.json",
        read=app_manifests.heroku_app,
        setting='"{name}": {{"value": "{value}"}}',
        reference='"{name}": {{"generator": "secret"}}',
    ),
    Format(
        FileKind.HEROKU,
        "a heroku.yml",
        read=app_manifests.heroku_yml,
        scripts=app_manifests.heroku_scripts,
        setting='{name}: "{value}"',
        reference="no line here: heroku config:set {name}=...",
    ),
    Format(
        FileKind.NIXPACKS,
        "a Nixpacks configuration",
        read=app_manifests.nixpacks,
        scripts=app_manifests.nixpacks_scripts,
        setting='{name} = "{value}"',
        reference="no line here: a variable of the service",
    ),
    Format(
        FileKind.CAPROVER,
        "a one-click app",
        read=app_manifests.caprover,
        setting='{name}: "{value}"',
        reference="{name}: $$cap_gen_random_hex(32)",
    ),
    Format(
        FileKind.DOKPLOY,
        "a template of Dokploy",
        read=app_manifests.dokploy,
        reference="{name}=${{password:32}}",
    ),
    Format(
        FileKind.DEVCONTAINER,
        "a development container",
        read=app_manifests.devcontainer,
        scripts=app_manifests.devcontainer_scripts,
        setting='"{name}": "{value}"',
        reference='"{name}": "${{localEnv:{name}}}"',
    ),
    Format(
        FileKind.SUPERVISOR,
        "a supervisord configuration",
        read=process_managers.supervisor,
        scripts=process_managers.supervisor_scripts,
        setting='environment={name}="{value}"',
        reference='environment={name}="%(ENV_{name})s"',
    ),
    Format(
        FileKind.PM2,
        "an ecosystem file",
        read=process_managers.pm2,
        setting='{name}: "{value}"',
        reference="{name}: process.env.{name}",
    ),
    Format(
        FileKind.LAUNCHD,
        "a property list of launchd",
        read=process_managers.launchd,
        setting="<key>{name}</key><string>{value}</string>",
    ),
    Format(
        FileKind.APPTAINER,
        "an Apptainer definition",
        read=apptainer.read,
        scripts=apptainer.scripts,
        setting='export {name}="{value}"',
        reference="no line here: apptainer run --env {name}=...",
    ),
    Format(
        FileKind.QUADLET,
        "a Quadlet unit",
        read=systemd.quadlet,
        setting="Environment={name}={value}",
        reference="Secret=langflow,type=env,target={name}",
    ),
    Format(
        FileKind.NOMAD,
        "a Nomad job",
        read=nomad.read,
        setting='{name} = "{value}"',
        reference="template {{ env = true }} with {name} from Vault",
    ),
    Format(
        FileKind.PYTHON,
        "Python",
        read=python_server.read,
        scripts=python_scripts.scripts,
        setting='os.environ["{name}"] = "{value}"',
        reference='os.environ["{name}"]',
        is_configuration=False,
    ),
    Format(
        FileKind.NOTEBOOK,
        "a notebook",
        read=notebook_scripts.read,
        scripts=notebook_scripts.scripts,
        setting='os.environ["{name}"] = "{value}"',
        reference='os.environ["{name}"]',
        is_configuration=False,
    ),
    Format(
        FileKind.DESCRIBED,
        "values with containers",
        read=cloud_templates.described_values,
        setting='{name}: "{value}"',
    ),
    Format(
        FileKind.MARKDOWN,
        "Markdown",
        read=markdown.read,
        scripts=markdown.scripts,
        is_configuration=False,
    ),
    Format(
        FileKind.NGINX,
        "an nginx configuration",
        read=proxies.check_readable,
        is_configuration=False,
    ),
    Format(FileKind.CADDYFILE, "a Caddyfile", read=proxies.check_readable, is_configuration=False),
    Format(
        FileKind.TRAEFIK,
        "a configuration of Traefik",
        read=proxies.check_readable,
        is_configuration=False,
    ),
    Format(
        FileKind.TUNNEL, "a configuration of a tunnel", read=tunnels.read, is_configuration=False
    ),
    Format(FileKind.DOTENV, "a .env file", read=dotenv.read),
)

BY_KIND = {row.kind: row for row in FORMATS}
