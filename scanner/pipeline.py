"""The whole scan, from top to bottom."""

import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata

from scanner import __version__
from scanner.engines import ENGINES
from scanner.engines.base import Engine
from scanner.errors import EngineError, NothingToScan, ScannerError
from scanner.findings import policy
from scanner.findings.merge import merge
from scanner.model.finding import Finding
from scanner.model.flows import FlowInventory, FlowPicture
from scanner.model.note import Guarded, Notification, Status
from scanner.model.package import Package
from scanner.model.report import EngineRun, Report
from scanner.model.rule import Level, Rule
from scanner.settings import Settings
from scanner.tree.archives import outside_note
from scanner.tree.collect import collect
from scanner.tree.source import Tree

OURS = "langflow-scan"

Progress = Callable[[EngineRun], None]


def scan(settings: Settings, progress: Progress = lambda run: None) -> Report:
    """Collect, run the engines side by side, merge, decide. `progress` hears of each that ended."""
    tree = collect(settings)
    engines = [engine for engine in ENGINES if engine.kinds & frozenset(settings.scanners)]
    with ThreadPoolExecutor(max_workers=len(ENGINES)) as pool:
        runs = tuple(pool.map(lambda engine: attempt(engine, tree, settings, progress), engines))
    return policy.apply(merge(runs, tree), runs, tree, settings)


def attempt(engine: Engine, tree: Tree, settings: Settings, progress: Progress) -> EngineRun:
    """Run one engine to its end, whatever that end is: an engine that fails is never empty."""
    started = time.monotonic()
    rules: tuple[Rule, ...] = ()
    found: list[Finding] = []
    notes: list[Notification] = []
    components: list[Package] = []
    guarded: list[Guarded] = []
    flows: list[FlowPicture] = []
    inventories: list[FlowInventory] = []
    status, reason, hint, detail = Status.OK, "", "", ""
    version = _version(engine.distribution)
    try:
        rules = engine.rules()
        for outcome in engine.run(tree, settings):
            match outcome:
                case Finding():
                    found.append(outcome)
                case Notification():
                    notes.append(outcome)
                case Package():
                    components.append(outcome)
                case Guarded():
                    guarded.append(outcome)
                case FlowPicture():
                    flows.append(outcome)
                case FlowInventory():
                    inventories.append(outcome)
    except NothingToScan as nothing:
        status, reason = Status.SKIPPED, str(nothing)
    except ScannerError as error:
        status, reason, hint = Status.FAILED, str(error), error.hint
        detail = error.stderr_tail if isinstance(error, EngineError) else ""
    except Exception as error:  # noqa: BLE001 - an engine's bug must not end the others' work
        status, reason = Status.FAILED, f"internal error: {type(error).__name__}"
        hint = "run again with --verbose and report the traceback"
        detail = "".join(traceback.format_exception(error))
    if status is Status.FAILED:
        found, components, flows, inventories = [], [], [], []
        words = f"{engine.name} did not finish: {reason}"
        notes.append(Notification(Level.ERROR, "engine-failed", words))
    run = EngineRun(
        engine=engine.name,
        version=version,
        kinds=engine.kinds & frozenset(settings.scanners),
        status=status,
        reason=reason,
        hint=hint,
        detail=detail,
        information_uri=engine.information_uri,
        rules=rules,
        findings=tuple(f for f in found if f.rule.kind in settings.scanners),
        notifications=tuple(map(outside_note, notes)),
        components=tuple(components),
        guarded=tuple(guarded),
        flows=tuple(flows),
        inventories=tuple(inventories),
        seconds=time.monotonic() - started,
    )
    progress(run)
    return run


def _version(distribution: str) -> str:
    """The installed version from package metadata; asking the tools themselves is slow."""
    if distribution == OURS:
        return __version__  # also when run from a checkout that is not installed
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "not installed"
