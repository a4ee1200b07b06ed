"""The formats of deployments: one row each, in the order of their claim on a setting.

How files are recognised is `tree/kinds.py`; all else that differs from format to format is here.
`docs/formats.md` is made of the rows.
"""

from scanner.deployments import (
    dockerfile,
    dockerfile_scripts,
    dotenv,
    helm,
    markdown,
    platforms,
    shell,
    systemd,
    workflows,
)
from scanner.deployments.compose import file as compose
from scanner.deployments.compose import projects
from scanner.deployments.format import Format
from scanner.deployments.kubernetes import cluster
from scanner.deployments.proxies import read as proxies
from scanner.deployments.terraform import containers as terraform
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
        is_configuration=True,
    ),
    Format(
        FileKind.TERRAFORM,
        "Terraform",
        read=terraform.read,
        together=terraform.together,
        setting='{{ name = "{name}", value = "{value}" }}',
        reference='secrets = [{{ name = "{name}", valueFrom = <ARN of the secret> }}]',
    ),
    Format(
        FileKind.KUBERNETES,
        "a Kubernetes manifest",
        read=cluster.read,
        together=cluster.together,
        setting='{{name: {name}, value: "{value}"}}',
        reference=_OF_KUBERNETES,
        is_configuration=True,
    ),
    Format(
        FileKind.HELM,
        "a chart's values",
        read=helm.read,
        setting='{{name: {name}, value: "{value}"}}',
        reference=_OF_KUBERNETES,
        is_configuration=True,
    ),
    Format(
        FileKind.SYSTEMD,
        "a systemd unit",
        read=systemd.read,
        setting='Environment="{name}={value}"',
        reference="EnvironmentFile=/etc/langflow/secrets.env",
    ),
    Format(
        FileKind.RENDER,
        "a Render blueprint",
        read=platforms.render,
        setting='{{key: {name}, value: "{value}"}}',
        reference="{{key: {name}, sync: false}}",
        is_configuration=True,
    ),
    Format(
        FileKind.FLY,
        "a Fly configuration",
        read=platforms.fly,
        setting='{name} = "{value}"',
        reference="no line here: fly secrets set {name}=...",
        is_configuration=True,
    ),
    Format(FileKind.RAILWAY, "a Railway configuration", read=platforms.railway),
    Format(
        FileKind.SHELL,
        "a shell script",
        read=shell.read,
        scripts=shell.script,
        setting='export {name}="{value}"',
        reference=': "${{{name}:?}}"',
        is_configuration=True,
    ),
    Format(
        FileKind.MAKEFILE,
        "a Makefile",
        read=shell.makefile,
        scripts=shell.makefile_script,
        setting="export {name} = {value}",
        is_configuration=True,
    ),
    Format(FileKind.PROCFILE, "a Procfile", read=shell.procfile, scripts=shell.procfile_script),
    Format(
        FileKind.DOCKERFILE,
        "a Dockerfile",
        read=dockerfile.read_file,
        scripts=dockerfile_scripts.scripts,
        setting="ENV {name}={value}",
        reference="no ENV or ARG: docker run -e {name}, or RUN --mount=type=secret",
        is_configuration=True,
    ),
    Format(
        FileKind.WORKFLOW,
        "a workflow",
        read=workflows.read,
        scripts=workflows.scripts,
        setting="{name}: {value}",
        reference="{name}: ${{{{ secrets.{name} }}}}",
        is_configuration=True,
    ),
    Format(FileKind.MARKDOWN, "Markdown", read=markdown.read, scripts=markdown.scripts),
    Format(FileKind.NGINX, "an nginx configuration", read=proxies.check_readable),
    Format(FileKind.CADDYFILE, "a Caddyfile", read=proxies.check_readable),
    Format(FileKind.TRAEFIK, "a configuration of Traefik", read=proxies.check_readable),
    Format(FileKind.DOTENV, "a .env file", read=dotenv.read, is_configuration=True),
)

BY_KIND = {row.kind: row for row in FORMATS}
