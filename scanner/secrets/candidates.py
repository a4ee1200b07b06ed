"""What a detector found, with what stands around it; the names that detectors have."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from scanner.secrets.names import word_set

KEYWORD = "Secret Keyword"
NAMED = "Named Secret"
"""Our own: by a name that detect-secrets' keywords do not reach."""
COMMAND = "Secret in a Command"
"""Our own: an option of a program, a statement of SQL, a connection string."""
KEYWORDS = frozenset({KEYWORD, NAMED, COMMAND})
ENTROPY = frozenset({"Base64 High Entropy String", "Hex High Entropy String"})
BASIC_AUTH = "Basic Auth Credentials"
JWT = "JSON Web Token"
PRIVATE_KEY = "Private Key"
ARTIFACTORY = "Artifactory Credentials"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that a detector found, with what stands around it."""

    detector: str
    """detect-secrets' `secret_type`."""
    value: str
    name: str
    """The variable, key or field that holds it; empty where none can be told."""
    before: str
    """The text of its line up to the value, its last 6,000 characters."""
    after: str
    """The text of its line behind the value; for a private key a few lines more."""
    uri: str
    kind: str
    """`FileKind` of the file."""
    path: tuple[str, ...] = ()
    """Keys from the root of a JSON document down to the value."""

    @property
    def is_guess(self) -> bool:
        """Whether the detector judged by a name or by randomness, not by a known format."""
        return self.detector in KEYWORDS or self.detector in ENTROPY

    @property
    def is_code(self) -> bool:
        """Whether the file is code, data or a document, where names and labels stand in quotes too.

        The opposite is configuration: there a word that is given to a password is the password.
        """
        path = PurePosixPath(self.uri.lower())
        named = path.suffix in CONFIG_SUFFIXES or path.name in CONFIG_NAMES
        return self.kind not in CONFIG_KINDS and not named


CONFIG_KINDS = word_set("dotenv dockerfile compose")
CONFIG_SUFFIXES = word_set(
    ".yaml .yml .ini .cfg .cnf .conf .properties .toml .env .envrc .sh .bash .zsh .service .tf "
    ".tfvars .hcl .npmrc .pypirc .netrc"
)
CONFIG_NAMES = word_set(".netrc _netrc .npmrc .pypirc .pgpass kubeconfig .kubeconfig")
