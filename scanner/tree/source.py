"""What a scan reads: files of the tree, each with its kind and its content."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path, PurePosixPath

from scanner.formats.positions import Lines
from scanner.model.note import Notification
from scanner.model.once import Once
from scanner.model.place import Location
from scanner.tree.text import decode


class FileKind(StrEnum):
    """What a file is, decided once, from its name and a look at its content."""

    PYTHON = "python"
    NOTEBOOK = "notebook"
    FLOW = "flow"
    DOTENV = "dotenv"
    COMPOSE = "compose"
    DOCKERFILE = "dockerfile"
    REQUIREMENTS = "requirements"
    PYPROJECT = "pyproject"
    UV_LOCK = "uv-lock"
    POETRY_LOCK = "poetry-lock"
    PDM_LOCK = "pdm-lock"
    PYLOCK = "pylock"
    PIPFILE_LOCK = "pipfile-lock"
    CONDA_LOCK = "conda-lock"
    PEX_LOCK = "pex-lock"
    PIPFILE = "pipfile"
    CONDA = "conda"
    SETUP_CFG = "setup-cfg"
    NPM_LOCK = "npm-lock"
    SHELL = "shell"
    MAKEFILE = "makefile"
    PROCFILE = "procfile"
    TASKS = "tasks"
    MARKDOWN = "markdown"
    KUBERNETES = "kubernetes"
    HELM = "helm"
    SYSTEMD = "systemd"
    WORKFLOW = "workflow"
    RENDER = "render"
    FLY = "fly"
    RAILWAY = "railway"
    NGINX = "nginx"
    CADDYFILE = "caddyfile"
    TRAEFIK = "traefik"
    TUNNEL = "tunnel"
    CLOUD_PROGRAM = "cloud-program"
    TERRAFORM = "terraform"
    WINDOWS = "windows-script"
    CLOUD_INIT = "cloud-init"
    GITLAB = "gitlab-pipeline"
    PIPELINE = "pipeline"
    JENKINS = "jenkinsfile"
    CLOUD_BUILD = "cloud-build"
    CLOUD_FORMATION = "cloud-formation"
    TASK_DEFINITION = "task-definition"
    ARM = "arm-template"
    BICEP = "bicep"
    ANSIBLE = "ansible"
    HEROKU_APP = "heroku-app"
    HEROKU = "heroku"
    NIXPACKS = "nixpacks"
    CAPROVER = "caprover"
    DOKPLOY = "dokploy"
    DEVCONTAINER = "devcontainer"
    SUPERVISOR = "supervisor"
    PM2 = "pm2"
    LAUNCHD = "launchd"
    APPTAINER = "apptainer"
    QUADLET = "quadlet"
    NOMAD = "nomad"
    DESCRIBED = "described-containers"
    TEXT = "text"
    BINARY = "binary"


@dataclass(frozen=True)
class Source:
    """One file of the tree, read into memory."""

    uri: str
    """POSIX path relative to the root."""
    kind: FileKind
    data: bytes = field(repr=False)

    @cached_property
    def text(self) -> str:
        """The content decoded: UTF-8 with or without BOM, UTF-16, else Latin-1."""
        return decode(self.data)[0]

    @cached_property
    def lines(self) -> Lines:
        """Where the lines of the text begin, indexed once."""
        return Lines(self.text)

    @property
    def name(self) -> str:
        """The last part of the path."""
        return PurePosixPath(self.uri).name

    def at(self, start: int, end: int, logical_name: str = "") -> Location:
        """The place of the code points `start` up to `end` of the text."""
        return Location(self.uri, self.lines.region(start, end), logical_name)


@dataclass(frozen=True, eq=False)
class Tree(Once):
    """The collected files, sorted by path, and what was not collected. What they mean is kept with
    them."""

    root: Path
    sources: tuple[Source, ...]
    notifications: tuple[Notification, ...] = ()
    is_checkout: bool = False
    """Whether the root is that of a git repository, so that no file above it speaks of it."""
    twins: tuple[Source, ...] = ()
    """Links to files of the tree that say nothing new: only `get` finds them."""

    def of(self, *kinds: FileKind) -> tuple[Source, ...]:
        """The files of the given kinds."""
        return tuple(source for source in self.sources if source.kind in kinds)

    def get(self, uri: str) -> Source | None:
        """The file at a path, if it was collected."""
        return self._by_uri.get(uri)

    @cached_property
    def _by_uri(self) -> dict[str, Source]:
        return {source.uri: source for source in (*self.sources, *self.twins)}
