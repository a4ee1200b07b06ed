"""Writes a repository that would run its own code in whoever scans it, each way with a marker.

    python tests/e2e/hostile_tree.py ROOT MARKERS [ADDRESS]

MARKERS is where the markers would appear, as the process that scans sees that folder.
"""

import subprocess
import sys
from pathlib import Path

SHADOWED = (
    "bandit",
    "semgrep",
    "packaging",
    "pip",
    "pip_api",
    "pip_audit",
    "detect_secrets",
    "requests",
    "yaml",
    "msgspec",
    "json",
    "scanner",
)
ALONE = ("sitecustomize", "usercustomize", "conftest", "noxfile", "tasks", "setup", "_backend")


def write_tree(root: Path, markers: Path, address: str = "http://127.0.0.1:9") -> None:
    """Every way we know to have code of the scanned folder run, each with a marker of its own."""

    def write(name: str, text: str) -> None:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def program(name: str) -> str:
        mark = str(markers / name.replace("/", "-"))
        return f"import os\nopen({mark!r}, 'w').close()\n"

    for package in SHADOWED:
        for part in ("__init__", "__main__"):
            write(f"{package}/{part}.py", program(f"{package}-{part}"))
    for module in ALONE:
        write(f"{module}.py", program(module))
    shell = f"#!/bin/sh\ntouch {markers}/"
    for name in ("fsmonitor", "hook", "git", "python", "pip", "semgrep", "askpass"):
        write(f"bin/{name}", f"{shell}{name}\n")
        (root / "bin" / name).chmod(0o755)
    build = '[build-system]\nrequires = []\nbuild-backend = "_backend"\nbackend-path = ["."]\n'
    write(
        "pyproject.toml", f'{build}[project]\nname = "x"\ndynamic = ["version", "dependencies"]\n'
    )
    write("setup.cfg", "[metadata]\nname = x\nversion = attr: _backend.version\n")
    write("pip.conf", f"[global]\nindex-url = {address}/simple\n")
    write(".config/pip/pip.conf", f"[global]\nindex-url = {address}/simple\n")
    write("uv.toml", f'index-url = "{address}/uv"\n')
    write(".netrc", "machine 127.0.0.1 login x password " + "y" * 12 + "\n")
    write(".bandit", f"[bandit]\nplugins = {root}/bin\nexclude = *\n")
    write(".semgrep.yml", "rules: []\n")
    write(".semgrepignore", "*\n")
    write(".secrets.baseline", "{}")
    write(".gitattributes", "* filter=evil diff=evil\n")
    config = f"""\
[core]
\trepositoryformatversion = 0
\tfsmonitor = {root}/bin/fsmonitor
\thooksPath = {root}/bin
\taskPass = {root}/bin/askpass
\tsshCommand = {root}/bin/hook
[filter "evil"]
\tclean = {root}/bin/hook
\tsmudge = {root}/bin/hook
[diff "evil"]
\ttextconv = {root}/bin/hook
"""
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    write(".git/config", config)
    write(".gitconfig", config)
    requirements = f"""\
--index-url {address}/simple
-r nested/more.txt
-e .
./pip
own @ file:.
made @ {address}/made-1.tar.gz
requests==2.19.0
"""
    write("requirements.txt", requirements)
    write("nested/more.txt", "-r ../../../../etc/passwd\njinja2==2.4\n")
    write("app.py", "import subprocess\nsubprocess.call(input(), shell=True)\n")


if __name__ == "__main__":
    write_tree(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
