"""Lists the files of the scanned tree, reads each once, and says of each what kind it is.

Files come from git (tracked, and untracked but not ignored) or from a plain walk. What leaves the
root is refused, what is too large is named, and nothing of the tree configures any of it.
"""

import fnmatch
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path, PurePosixPath

from scanner.errors import EngineError
from scanner.model.finding import Level, Notification
from scanner.settings import Settings
from scanner.tree import archives, git, guards

MAX_FILE_BYTES = 20 * 2**20
MAX_TREE_BYTES = 2**30
MAX_FILES = 200_000
GIT_TIMEOUT = 120.0

SKIPPED_FOLDERS = frozenset(
    {".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv", "venv", ".tox", ".mypy_cache"}
)
"""Left out of a plain walk only: with git, what is ignored is the repository's own decision."""


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
    PIPFILE = "pipfile"
    CONDA = "conda"
    SETUP_CFG = "setup-cfg"
    NPM_LOCK = "npm-lock"
    SHELL = "shell"
    MAKEFILE = "makefile"
    PROCFILE = "procfile"
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
    TERRAFORM = "terraform"
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
        """The content decoded: UTF-8 with or without BOM, UTF-16 with BOM, else Latin-1."""
        return decode(self.data)[0]

    @property
    def name(self) -> str:
        """The last part of the path."""
        return PurePosixPath(self.uri).name


@dataclass(frozen=True, eq=False)
class Tree:
    """The collected files, sorted by path, and what was not collected."""

    root: Path
    sources: tuple[Source, ...]
    notifications: tuple[Notification, ...] = ()
    is_checkout: bool = False
    """Whether the root is that of a git repository, so that no file above it speaks of it."""

    def of(self, *kinds: FileKind) -> tuple[Source, ...]:
        """The files of the given kinds."""
        return tuple(source for source in self.sources if source.kind in kinds)

    def get(self, uri: str) -> Source | None:
        """The file at a path, if it was collected."""
        return self._by_uri.get(uri)

    @cached_property
    def _by_uri(self) -> dict[str, Source]:
        return {source.uri: source for source in self.sources}


def collect(settings: Settings) -> Tree:
    """Every file under `settings.path` that git has or would have, read and classified."""
    notes: list[Notification] = []
    sources: list[Source] = []
    uris = [uri for uri in _listed(settings.path, notes) if not is_excluded(uri, settings.exclude)]
    total = 0
    for position, uri in enumerate(uris):
        if position >= MAX_FILES or total >= MAX_TREE_BYTES:
            notes.append(_too_many(len(uris) - position))
            break
        data = _read(settings.path, uri, notes)
        if data is None:
            continue
        total += len(data)
        source = Source(uri, classify(uri, data), data)
        sources.append(source)
        if is_zip(uri, data):
            sources.extend(_inside(uri, data, notes))
        if source.kind is not FileKind.BINARY and decode(data)[1] == "latin-1":
            words = f"{uri} is not UTF-8 and was read as Latin-1; save it as UTF-8"
            notes.append(Notification(Level.NOTE, "file-not-utf8", words, uri))
    notes.extend(_closed(sources))
    return Tree(settings.path, tuple(sources), tuple(notes), (settings.path / ".git").exists())


def _closed(sources: Iterable[Source]) -> Iterator[Notification]:
    """A note of the archives whose files were not looked at, flows in zip files apart."""
    names = [s.uri for s in sources if s.kind is FileKind.BINARY and archives.is_archive(s.name)]
    if names:
        listed = ", ".join(printable(name) for name in names[:10])
        more = f" and {len(names) - 10} more" if len(names) > 10 else ""
        words = f"what archives hold was not looked at, but for flows in zip files: {listed}{more}"
        yield Notification(Level.NOTE, "archive-not-opened", words)


def is_zip(uri: str, data: bytes) -> bool:
    """Whether a file is an archive that may hold flows."""
    return uri.lower().endswith(".zip") and data.startswith(archives.MAGIC)


def _inside(uri: str, data: bytes, notes: list[Notification]) -> Iterator[Source]:
    """The flows of an archive. One that only other things are in is not spoken of."""
    refused: list[str] = []
    found = 0
    for entry in archives.entries(data):
        if entry.refused:
            refused.append(f"{printable(entry.name)} {entry.refused}".strip())
        elif classify(entry.name, entry.data) is FileKind.FLOW:
            found += 1
            path = archives.path_of(uri, printable(entry.name))
            yield Source(path, FileKind.FLOW, entry.data)
    if refused and (found or _FLOW_ARCHIVE.search(uri)):
        words = f"{uri} was not looked at in full: {refused[0][:200]}"
        words += f", and {len(refused) - 1} more" if len(refused) > 1 else ""
        words += "; unpack it to scan it"
        notes.append(Notification(Level.WARNING, "archive-not-read", words, uri))


def decode(data: bytes) -> tuple[str, str]:
    """Text and the name of the encoding that gave it; a byte order mark is taken off."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError:
                continue
    return data.decode("latin-1"), "latin-1"


def is_example(uri: str) -> bool:
    """Whether the name says that the file is a template to copy, not a configuration in use."""
    return guards.knows("example", uri)


def is_test(uri: str) -> bool:
    """Whether the path says that the file belongs to tests."""
    return guards.knows("test", uri)


def is_template(uri: str) -> bool:
    """Whether the path says that other files are made from this one, so it need be no program."""
    return guards.knows("generated", uri)


def classify(uri: str, data: bytes) -> FileKind:
    """The one kind of a file. Names decide before content; content is only searched, not parsed."""
    name = PurePosixPath(uri).name.lower()
    if _is_binary(data):
        return FileKind.BINARY
    for kind, matches in _BY_NAME:
        if matches(name):
            return kind
    if _WORKFLOWS_FOLDER.search(uri):
        return FileKind.WORKFLOW
    if _REQUIREMENTS_FOLDER.search(uri):
        return FileKind.REQUIREMENTS
    if _CONDA_NAME.search(name) and _CONDA.search(data):
        return FileKind.CONDA
    if name.endswith(".json") and _FLOW.search(data) and b'"nodes"' in data:
        return FileKind.FLOW
    if name.endswith((".yml", ".yaml")) and _COMPOSE.search(data) and _IMAGE_OR_BUILD.search(data):
        return FileKind.COMPOSE
    if name.endswith((".yml", ".yaml")) and _API_VERSION.search(data) and _RESOURCE.search(data):
        return FileKind.KUBERNETES
    if name.endswith((".yml", ".yaml")) and _CHART.search(data):
        return FileKind.HELM
    if name.endswith((".yml", ".yaml")) and _ROUTERS.search(data):
        return FileKind.TRAEFIK
    if _NGINX_NAME.search(uri.lower()) and _NGINX.search(data):
        return FileKind.NGINX
    if name.endswith(".service") and _UNIT.search(data):
        return FileKind.SYSTEMD
    if _SHEBANG.match(data):
        return FileKind.SHELL
    return FileKind.TEXT


def _matching(pattern: str) -> Callable[[str], object]:
    return re.compile(pattern).search


_BY_NAME: tuple[tuple[FileKind, Callable[[str], object]], ...] = (
    (FileKind.PYTHON, _matching(r"\.pyw?$")),
    (FileKind.NOTEBOOK, _matching(r"\.ipynb$")),
    (FileKind.PYPROJECT, _matching(r"^pyproject\.toml$")),
    (FileKind.UV_LOCK, _matching(r"^uv\.lock$")),
    (FileKind.POETRY_LOCK, _matching(r"^poetry\.lock$")),
    (FileKind.PDM_LOCK, _matching(r"^pdm\.lock$")),
    (FileKind.PYLOCK, _matching(r"^pylock(\..+)?\.toml$")),
    (FileKind.PIPFILE_LOCK, _matching(r"^pipfile\.lock$")),
    (FileKind.PIPFILE, _matching(r"^pipfile$")),
    (FileKind.SETUP_CFG, _matching(r"^setup\.cfg$")),
    (
        FileKind.NPM_LOCK,
        _matching(
            r"^(package-lock|npm-shrinkwrap)\.json$|^pnpm-lock\.yaml$|^yarn\.lock$|^bun\.lock$"
        ),
    ),
    (
        FileKind.REQUIREMENTS,
        _matching(
            r"(^|[._-])(requirements?|reqs?|constraints?)([._-].*)?\.(txt|in)$"
            r"|^requirements([._-].*)?\.lock$"
        ),
    ),
    (
        FileKind.DOTENV,
        _matching(r"(^|[\w-])\.env($|[._-])|^env\.(example|sample|template)$|^\.envrc$"),
    ),
    (FileKind.DOCKERFILE, _matching(r"^(docker|container)file($|[._-])|\.(docker|container)file$")),
    (FileKind.RENDER, _matching(r"^render\.ya?ml$")),
    (FileKind.TERRAFORM, _matching(r"\.(tf|tofu|tfvars)$")),
    (FileKind.RAILWAY, _matching(r"^railway([._-][\w-]+)?\.(json|toml)$")),
    (FileKind.CADDYFILE, _matching(r"^caddyfile([._-]|$)|\.caddy(file)?$")),
    (FileKind.FLY, _matching(r"^fly([._-][\w-]+)?\.toml$")),
    (FileKind.COMPOSE, _matching(r"(^|[._-])(docker-)?compose([._-].*)?\.ya?ml$")),
    (FileKind.SHELL, _matching(r"\.(sh|bash|zsh|ksh)$")),
    (FileKind.MAKEFILE, _matching(r"^(gnu)?makefile$|\.mk$")),
    (FileKind.PROCFILE, _matching(r"^procfile([._-]|$)")),
    (FileKind.MARKDOWN, _matching(r"\.(md|mdx|markdown)$")),
)
_WORKFLOWS_FOLDER = re.compile(r"(^|/)\.github/workflows/[^/]+\.ya?ml$")
_REQUIREMENTS_FOLDER = re.compile(r"(^|/)(requirements|constraints)/[^/]+\.(txt|in)$")
_CONDA_NAME = re.compile(r"(^|[._-])(env|environment|conda)([._-].*)?\.ya?ml$")
_CONDA = re.compile(rb"^[\"']?dependencies[\"']?:", re.MULTILINE)
_FLOW_ARCHIVE = re.compile(r"flows?\.zip$", re.IGNORECASE)
"""`<date>_<project>_flows.zip`: how Langflow names an export of several flows
(langflow/api/v1/flows_helpers.py, projects_files.py of 1.13.0)."""
_FLOW = re.compile(rb'"(edges|template|data)"')
_SHEBANG = re.compile(rb"#!\s*/\S*\b(env\s+(-S\s+)?)?(ba|z|k|da)?sh\b")
_API_VERSION = re.compile(rb"^[\"']?apiVersion[\"']?:", re.MULTILINE)
_RESOURCE = re.compile(
    rb"^(?:- |  )?[\"']?kind[\"']?:\s*[\"']?"
    rb"(Pod|Deployment|StatefulSet|DaemonSet|ReplicaSet|Job|CronJob|"
    rb"ConfigMap|Secret|Service|ServiceAccount|Ingress|Route|HTTPRoute|List)\b",
    re.MULTILINE,
)
_CHART = re.compile(
    rb"^[ \t]*[\"']?langflow[\"']?:[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*[ \t]+"
    rb"(?:backend|frontend|global)[\"']?:"
    rb"|\brepository[\"']?:[ \t]*\S*langflow|^downloadFlows[\"']?:",
    re.MULTILINE,
)
"""Values of Langflow's own charts."""
_UNIT = re.compile(rb"^\[Service\]", re.MULTILINE)
_ROUTERS = re.compile(
    rb"^http:[ \t]*\r?\n(?:[ \t]+[^ \t\r\n].*\n|[ \t]*\r?\n)*?[ \t]+routers:", re.MULTILINE
)
_NGINX_NAME = re.compile(
    r"\.(conf|nginx|vhost)(\.(template|tmpl|j2))?$|(^|/)sites-(available|enabled)/|(^|/)nginx/[^.]+$"
)
_NGINX = re.compile(
    rb"^[ \t]*server[ \t\r\n]*\{[^{}]*?\b(listen|server_name|location|include)\b", re.MULTILINE
)
_COMPOSE = re.compile(rb"^services:", re.MULTILINE)
_IMAGE_OR_BUILD = re.compile(rb"^\s+[\"']?(image|build)[\"']?:", re.MULTILINE)


def _is_binary(head: bytes) -> bool:
    """Whether the start holds a NUL and no UTF-16 mark: then it is no text."""
    return b"\0" in head[:8192] and not head.startswith((b"\xff\xfe", b"\xfe\xff"))


def _listed(root: Path, notes: list[Notification]) -> list[str]:
    """The paths of the tree, sorted; the content of checked-out submodules included."""
    by_git = _listed_by_git(root, notes)
    if by_git is None:
        return sorted(_walked(root, root))
    submodules = [uri for uri in by_git if (root / uri).is_dir() and not (root / uri).is_symlink()]
    inside = (uri for folder in submodules for uri in _walked(root, root / folder))
    return sorted({*by_git, *inside} - {*submodules})


def _listed_by_git(root: Path, notes: list[Notification]) -> list[str] | None:
    """What `git ls-files` names, or None where there is no repository or no git."""
    if not git.is_inside(root):
        return None
    arguments = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    try:
        done = git.run(root, *arguments, timeout=GIT_TIMEOUT)
        problem = git.problem(done)
    except EngineError as error:
        problem = str(error)
    if problem:
        words = "git could not list the files, so the folder was walked and files that git ignores"
        words += f" were scanned too: {printable(problem)[:200]}"
        notes.append(Notification(Level.NOTE, "git-not-used", words))
        return None
    return [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]


def _walked(root: Path, start: Path) -> Iterator[str]:
    """Every file below `start` without git; links are not followed."""
    for folder, subfolders, files in os.walk(start, followlinks=False):
        links = [name for name in subfolders if Path(folder, name).is_symlink()]
        subfolders[:] = sorted({*subfolders} - SKIPPED_FOLDERS - {*links})
        for name in (*files, *links):
            yield Path(folder, name).relative_to(root).as_posix()


def is_excluded(uri: str, patterns: Iterable[str]) -> bool:
    """Whether a glob names the file or one of the folders above it."""
    path = PurePosixPath(uri)
    candidates = (str(path), *(str(parent) for parent in path.parents[:-1]))
    return any(
        fnmatch.fnmatchcase(candidate, pattern.removeprefix("./").rstrip("/"))
        for pattern in patterns
        for candidate in candidates
    )


def _read(root: Path, uri: str, notes: list[Notification]) -> bytes | None:
    """The content of one regular file inside the root, or None and a notification."""

    def refuse(identifier: str, words: str, level: Level = Level.WARNING) -> None:
        notes.append(Notification(level, identifier, f"{printable(uri)} {words}", printable(uri)))

    path = root / uri
    try:
        uri.encode()
    except UnicodeEncodeError:
        refuse("file-name-not-text", "has a name that is not UTF-8 and was not scanned; rename it")
        return None
    if path.resolve() != path:
        refuse("link-not-followed", "is or passes a symbolic link; it was not followed", Level.NOTE)
        return None
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
        with os.fdopen(descriptor, "rb") as stream:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                refuse("file-not-regular", "is a device, a pipe or a socket; it was not read")
                return None
            head = stream.read(8192)
            if is_zip(uri, head):
                if status.st_size <= MAX_FILE_BYTES:
                    return head + stream.read(MAX_FILE_BYTES)
                if _FLOW_ARCHIVE.search(uri):
                    refuse("archive-not-read", "is too large an archive; unpack it to scan it")
            if _is_binary(head):
                return head
            if status.st_size > MAX_FILE_BYTES:
                size = (
                    f"is {status.st_size // 2**20} MiB, over the cap of {MAX_FILE_BYTES // 2**20}"
                )
                refuse("file-too-large", f"{size}; it was not scanned. Split or exclude it")
                return None
            return head + stream.read(MAX_FILE_BYTES)
    except FileNotFoundError:
        refuse("file-missing", "is in git's index but not in the folder", Level.NOTE)
    except OSError as error:
        refuse("file-not-read", f"could not be read ({error.strerror}); make it readable")
    return None


def _too_many(left: int) -> Notification:
    words = f"{left} files were not scanned: the folder holds more than {MAX_FILES} files"
    words += f" or {MAX_TREE_BYTES // 2**20} MiB; scan its parts one by one"
    return Notification(Level.WARNING, "tree-too-large", words)


def printable(text: str) -> str:
    """Text of the repository made safe to show: no control, bidirectional or lone surrogate."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
