"""How each kind of file is recognised: one row a kind, names before content.

A row holds where all of its parts do, and the first row that holds decides, so that `compose.yaml`
is a Compose file whatever is in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.tree.source import FileKind


@dataclass(frozen=True, slots=True)
class Row:
    """One way to recognise a kind; what is left out is not asked."""

    kind: FileKind
    name: re.Pattern[str] | None = None
    """Searched in the last part of the path, in lower case."""
    path: re.Pattern[str] | None = None
    """Searched in the whole path, as it is written."""
    content: tuple[re.Pattern[bytes], ...] = ()
    """Each is found somewhere."""

    def holds(self, uri: str, name: str, data: bytes) -> bool:
        """Whether a file is of this kind."""
        if self.name is not None and not self.name.search(name):
            return False
        if self.path is not None and not self.path.search(uri):
            return False
        return all(pattern.search(data) for pattern in self.content)


RESOURCES = re.compile(
    r"Pod|Deployment|StatefulSet|DaemonSet|ReplicaSet|Job|CronJob|ConfigMap|Secret|Service"
    r"|ServiceAccount|Ingress|Route|HTTPRoute|List|DeploymentConfig|Rollout|ReplicationController"
    r"|Template|Kustomization|Component|HelmRelease|HelmChart|HelmChartConfig|Application"
    r"|ApplicationSet"
)
"""Kinds of Kubernetes objects that say something of a deployment."""


def _named(kind: FileKind, pattern: str) -> Row:
    return Row(kind, name=re.compile(pattern))


def _at(kind: FileKind, pattern: str) -> Row:
    return Row(kind, path=re.compile(pattern))


def _holding(kind: FileKind, name: str, *content: bytes) -> Row:
    patterns = tuple(re.compile(pattern, re.MULTILINE) for pattern in content)
    return Row(kind, name=re.compile(name), content=patterns)


_YAML = r"\.ya?ml$"
# Programs under names of people's own: without an ending, or components kept as text.
_PYTHON_START = (
    rb"\A(?:\xef\xbb\xbf)?(?:[ \t]*(?:#[^\n]{0,500})?\r?\n){0,60}"
    rb"(?:\"\"\"|'''|import[ \t]|from[ \t]+[\w.]+[ \t]+import\b|class[ \t]|def[ \t]|@)"
)
_IMPORT = rb"^(?:import[ \t]+\w|from[ \t]+[\w.]+[ \t]+import\b)"
_DEFINITION = rb"^(?:(?:async[ \t]+)?def[ \t]+\w+[ \t]*\(|class[ \t]+\w+[^\n]{0,300}:)"
_COMPONENT_IMPORT = rb"^from[ \t]+(?:langflow|lfx)\b[\w.]*[ \t]+import\b"


def _rows() -> Iterator[Row]:
    yield _named(FileKind.PYTHON, r"\.pyw?$")
    yield _named(FileKind.NOTEBOOK, r"\.ipynb$")
    yield _named(FileKind.PYPROJECT, r"^(pyproject|hatch|pixi)\.toml$")
    yield _named(FileKind.CONDA_LOCK, r"^([\w.-]*\.)?conda-lock\.ya?ml$")
    yield Row(FileKind.PEX_LOCK, content=(re.compile(rb'"locked_resolves"\s*:\s*\['),))
    yield _named(FileKind.UV_LOCK, r"^uv\.lock$")
    yield _named(FileKind.POETRY_LOCK, r"^poetry\.lock$")
    yield _named(FileKind.PDM_LOCK, r"^pdm\.lock$")
    yield _named(FileKind.PYLOCK, r"^pylock(\..+)?\.toml$")
    yield _named(FileKind.PIPFILE_LOCK, r"^pipfile\.lock$")
    yield _named(FileKind.PIPFILE, r"^pipfile$")
    yield _named(FileKind.SETUP_CFG, r"^setup\.cfg$")
    yield _named(
        FileKind.NPM_LOCK,
        r"^(package-lock|npm-shrinkwrap)\.json$|^pnpm-lock\.yaml$|^yarn\.lock$|^bun\.lock$",
    )
    yield _named(
        FileKind.REQUIREMENTS,
        r"(^|[._-])(requirements?|reqs?|constraints?)([._-].*)?\.(txt|in)$"
        r"|^requirements([._-].*)?\.lock$",
    )
    yield _named(
        FileKind.DOTENV, r"(^|[\w-])\.env($|[._-])|^env\.(example|sample|template)$|^\.envrc$"
    )
    yield _named(FileKind.DOCKERFILE, r"^(docker|container)file($|[._-])|\.(docker|container)file$")
    yield _named(FileKind.RENDER, r"^render\.ya?ml$")
    yield _named(FileKind.TERRAFORM, r"\.(tf|tofu|tfvars)$")
    yield _named(FileKind.RAILWAY, r"^railway([._-][\w-]+)?\.(json|toml)$")
    yield _named(FileKind.CADDYFILE, r"^caddyfile([._-]|$)|\.caddy(file)?$")
    yield _named(FileKind.FLY, r"^fly([._-][\w-]+)?\.toml$")
    yield _named(FileKind.COMPOSE, r"(^|[._-])(docker-)?compose([._-].*)?\.ya?ml$")
    yield _named(FileKind.SHELL, r"\.(sh|bash|zsh|ksh)$")
    yield _named(FileKind.MAKEFILE, r"^(gnu)?makefile$|\.mk$")
    yield _named(FileKind.PROCFILE, r"^procfile([._-]|$)")
    yield _named(FileKind.TASKS, r"^\.?justfile$|\.just$|^taskfile(\.dist)?\.ya?ml$")
    yield _holding(FileKind.TASKS, r"^package\.json$", rb'"scripts"[ \t]*:')
    yield _named(FileKind.MARKDOWN, r"\.(md|mdx|markdown)$")
    yield _at(FileKind.WORKFLOW, r"(^|/)\.github/workflows/[^/]+\.ya?ml$")
    yield _at(FileKind.REQUIREMENTS, r"(^|/)(requirements|constraints)/[^/]+\.(txt|in)$")
    yield _holding(
        FileKind.CONDA,
        r"(^|[._-])(env|environment|conda)([._-].*)?\.ya?ml$",
        rb"^[\"']?dependencies[\"']?:",
    )
    yield from _tools()
    yield _holding(FileKind.FLOW, r"\.json$", rb'"(edges|template|data)"', rb'"nodes"')
    # Under any other name: a copy, JSON Lines, the answer of an API that was saved.
    yield Row(
        FileKind.FLOW,
        content=(
            re.compile(rb"\A(?:\xef\xbb\xbf)?\s*[\[{]"),
            re.compile(rb'"edges"'),
            re.compile(rb'"nodes"'),
            re.compile(rb'"template"|"genericNode"'),
        ),
    )
    yield _holding(FileKind.CAPROVER, _YAML, rb"^captainVersion:|^caproverOneClickApp:")
    yield _holding(FileKind.COMPOSE, _YAML, rb"^services:", rb"^[ \t]++[\"']?(image|build)[\"']?:")
    yield _holding(  # a template of one: docker-compose.gpu.template
        FileKind.COMPOSE,
        r"^(docker-)?compose([._-][\w.-]*)?$",
        rb"^services:",
        rb"^[ \t]++[\"']?(image|build)[\"']?:",
    )
    yield _named(FileKind.KUBERNETES, r"^kustomization(\.ya?ml)?$")
    yield _holding(
        FileKind.KUBERNETES,
        _YAML,
        rb"^[\"']?apiVersion[\"']?:",
        rb"^(?:- |  )?[\"']?kind[\"']?:\s*[\"']?"
        rb"(" + RESOURCES.pattern.encode() + rb")\b",
    )
    yield _holding(  # values of Langflow's own charts
        FileKind.HELM,
        _YAML,
        rb"^[ \t]*[\"']?langflow[\"']?:[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*[ \t]+"
        rb"(?:backend|frontend|global)[\"']?:"
        rb"|\brepository[\"']?:[ \t]*\S*langflow|^downloadFlows[\"']?:",
    )
    yield _holding(
        FileKind.HELM, r"^values([._-][\w.-]*)?\.ya?ml$|[._-]values\.ya?ml$", rb"(?i)langflow"
    )
    yield from _of_clouds()
    yield _holding(
        FileKind.TRAEFIK,
        _YAML,
        rb"^http:[ \t]*\r?\n(?:[ \t]+[^ \t\r\n].*\n|[ \t]*\r?\n)*?[ \t]+routers:",
    )
    yield Row(
        FileKind.NGINX,
        path=re.compile(
            r"\.(conf|nginx|vhost)(\.(template|tmpl|j2))?$"
            r"|(^|/)sites-(available|enabled)/|(^|/)nginx/[^.]+$",
            re.IGNORECASE,
        ),
        content=(
            re.compile(
                rb"^[ \t]*server[ \t\r\n]*\{[^{}]*?\b(listen|server_name|location|include)\b",
                re.MULTILINE,
            ),
        ),
    )
    yield _holding(FileKind.SYSTEMD, r"\.service$", rb"^\[Service\]")
    yield Row(
        FileKind.SYSTEMD,
        path=re.compile(r"\.service\.d/[^/]+\.conf$"),
        content=(re.compile(rb"^\[Service\]", re.MULTILINE),),
    )
    yield _run_by(FileKind.SHELL, rb"(?:ba|z|k|da)?sh")
    yield _run_by(FileKind.PYTHON, rb"(?:python|pypy|pythonw|ipython)[\d.]*|uv(?:x)?[ \t]+run")
    yield _holding(FileKind.PYTHON, r"^[^.]+$", _PYTHON_START, _IMPORT, _DEFINITION)
    yield _holding(FileKind.PYTHON, r"\.txt$", _PYTHON_START, _COMPONENT_IMPORT, _DEFINITION)


def _tools() -> Iterator[Row]:
    """Tools that start programs, known by the names of their files."""
    yield _named(FileKind.WINDOWS, r"\.(bat|cmd|ps1|psm1)$")
    yield _named(FileKind.TUNNEL, r"^ngrok([._-][\w-]+)?\.ya?ml$")
    yield _named(FileKind.TUNNEL, r"^frpc([._-][\w-]+)?\.(toml|ini|ya?ml|json)$")
    yield _holding(FileKind.TUNNEL, _YAML, rb"^tunnel:[ \t]*\S", rb"^ingress:")
    yield _named(FileKind.GITLAB, r"(^|\.)gitlab-ci([._-][\w-]+)?\.ya?ml$")
    yield _named(
        FileKind.PIPELINE,
        r"^azure-pipelines?([._-][\w-]+)?\.ya?ml$|^bitbucket-pipelines\.ya?ml$"
        r"|^buildspec([._-][\w-]+)?\.ya?ml$|^\.(travis|drone|woodpecker)\.ya?ml$",
    )
    yield _at(FileKind.PIPELINE, r"(^|/)\.(circleci|woodpecker)/[\w.-]+\.ya?ml$")
    yield _named(FileKind.JENKINS, r"^jenkinsfile([._-]|$)|\.jenkinsfile$")
    yield _named(FileKind.CLOUD_BUILD, r"^cloudbuild([._-][\w-]+)?\.ya?ml$")
    yield _named(FileKind.BICEP, r"\.bicep$")
    yield _holding(
        FileKind.CLOUD_PROGRAM,
        r"\.[cm]?[jt]s$",
        rb"[\"'](aws-cdk-lib|@aws-cdk/|@pulumi/|cdktf|@cdktf/)",
        rb"(?i)langflow",
    )
    yield _named(FileKind.HEROKU, r"^heroku\.ya?ml$")
    yield _named(FileKind.NIXPACKS, r"^(nixpacks|railpack)\.toml$")
    yield _named(FileKind.PM2, r"^(ecosystem|pm2)([._-][\w-]+)?\.(c?js|json)$")
    yield _at(FileKind.DEVCONTAINER, r"(^|/)\.devcontainer/(.+/)?[\w.-]+\.json$")
    yield _named(FileKind.DEVCONTAINER, r"^\.devcontainer\.json$")
    yield _at(FileKind.DESCRIBED, r"(^|/)\.do/[\w.-]+\.ya?ml$")
    yield _named(FileKind.NOMAD, r"\.nomad(\.hcl)?$")
    yield _holding(
        FileKind.HEROKU_APP, r"^app\.json$", rb"\"(buildpacks|formation|addons|stack|env)\"[ ]*:"
    )
    yield _holding(FileKind.DOKPLOY, r"^template\.toml$", rb"^\[config\]")
    yield _holding(FileKind.SUPERVISOR, r"\.(conf|ini)$", rb"^\[program:")
    yield _holding(FileKind.LAUNCHD, r"\.plist$", rb"<key>Program(Arguments)?</key>")
    yield _holding(FileKind.APPTAINER, r"\.def$|^(singularity|apptainer)", rb"(?i)^bootstrap:")
    yield _holding(FileKind.QUADLET, r"\.container$", rb"^\[Container\]")
    yield Row(
        FileKind.CLOUD_INIT, content=(re.compile(rb"\A(?:## template: jinja\s+)?#cloud-config"),)
    )


def _of_clouds() -> Iterator[Row]:
    """Templates of clouds and playbooks, known by their keys."""
    yield _holding(
        FileKind.CLOUD_FORMATION,
        r"\.(ya?ml|json|template)$",
        rb"AWSTemplateFormatVersion|\bType[\"']?:[ \t]*[\"']?AWS::",
    )
    yield _holding(FileKind.TASK_DEFINITION, r"\.json$", rb'"containerDefinitions"')
    yield _holding(
        FileKind.ARM,
        r"\.json$",
        rb"deploymentTemplate\.json|\"Microsoft\.(ContainerInstance|App|Web)/",
    )
    yield _holding(
        FileKind.ANSIBLE,
        _YAML,
        rb"^[ \t]*-[ \t]+(name|hosts|block|import_tasks|become)\b",
        rb"^[ \t]*(?:-[ \t]+)?(hosts|become|tasks|(ansible|community|containers)\.[\w.]+"
        rb"|docker_container|docker_compose(_v2)?|pip|shell|command|copy|template|systemd):",
    )
    yield Row(
        FileKind.ANSIBLE,
        path=re.compile(
            r"(^|/)(group_vars|host_vars|roles/[^/]+/(defaults|vars|tasks))/.*\.ya?ml$"
        ),
        content=(re.compile(rb"(?i)langflow"),),
    )
    yield _holding(
        FileKind.DESCRIBED,
        r"\.(ya?ml|json)$",
        rb"(?i)^[^#\n]*\bimage(?:uri|name|_name)?[\"']?[ \t]*:[ \t]*[\"']?[\w./:-]*langflow",
    )


def _run_by(kind: FileKind, interpreter: bytes) -> Row:
    """A file whose first line names what runs it, whatever the file is called."""
    words = rb"\A(?:\xef\xbb\xbf)?#![ \t]*/(?:\S*/)?(?:env[ \t]+(?:-\S+[ \t]+|\w+=\S*[ \t]+)*)?"
    return Row(kind, content=(re.compile(words + rb"(?:" + interpreter + rb")(?![\w-])"),))


ROWS: tuple[Row, ...] = tuple(_rows())
BY_NAME: tuple[Row, ...] = tuple(row for row in ROWS if not row.content)
