"""HCL: values with their places, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.errors import ReadError
from scanner.formats import hcl
from scanner.formats.hcl import EXPRESSION, HEREDOC

TEXT = """\
# a comment { with a bracket
resource "aws_thing" "web" {
  name   = "a \\"quoted\\" name"
  number = 7860
  off    = false
  none   = null
  list   = ["a", var.b] # behind
  map    = { A = "1", "b.c" : "2" }
  code   = jsonencode([{ name = "X", value = upper(3) }])
  script = <<-EOT
    #!/bin/sh
    run ${var.x}
  EOT
  rule {
    port = 1
  }
  dynamic "rule" {
    for_each = var.ports
    content {
      port = 2
    }
  }
}
"""


def test_values_and_their_places() -> None:
    (block,) = hcl.read(TEXT).all("resource")
    assert block.labels == ("aws_thing", "web")
    values = {name: (node.value, node.tag) for name, node in block.attributes.items()}
    assert values["name"] == ('a "quoted" name', "")
    assert values["number"] == ("7860", "")
    assert values["off"] == ("false", "")
    assert values["none"] == (None, "")
    script = block.attributes["script"]
    assert script.tag == HEREDOC
    assert script.text == "    #!/bin/sh\n    run ${var.x}"
    assert TEXT[script.start : script.end] == script.text
    members = block.attributes["list"].items
    assert [(m.value, m.tag) for m in members] == [("a", ""), ("var.b", EXPRESSION)]
    assert {key: node.text for key, node in block.attributes["map"].mapping.items()} == {
        "A": "1",
        "b.c": "2",
    }
    (entry,) = block.attributes["code"].items
    assert TEXT[entry.mapping["name"].start : entry.mapping["name"].end] == '"X"'
    assert entry.mapping["value"].tag == EXPRESSION


def test_dynamic_blocks_count_as_what_they_make() -> None:
    (block,) = hcl.read(TEXT).all("resource")
    assert [rule.text("port") for rule in block.all("rule")] == ["1", "2"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param('a = 1\nresource "x" {\n', None, id="open block"),
        pytest.param("a = 1\nb = = 2\n", 2, id="no expression"),
        pytest.param("a = " + "[" * 100_000, 1, id="brackets without end"),
        pytest.param("a = " + "[" * 500 + "]" * 500, 1, id="too deep"),
        pytest.param("# " + "x" * 400_000, None, id="too large"),
    ],
)
def test_what_is_refused(text: str, line: int | None) -> None:
    with pytest.raises(ReadError) as raised:
        hcl.read(text)
    assert line is None or raised.value.line == line


@given(
    st.dictionaries(
        st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True),
        st.text(
            st.characters(codec="ascii", min_codepoint=32, exclude_characters='"\\$%'), max_size=20
        ),
        max_size=5,
    )
)
def test_every_value_stands_where_its_place_says(values: dict[str, str]) -> None:
    reserved = {"for", "in", "if", "else", "endif", "endfor", "for_each", "null", "true", "false"}
    values = {name: value for name, value in values.items() if name not in reserved}
    text = "block {\n" + "".join(f'  {n} = "{v}"\n' for n, v in values.items()) + "}\n"
    (block,) = hcl.read(text).all("block")
    assert {name: node.value for name, node in block.attributes.items()} == values
    for node in block.attributes.values():
        assert text[node.start : node.end] == f'"{node.value}"'
