import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.formats import requirements
from scanner.formats.requirements import Direct, Include, Local, Requirement, Unparsed

NEW = "\n"


def one(text: str) -> requirements.Entry:
    entries = requirements.read(text)
    assert len(entries) == 1, entries
    return entries[0]


@pytest.mark.parametrize(
    ("line", "name", "version", "stretch"),
    [
        pytest.param("langflow==1.7.2", "langflow", "1.7.2", "langflow==1.7.2", id="exact"),
        pytest.param("  a == 1.0  # why", "a", "1.0", "a == 1.0", id="spaces-and-comment"),
        pytest.param("Lang_Flow.Base==1", "lang-flow-base", "1", "Lang_Flow.Base==1", id="name"),
        pytest.param("a[x,y]==1 ; python_version<'3'", "a", "1", "a[x,y]==1", id="extra-marker"),
        pytest.param("a==1 --hash=sha256:ab --hash=sha256:cd", "a", "1", "a==1", id="hashes"),
        pytest.param("a==1 \\\n    --hash=sha256:ab", "a", "1", "a==1", id="continued-hash"),
        pytest.param("a \\\n  ==1", "a", "1", "a \\\n  ==1", id="continued-version"),
        pytest.param("\ufeffa==1".removeprefix("\ufeff"), "a", "1", "a==1", id="bom-is-taken-off"),
        pytest.param("a===1.0", "a", "1.0", "a===1.0", id="arbitrary-equality"),
        pytest.param("a>=1,==1", "a", "1", "a>=1,==1", id="range-and-exact"),
        pytest.param("a (==1)", "a", "1", "a (==1", id="parentheses"),
        pytest.param("a==2.0+cu121", "a", "2.0+cu121", "a==2.0+cu121", id="local-version"),
        pytest.param("a==1.*", "a", None, "a==1.*", id="wildcard-is-a-range"),
        pytest.param("a>=1,<2", "a", None, "a>=1,<2", id="range"),
        pytest.param("a>=2,==1", "a", None, "a>=2,==1", id="contradiction"),
        pytest.param("a", "a", None, "a", id="bare"),
        pytest.param("a==1\r\n", "a", "1", "a==1", id="crlf"),
    ],
)
def test_a_requirement_has_its_version_and_its_place(
    line: str, name: str, version: str | None, stretch: str
) -> None:
    entry = one(line)
    assert isinstance(entry, Requirement)
    assert (entry.name, entry.version) == (name, version)
    assert line[entry.start : entry.end] == stretch


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("-r base.txt", ("base.txt", False), id="short"),
        pytest.param("-rbase.txt", ("base.txt", False), id="glued"),
        pytest.param("--requirement=base.txt", ("base.txt", False), id="long"),
        pytest.param("-c ../c.txt  # pins", ("../c.txt", True), id="constraint"),
        pytest.param("--constraint c.txt", ("c.txt", True), id="long-constraint"),
    ],
)
def test_an_include_names_its_file(line: str, expected: tuple[str, bool]) -> None:
    entry = one(line)
    assert isinstance(entry, Include)
    assert (entry.target, entry.is_constraint) == expected


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        pytest.param("-e .", Local, id="editable-self"),
        pytest.param("./libs/mine", Local, id="folder"),
        pytest.param("dist/mine-1.0-py3-none-any.whl", Local, id="wheel"),
        pytest.param("mine @ file:///srv/mine", Local, id="file-address"),
        pytest.param("git+https://host/x.git@main#egg=x", Direct, id="version-control"),
        pytest.param("-e git+ssh://git@host/x.git#egg=x", Direct, id="editable-version-control"),
        pytest.param("x @ https://host/x-1.0.tar.gz", Direct, id="named-url"),
        pytest.param("https://host/x-1.0.tar.gz", Direct, id="bare-url"),
        pytest.param("two words here", Unparsed, id="words"),
        pytest.param("a==", Unparsed, id="no-version"),
        pytest.param("${NAME}==1", Unparsed, id="variable"),
        pytest.param("<<<<<<< HEAD", Unparsed, id="merge-conflict"),
    ],
)
def test_what_names_no_version_is_told_apart(line: str, kind: type) -> None:
    assert isinstance(one(line), kind)


@pytest.mark.parametrize("line", ["", "# a==1", "--index-url https://host/", "--no-binary :all:"])
def test_options_and_comments_are_no_entries(line: str) -> None:
    assert requirements.read(line) == ()


def test_a_comment_inside_a_continuation_ends_it_as_pip_has_it() -> None:
    entries = requirements.read("a==1 \\\n# note \\\nb==2\n")
    names = [entry.name for entry in entries if isinstance(entry, Requirement)]
    assert names == ["a", "b"]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("a==1" + " " * 300_000 + "x", id="blanks"),
        pytest.param("a==" + "9" * 5000, id="digits"),
        pytest.param("a" + ",==1" * 100_000, id="clauses"),
        pytest.param("a[" + "x," * 100_000, id="extras"),
    ],
)
def test_a_line_that_is_made_to_be_slow_is_refused_at_once(line: str) -> None:
    assert isinstance(one(line), Unparsed)


@given(st.text(max_size=200))
def test_any_text_is_read_and_places_stay_inside(text: str) -> None:
    for entry in requirements.read(text):
        assert 0 <= entry.start < entry.end <= len(text)


@given(st.lists(st.sampled_from(["a==1", "# x", "", "-e .", "b>=2 # y", "c==3 \\"]), max_size=8))
def test_places_point_at_the_name(lines: list[str]) -> None:
    text = NEW.join(lines)
    for entry in requirements.read(text):
        if isinstance(entry, Requirement):
            assert text[entry.start : entry.end].startswith(entry.name)
