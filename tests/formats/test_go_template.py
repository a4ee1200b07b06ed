"""Templates of Go: what is known is rendered, what is not is unknown."""

import pytest

from scanner.errors import ReadError
from scanner.formats.go_template import Renderer, Template
from scanner.formats.go_values import UNKNOWN, Datum, Origin

VALUES = Datum(
    {
        "image": Datum({"repository": Datum("acme/x"), "tag": Datum("1.0", Origin("v", 5, 8))}),
        "on": Datum(True),
        "off": Datum(False),
        "env": Datum({"B": Datum("2"), "A": Datum("1")}),
        "list": Datum([Datum("x"), Datum("y")]),
    }
)
ROOT = Datum({"Values": VALUES, "Chart": Datum({"AppVersion": Datum("9")})})


def rendered(text: str) -> str:
    template = Template("t", text)
    renderer = Renderer(ROOT, template.defined)
    return "".join(piece.text for piece in renderer.render(template))


@pytest.mark.parametrize(
    ("text", "made"),
    [
        pytest.param("{{ .Values.image.tag }}", "1.0", id="a path"),
        pytest.param("{{ .Values.none | default .Chart.AppVersion | quote }}", '"9"', id="default"),
        pytest.param('{{ default "d" .Values.image.tag }}', "1.0", id="default not needed"),
        pytest.param("{{ if .Values.on }}a{{ else }}b{{ end }}", "a", id="if"),
        pytest.param("{{ if .Values.off }}a{{ else if .Values.on }}c{{ end }}", "c", id="else if"),
        pytest.param("{{ if and .Values.on (not .Values.off) }}a{{ end }}", "a", id="and, not"),
        pytest.param('{{ if eq .Values.image.tag "1.0" }}a{{ end }}', "a", id="eq"),
        pytest.param("{{ range .Values.list }}[{{ . }}]{{ end }}", "[x][y]", id="range"),
        pytest.param(
            "{{- range $k, $v := .Values.env }}\n{{ $k }}={{ $v }}\n{{- end }}",
            "\nA=1\nB=2",
            id="range of a mapping, trimmed",
        ),
        pytest.param("{{ with .Values.image }}{{ .tag }}{{ end }}", "1.0", id="with"),
        pytest.param('{{ $x := "v" }}{{ $x }}', "v", id="a variable"),
        pytest.param(
            '{{ define "n" }}{{ .Values.image.tag }}!{{ end }}{{ include "n" . | upper }}',
            "1.0!",
            id="include",
        ),
        pytest.param("{{ toYaml .Values.list | nindent 2 }}", '\n  - "x"\n  - "y"', id="toYaml"),
        pytest.param('{{ printf "%s:%s" "a" .Values.image.tag }}', "a:1.0", id="printf"),
        pytest.param("{{/* a comment */}}x", "x", id="a comment"),
        pytest.param("{{ .Capabilities.KubeVersion }}", "", id="nothing there"),
        pytest.param("{{ randAlphaNum 10 }}", UNKNOWN, id="drawn"),
        pytest.param("{{ if randAlphaNum 3 }}a{{ else }}b{{ end }}", "", id="unknown condition"),
    ],
)
def test_what_is_rendered(text: str, made: str) -> None:
    assert rendered(text) == made


def test_a_value_knows_where_it_is_written() -> None:
    template = Template("t", "tag: {{ .Values.image.tag | quote }}\n")
    pieces = Renderer(ROOT, {}).render(template)
    assert [piece.origin for piece in pieces][1] == Origin("v", 5, 8)


@pytest.mark.parametrize("text", ["{{ if .x }}", "{{ end }}", "{{ if .x }}" * 60])
def test_blocks_that_do_not_end_are_refused(text: str) -> None:
    with pytest.raises(ReadError):
        Template("t", text)


def test_templates_that_include_each_other_end() -> None:
    once = '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}'
    assert rendered(once) == UNKNOWN
    with pytest.raises(ReadError):
        rendered(
            once.replace('}}{{ include "a" . }}{{ end', "}}" + '{{ include "a" . }}' * 3 + "{{ end")
        )
