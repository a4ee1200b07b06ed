"""What a format of deployments is: how its files are read, and how it writes what rules advise."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from scanner.deployments.model import Deployment
from scanner.deployments.scripts.script import Script
from scanner.deployments.terraform.modules import Resource
from scanner.errors import ReadError
from scanner.model.note import Notification
from scanner.tree.source import FileKind, Source, Tree


@dataclass(frozen=True, slots=True)
class Text:
    """A text inside a file that is of a format of its own: a heredoc, a block of Markdown."""

    source: Source
    """At the path of the file, with empty lines before it, so that its places are true."""
    adjust: Callable[[Deployment], Deployment] | None = None
    """What its place makes of a unit: advice in Markdown, a test's own in a workflow."""


@dataclass(frozen=True, slots=True)
class Read:
    """What one file says."""

    units: tuple[Deployment, ...] = ()
    taken_in: tuple[str, ...] = ()
    """The .env files of the tree that it takes in."""
    texts: tuple[Text, ...] = ()
    notes: tuple[Notification, ...] = ()
    """What of the file was not read."""


@dataclass
class Together:
    """What the files of a format say that are read in sight of each other."""

    units: list[Deployment] = field(default_factory=list)
    taken_in: set[str] = field(default_factory=set)
    texts: list[Text] = field(default_factory=list)
    damaged: list[tuple[Source, ReadError]] = field(default_factory=list)
    notes: list[Notification] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)
    """Terraform's."""


Reader = Callable[[Tree, Source], Read]


@dataclass(frozen=True)
class Format:
    """One row of `formats.FORMATS`: all that is known of a format."""

    kind: FileKind
    what: str
    """In a sentence: `a Compose file`."""
    read: Reader | None = None
    """One file on its own, or one text inside another file."""
    together: Callable[[Tree], Together] | None = None
    """All files of the format, where they refer to each other; then `read` is for texts only."""
    scripts: Callable[[Source], Iterable[Script]] | None = None
    """The stretches of a file that a shell reads."""
    setting: str = "{name}={value}"
    """How it sets `name` to `value`."""
    reference: str = ""
    """How it takes `name` from outside of the repository; `key` is the name as Kubernetes likes it.
    Empty where it has no way."""
    is_configuration: bool = True
    """Whether variables in it configure a program, so that names of browsers' variables count."""
