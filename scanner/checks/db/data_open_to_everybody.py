"""LF-DB-008 data-open-to-everybody."""

import re
from collections.abc import Iterator

from scanner.checks.conditions import example_or, literal
from scanner.checks.database_settings import FOLDER, ON_A_MACHINE
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.model import Form
from scanner.deployments.scripts.script import Script
from scanner.tree.guards import is_development
from scanner.tree.source import FileKind

_FOR_ALL = re.compile(
    r"0?[0-7]{2}[2367]|[ugo]*[oa][ugo]*\+[rxX]*w[rxX]*|[ugo]*[oa][ugo]*=[rxX]*w[rxX]*"
)
"""Modes that let everyone write; a bare `+w` leaves out what the mask takes away."""


_DATA = re.compile(
    r"langflow|^/app(?:/|$)|\.db$|^/data(?:/|$)|/flows(?:/|$)|/components(?:/|$)|secret_key",
    re.IGNORECASE,
)


_SHARED = re.compile(r"^(?:/private)?/(?:tmp|var/tmp|dev/shm|var/www|usr/share/nginx)(?:/|$)")


@check("LF-DB-008")
def data_open_to_everybody(facts: Facts) -> Iterator[Match]:
    """`chmod 777` on Langflow's files, a mask of zero, or a folder that everyone shares."""
    images = {u.uri for u in facts.units if u.is_langflow and u.form is Form.DOCKERFILE}
    for script in facts.scripts:
        is_build = script.source.kind is FileKind.DOCKERFILE
        if script.source.uri in images or (not is_build and script.is_about_langflow):
            yield from _opened(script)
    for unit in facts.units:
        setting = unit.explicit(FOLDER)
        folder = literal(setting)
        if setting is None or unit.form not in ON_A_MACHINE or not unit.is_langflow:
            continue
        if _SHARED.match(folder) and not is_development(unit.location):
            message = f"{FOLDER} is a folder that every account of the machine shares"
            yield Match(message, setting.location, example_or(setting, "shared"))


def _opened(script: Script) -> Iterator[Match]:
    for command in script.commands:
        words = [
            w.text
            for w in command.words
            if w.text != "sudo" and not re.match(r"-\w*$|--\w", w.text)
        ]
        if not words or words[0] not in {"chmod", "umask"}:
            continue
        if words[0] == "umask":
            if words[1:] and re.fullmatch(r"0{1,4}", words[1]):
                message = "with this mask, every account may change the files that Langflow writes"
                yield Match(message, script.place(command, "umask"))
        elif len(words) > 2 and _FOR_ALL.fullmatch(words[1]):
            target = next((word for word in words[2:] if _DATA.search(word)), "")
            if target:
                message = (
                    f"every account may change {target}: code, flows or the key and the database"
                )
                fix = f"chmod -R u=rwX,go= {target}"
                yield Match(message, script.place(command, "chmod"), fix=fix)
