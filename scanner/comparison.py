"""What a scan is compared with: the base of a pull request, a baseline file, or both.

The base is scanned like the head, by the same version and inputs, from a private folder.
"""

import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scanner.configuration import Options
from scanner.errors import ConfigError, EngineError
from scanner.findings import known as findings
from scanner.findings.basis import Against
from scanner.findings.known import Known
from scanner.findings.stored import Store
from scanner.settings import Settings, offline_by_environment
from scanner.tree import base as tree_base
from scanner.tree import fetched, git

MAX_BASELINE_BYTES = 50 * 2**20


@dataclass(frozen=True, slots=True)
class Base:
    """The tree that a pull request is compared with; without a folder, why there is none."""

    folder: Path | None
    commit: str = ""
    notices: tuple[str, ...] = ()


@contextmanager
def base_of(path: Path, given: Options, environ: Mapping[str, str]) -> Iterator[Base | None]:
    """The base's files while they are needed; None where nothing is to be compared with.

    Raises:
        ConfigError: `new-only: true` without a base or baseline, a ref that there is not, or an
            event in which a pull request's files must not be scanned.
    """
    _refuse_target_event(environ)
    ref = given.base_ref or _ref_of_event(environ)
    if not ref or given.new_only in ("false", False) or not path.is_dir():
        if given.new_only in ("true", True) and not given.baseline:
            raise ConfigError(
                "new-only: true needs something to compare with",
                hint="give base-ref or baseline; in pull requests the base is found by itself",
            )
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="langflow-scan-store-") as private:
        commit = _commit(path, ref, given, environ)
        store = None
        if commit is None:
            commit = _fetched(path.resolve(), Path(private), given, environ)
            store = Path(private) if commit else None
        yield from _written(path.resolve(), ref, commit, store)


def _written(root: Path, ref: str, commit: str | None, store: Path | None) -> Iterator[Base]:
    """The base's files in a private folder while they are needed; or why there are none."""
    if commit is None:
        words = f"the base {ref} is not in this checkout, so every finding counts as new"
        yield Base(None, notices=(f"{words}: {tree_base.DEEPEN}",))
        return
    with tempfile.TemporaryDirectory(prefix="langflow-scan-base-") as name:
        folder = Path(name).resolve()
        try:
            tree_base.write(root, commit, folder, store=store)
        except EngineError as error:
            yield Base(None, notices=(f"the base {ref} could not be read ({error}): {error.hint}",))
            return
        yield Base(folder, commit)


def remarks(chosen: Settings, base: Base | None) -> tuple[str, ...]:
    """What is to be said of the comparison, a sentence each."""
    if base is None:
        return ()
    said = list(base.notices)
    if chosen.baseline and base.folder is not None:
        counting, own = _file_of(chosen, base), _own_file(chosen)
        if counting != own and _bytes(counting) != _bytes(own):
            said.append(f"{chosen.baseline} differs from the base's, which counts here")
    return tuple(said)


def _bytes(file: Path) -> bytes:
    """Of a baseline within the cap, which `baseline` refuses to pass."""
    if not file.is_file() or file.stat().st_size > MAX_BASELINE_BYTES:
        return b""
    return file.read_bytes()


def against(chosen: Settings, base: Base | None, store: Store | None = None) -> Against | None:
    """What a scan is compared with: the base, the baseline, or both; None for neither."""
    accepted = _accepted(chosen, base) if chosen.baseline else None
    if base is None or base.folder is None:
        return Against(accepted=accepted) if accepted else None
    there = replace(chosen, path=base.folder, baseline="", history=False, prefix="", proposed=None)
    return Against(there, f"the base {base.commit[:12]}", accepted, store)


def _accepted(chosen: Settings, base: Base | None) -> Known:
    """The baseline that counts, the base's where it is a file of the tree; and what the change
    adds to it."""
    counting, own = _file_of(chosen, base), _own_file(chosen)
    if counting == own or (counting.is_file() and not own.is_file()):
        return baseline(counting, chosen.baseline)
    proposed = baseline(own, chosen.baseline)
    before = (
        baseline(counting, chosen.baseline)
        if counting.is_file()
        else replace(proposed, fingerprints=frozenset())
    )
    inside = own.resolve().relative_to(chosen.path).as_posix()
    return replace(before, baseline=inside, proposed=proposed.fingerprints)


def _own_file(chosen: Settings) -> Path:
    file = Path(chosen.baseline)
    return file if file.exists() or file.is_absolute() else chosen.path / file


def baseline(file: Path, shown: str) -> Known:
    """A baseline file.

    Raises:
        ConfigError: it cannot be read, or is none.
    """
    try:
        if file.stat().st_size > MAX_BASELINE_BYTES:
            raise ConfigError(f"baseline: {shown} is larger than {MAX_BASELINE_BYTES} bytes")
        text = file.read_text("utf-8")
    except (OSError, UnicodeError) as error:
        hint = "write it with: langflow-scan baseline"
        raise ConfigError(f"baseline: {shown} cannot be read: {error}", hint=hint) from error
    return findings.read(text, shown)


def _file_of(chosen: Settings, base: Base | None) -> Path:
    """The baseline; where it is a file of the tree, the base's: a change of it counts later."""
    file = _own_file(chosen)
    if base is not None and base.folder is not None:
        inside = file.resolve()
        if inside.is_relative_to(chosen.path):
            return base.folder / inside.relative_to(chosen.path)
    return file


def _commit(path: Path, ref: str, given: Options, environ: Mapping[str, str]) -> str | None:
    """The commit to compare with; None where the checkout does not have it.

    Raises:
        ConfigError: a ref that the user gave is not there.
    """
    root = path.resolve()
    if not git.is_inside(root):
        raise ConfigError("base-ref: this is no git repository", hint="use a baseline file")
    try:
        found = tree_base.merge_base(root, ref)
        if found is None and environ.get("GITHUB_EVENT_NAME") == "pull_request":
            found = tree_base.first_parent(root)
    except EngineError as error:
        raise ConfigError(f"base-ref: {error}", hint=error.hint) from error
    if found is None and given.base_ref and "GITHUB_ACTIONS" not in environ:
        raise ConfigError(f"base-ref: there is no common commit with {ref}", hint=tree_base.DEEPEN)
    return found


def _fetched(root: Path, store: Path, given: Options, environ: Mapping[str, str]) -> str | None:
    """The commit that GitHub's event names as the base, from the server that runs the workflow;
    None where it is not public, or the scan stays off the network."""
    server, name = (environ.get(f"GITHUB_{one}", "") for one in ("SERVER_URL", "REPOSITORY"))
    told = event(environ)
    commit = _base_sha(told)
    off = given.offline in ("true", True) or offline_by_environment()
    if off or not commit or not name or not server.startswith("https://"):
        return None
    try:
        return commit if fetched.fetch(root, f"{server}/{name}.git", commit, store) else None
    except EngineError:
        return None


def _base_sha(told: Mapping[str, Any]) -> str:
    """The commit of the base that an event names; empty for none."""
    request: Any = told.get("pull_request") or {}
    group: Any = told.get("merge_group") or {}
    sha = str((request.get("base") or {}).get("sha") or group.get("base_sha") or "")
    return sha if re.fullmatch(r"[0-9a-f]{40,64}", sha) else ""


def _ref_of_event(environ: Mapping[str, str]) -> str:
    """The branch or commit that a workflow's event is about to change."""
    match environ.get("GITHUB_EVENT_NAME"):
        case "pull_request":
            return environ.get("GITHUB_BASE_REF", "")
        case "merge_group":
            group: Any = event(environ).get("merge_group") or {}
            return str(group.get("base_sha", ""))
    return ""


def event(environ: Mapping[str, str]) -> dict[str, Any]:
    """What GitHub says happened; nothing outside of a workflow."""
    try:
        event = json.loads(Path(environ.get("GITHUB_EVENT_PATH", "")).read_bytes())
    except (OSError, ValueError):
        return {}
    return event if isinstance(event, dict) else {}


def _refuse_target_event(environ: Mapping[str, str]) -> None:
    if environ.get("GITHUB_EVENT_NAME") == "pull_request_target":
        raise ConfigError(
            "pull_request_target runs with the repository's secrets, so a pull request is not "
            "scanned in it",
            hint="use the event `pull_request`: the scan needs no secret and no write permission",
        )
