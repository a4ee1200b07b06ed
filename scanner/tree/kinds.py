"""What kind a file is: one row a kind, from its name, its path and a look at its content.

A row holds where all of its parts do, and the first row that holds decides: names stand before
content, so that `compose.yaml` is a Compose file whatever is in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

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


def classify(uri: str, data: bytes) -> FileKind:
    """The one kind of a file; content is only searched, not parsed."""
    if is_binary(data):
        return FileKind.BINARY
    name = PurePosixPath(uri).name.lower()
    return next((row.kind for row in ROWS if row.holds(uri, name, data)), FileKind.TEXT)


def is_binary(head: bytes) -> bool:
    """Whether the start holds a NUL and no UTF-16 mark: then it is no text."""
    return b"\0" in head[:8192] and not head.startswith((b"\xff\xfe", b"\xfe\xff"))


def _named(kind: FileKind, pattern: str) -> Row:
    return Row(kind, name=re.compile(pattern))


def _at(kind: FileKind, pattern: str) -> Row:
    return Row(kind, path=re.compile(pattern))


def _holding(kind: FileKind, name: str, *content: bytes) -> Row:
    patterns = tuple(re.compile(pattern, re.MULTILINE) for pattern in content)
    return Row(kind, name=re.compile(name), content=patterns)


_YAML = r"\.ya?ml$"


def _rows() -> Iterator[Row]:
    yield _named(FileKind.PYTHON, r"\.pyw?$")
    yield _named(FileKind.NOTEBOOK, r"\.ipynb$")
    yield _named(FileKind.PYPROJECT, r"^pyproject\.toml$")
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
    yield _named(FileKind.MARKDOWN, r"\.(md|mdx|markdown)$")
    yield _at(FileKind.WORKFLOW, r"(^|/)\.github/workflows/[^/]+\.ya?ml$")
    yield _at(FileKind.REQUIREMENTS, r"(^|/)(requirements|constraints)/[^/]+\.(txt|in)$")
    yield _holding(
        FileKind.CONDA,
        r"(^|[._-])(env|environment|conda)([._-].*)?\.ya?ml$",
        rb"^[\"']?dependencies[\"']?:",
    )
    yield _holding(FileKind.FLOW, r"\.json$", rb'"(edges|template|data)"', rb'"nodes"')
    yield _holding(FileKind.COMPOSE, _YAML, rb"^services:", rb"^\s+[\"']?(image|build)[\"']?:")
    yield _holding(
        FileKind.KUBERNETES,
        _YAML,
        rb"^[\"']?apiVersion[\"']?:",
        rb"^(?:- |  )?[\"']?kind[\"']?:\s*[\"']?"
        rb"(Pod|Deployment|StatefulSet|DaemonSet|ReplicaSet|Job|CronJob|"
        rb"ConfigMap|Secret|Service|ServiceAccount|Ingress|Route|HTTPRoute|List)\b",
    )
    yield _holding(  # values of Langflow's own charts
        FileKind.HELM,
        _YAML,
        rb"^[ \t]*[\"']?langflow[\"']?:[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*[ \t]+"
        rb"(?:backend|frontend|global)[\"']?:"
        rb"|\brepository[\"']?:[ \t]*\S*langflow|^downloadFlows[\"']?:",
    )
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
        FileKind.SHELL, content=(re.compile(rb"\A#!\s*/\S*\b(env\s+(-S\s+)?)?(ba|z|k|da)?sh\b"),)
    )


ROWS: tuple[Row, ...] = tuple(_rows())
