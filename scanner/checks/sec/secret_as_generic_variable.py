"""LF-SEC-015 secret-as-generic-variable."""

import re
from collections.abc import Iterator

from scanner import values
from scanner.checks.conditions import uses_langflow
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check

_VARIABLES = re.compile(r"/api/v\d/variables\b")


_GENERIC = re.compile(r"\"type\"\s*:\s*\"generic\"", re.IGNORECASE)


_NAME = re.compile(r"\"name\"\s*:\s*\"([A-Za-z_][\w -]*)\"")


@check("LF-SEC-015")
def secret_as_generic_variable(facts: Facts) -> Iterator[Match]:
    """A call that makes a variable with a credential's name and the type that is not encrypted."""
    is_ours = uses_langflow(facts)
    for script in facts.scripts:
        if not (is_ours or script.is_about_langflow) or not _VARIABLES.search(script.text):
            continue
        for command in script.commands:
            texts = [word.text for word in command.words]
            if not any(_VARIABLES.search(text) for text in texts):
                continue
            for text in (*texts, *(body.text for body in command.heredocs)):
                name = _NAME.search(text)
                named = name and values.is_secret_name(name.group(1).replace(" ", "_"))
                if name and named and _GENERIC.search(text):
                    message = f"the variable {name.group(1)} is made with the type Generic: "
                    message += "Langflow stores it as it is and shows it to whoever opens it"
                    yield Match(message, script.place(command, name.group(1)))
