"""Places where a value is no secret: tests, comments, links, names of Secrets, recordings."""

import re
from pathlib import PurePosixPath

from scanner.secrets.candidates import (
    ARTIFACTORY,
    BASIC_AUTH,
    JWT,
    KEYWORDS,
    NAMED,
    Candidate,
)
from scanner.secrets.forms import holds_drawn, is_wordy
from scanner.secrets.names import word_set, words

_TEST_FOLDERS = word_set(
    "test tests testing fixtures testdata test-data test_data __tests__ __mocks__ mocks spec specs "
    "e2e cypress playwright"
)
_TEST_FILE = re.compile(r"(^|[._-])(test|tests|spec|conftest|mock|mocks|fixture|fixtures)[._-]")


def in_test(uri: str) -> bool:
    """Whether a file is a test or belongs to one, by its folders and its name."""
    parts = PurePosixPath(uri.lower()).parts
    return bool(_TEST_FOLDERS & {*parts[:-1]}) or bool(_TEST_FILE.search(parts[-1]))


def is_test_value(candidate: Candidate) -> bool:
    """A login that a test made up; what looks drawn by chance and known formats stay."""
    named = candidate.detector in KEYWORDS or candidate.detector == BASIC_AUTH
    return named and in_test(candidate.uri) and not holds_drawn(candidate.value)


_EXAMPLE_FILE = re.compile(
    r"(^|[._-])(example|examples|sample|samples|template|tmpl|tpl|dist|default|defaults)([._-]|$)"
)
_PIPELINES = re.compile(
    r"(^|/)(\.github/workflows/|\.gitlab-ci|\.circleci/|azure-pipelines|bitbucket-pipelines)"
)


def is_example(uri: str) -> bool:
    """Whether a file shows how another one is filled in: `.env.example`, `config.sample.yml`."""
    return bool(_EXAMPLE_FILE.search(PurePosixPath(uri.lower()).name))


def is_example_value(candidate: Candidate) -> bool:
    """A word in a file that shows how another one is filled in."""
    named = candidate.detector in KEYWORDS or candidate.detector == BASIC_AUTH
    return named and is_example(candidate.uri) and not holds_drawn(candidate.value)


def is_throwaway(candidate: Candidate) -> bool:
    """A word for a service that a pipeline starts and throws away."""
    named = candidate.detector in KEYWORDS or candidate.detector == BASIC_AUTH
    in_pipeline = bool(_PIPELINES.search(candidate.uri.lower()))
    return named and in_pipeline and not holds_drawn(candidate.value)


_COMMENT = re.compile(r"\s*(?:#(?!!)|//|;|<!--|/\*|\*\s|--\s|[Rr][Ee][Mm]\s)")


def is_commented_example(candidate: Candidate) -> bool:
    """Chosen, not drawn, on a line that is a comment: it shows how something is set."""
    if candidate.detector not in KEYWORDS or candidate.path or candidate.kind == "markdown":
        return False
    commented = len(candidate.before) < 400 and bool(_COMMENT.match(candidate.before))
    return commented and is_wordy(candidate.value)


def is_recorded_traffic(candidate: Candidate) -> bool:
    """In a recording of a browser, where no issuer's form proves it: cookies, tokens of pages."""
    proves = not candidate.is_guess and candidate.detector not in {JWT, BASIC_AUTH}
    return not proves and candidate.uri.lower().endswith(".har")


_SHOWN = re.compile(
    r"(?:tooltip|placeholder|title|aria-label|hint|label|caption|helper_?text|description|summary)"
    r"[\"']?\s{0,4}[=:]\s{0,4}(?P<quote>[\"'`])(?:(?!(?P=quote)).){0,300}$",
    re.IGNORECASE,
)


def is_shown_text(candidate: Candidate) -> bool:
    """Within a text that a person reads: a tooltip, a placeholder, a title."""
    near = candidate.before[-330:]
    return candidate.is_guess and bool(_SHOWN.search(near)) and not holds_drawn(candidate.value)


_LINK = re.compile(r"[?&][A-Za-z][\w-]{0,40}=$")
_OPENS = word_set("key apikey password passwd pwd secret pat jwt")
_TOKENS = ({"access", "token"}, {"auth", "token"}, {"api", "token"}, {"private", "token"})


def is_link_token(candidate: Candidate) -> bool:
    """A parameter of a page's address that lets nobody in: a share, a tracker, a page."""
    if candidate.detector != NAMED or not _LINK.search(candidate.before[-60:]):
        return False
    named = {*words(candidate.name)}
    is_data = candidate.kind == "markdown" or candidate.uri.lower().endswith(_DATA)
    alone = named in ({"token"}, {"bot", "token"}) and not is_data
    return not (alone or named & _OPENS or any(token <= named for token in _TOKENS))


_DATA = (".json", ".jsonl", ".csv", ".tsv", ".html", ".htm", ".xml", ".md", ".rst", ".txt", ".log")

_HOLDERS = word_set("password passwd pass credential credentials token key keys tls auth cert pull")


def is_name_of_a_secret(candidate: Candidate) -> bool:
    """`passwordKey: postgres-password`, `apiKeySecret: openai`: where the secret is kept."""
    parts = words(candidate.name)
    if not candidate.is_guess or len(parts) < 2 or not is_wordy(candidate.value.strip()):
        return False
    last, rest = parts[-1], {*parts[:-1]}
    of_key = last == "key" and bool(_CHOSEN & rest)
    return of_key or (last in ("secret", "secrets") and bool(_HOLDERS & rest))


_CHOSEN = word_set("password passwd token credential credentials username user")


def is_sudoers_tag(candidate: Candidate) -> bool:
    """`NOPASSWD:ALL` lets a user run programs without a password; it is none."""
    return candidate.detector in KEYWORDS and candidate.before.rstrip(" '\"").endswith("NOPASSWD:")


def is_capital_word(candidate: Candidate) -> bool:
    """A word in capitals that begins like a credential of Artifactory."""
    return candidate.detector == ARTIFACTORY and not any(map(str.isdigit, candidate.value[3:]))


_ELSE = re.compile(r"\?\s{0,9}[\"'][\w-]{1,60}[\"']\s{0,9}:\s{0,9}[\"'`]?$")


def is_other_choice(candidate: Candidate) -> bool:
    """`hidden ? "password" : "text"`: a choice between two words, no name with its value."""
    return candidate.detector in KEYWORDS and bool(_ELSE.search(candidate.before[-150:]))
