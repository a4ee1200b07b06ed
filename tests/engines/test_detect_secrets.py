import ast
import base64
import dataclasses
import json
import sys
from pathlib import Path

import msgspec
import pytest

from scanner import process
from scanner.engines.base import Outcome
from scanner.engines.detect_secrets import catalogue
from scanner.engines.detect_secrets import engine as detect_secrets
from scanner.engines.detect_secrets.engine import DetectSecrets
from scanner.errors import EngineError, NothingToScan
from scanner.formats.positions import Lines
from scanner.model.finding import Finding
from scanner.model.note import Guarded, Notification
from scanner.model.rule import Level, Severity
from scanner.secrets.filters import PREDICATES
from scanner.settings import Settings
from scanner.tree.collect import collect
from scanner.tree.source import FileKind, Source
from tests.engines.planted import PLANTED, checked, draw

GUESSES = {"Secret Keyword", "Base64 High Entropy String", "Hex High Entropy String"}
STOCK = (
    {
        *catalogue.catalogue(),
    }
    - {one["name"] for one in catalogue.formats()}
    - {"Named Secret", "Secret in a Command"}
)
"""The types of detect-secrets' own plugins."""
SUFFIXES = (
    *(
        "py",
        "txt",
        "md",
        "env",
        "yaml",
        "yml",
        "json",
        "toml",
        "ini",
        "cfg",
        "js",
        "ts",
        "sh",
        "tf",
    ),
    *("go", "java", "properties", "html", "lock", "css"),
)


def run(root: Path, **settings: object) -> list[Outcome]:
    decided = dataclasses.replace(Settings(path=root.resolve()), **settings)  # type: ignore[arg-type]
    return list(DetectSecrets().run(collect(decided), decided))


def findings(outcomes: list[Outcome]) -> list[Finding]:
    return [outcome for outcome in outcomes if isinstance(outcome, Finding)]


def found_in(root: Path, name: str, text: str) -> list[Finding]:
    (root / name).write_text(text, "utf-8")
    return findings(run(root))


def covered(text: str, finding: Finding) -> str:
    region, lines = finding.location.region, Lines(text)
    start = lines.offset(region.start_line, region.start_column)
    return text[start : lines.offset(region.end_line, region.end_column)]


def test_every_kind_is_found_at_its_place_under_a_rule(tmp_path: Path) -> None:
    texts = {}
    for number, (around, value) in enumerate(PLANTED.values()):
        texts[f"{number}.py"] = f"first line\n{around.format(value)}\n"
        (tmp_path / f"{number}.py").write_text(texts[f"{number}.py"])
    found = {one.location.uri: one for one in findings(run(tmp_path))}
    for number, (detector, (_, value)) in enumerate(PLANTED.items()):
        one = found[f"{number}.py"]
        assert detector in {detection.rule_id for detection in one.detections}
        assert one.location.region.start_line == 2
        assert covered(texts[one.location.uri], one) in (value, value.removeprefix("BEGIN "))
        assert value not in repr(one)


def test_a_third_of_a_value_is_none_of_its_kind(tmp_path: Path) -> None:
    known = {detector: one for detector, one in PLANTED.items() if detector not in NO_FORM}
    for number, (around, value) in enumerate(known.values()):
        (tmp_path / f"{number}.py").write_text(around.format(value[: len(value) // 3]) + "\n")
    found = {
        (one.location.uri, detection.rule_id)
        for one in findings(run(tmp_path))
        for detection in one.detections
    }
    assert [d for n, d in enumerate(known) if (f"{n}.py", d) in found] == []


NO_FORM = GUESSES | {
    "Named Secret",
    "Secret in a Command",
    "Basic Auth Credentials",
    "Artifactory Credentials",
    "NPM tokens",
}
"""Found by what stands around them, or of any length."""


def test_no_planted_value_is_in_any_finding_or_notification(tmp_path: Path) -> None:
    for number, suffix in enumerate(SUFFIXES):
        lines = [around.format(value) for around, value in PLANTED.values()]
        text = json.dumps(dict(enumerate(lines))) if suffix == "json" else "\n".join(lines)
        (tmp_path / f"file{number}.{suffix}").write_text(text)
    shown = repr(run(tmp_path))
    assert "secret-github-token" in shown
    values = [value for name, (_, value) in PLANTED.items() if name != "Private Key"]
    assert len(values) > 20
    assert [value for value in values if value in shown or value[6:] in shown] == []


def test_every_plugin_and_detector_has_a_rule_or_a_reason_to_be_off(tmp_path: Path) -> None:
    asked = (
        "import json;from detect_secrets.core.plugins.util import"
        " get_mapping_from_secret_type_to_class as m;print(json.dumps(sorted(m())))"
    )
    done = process.run([sys.executable, "-I", "-X", "utf8", "-c", asked], cwd=tmp_path, timeout=60)
    plugins = set(json.loads(done.stdout))
    known = set(catalogue.catalogue())
    assert plugins - known == {"Public IP (ipv4)"}
    assert set(PLANTED) == known


IDENTITY = """
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("worker", sys.argv[1])
worker = importlib.util.module_from_spec(spec)
sys.modules["worker"] = worker
spec.loader.exec_module(worker)
asked = json.load(sys.stdin)
texts, formats = asked["texts"], asked["formats"]
types = worker.get_mapping_from_secret_type_to_class()
used = [{"name": t.__name__} for name, t in sorted(types.items()) if name not in worker.OFF]
missed, seen = [], {}
with worker.transient_settings({"plugins_used": used, "filters_used": []}):
    for plugin in [*worker.get_plugins(), *(worker.OwnDetector(**one) for one in formats),
                   worker.NamedSecretDetector(), worker.CommandSecretDetector(),
                   worker.UrlPasswordDetector()]:
        probe = worker.probe(plugin)
        for name, text in texts.items():
            lines = text.split("\\n")
            looked = set(probe.lines(worker.Text(lines)))
            for number, line in enumerate(lines):
                if plugin.analyze_line(filename=name, line=line, line_number=number + 1):
                    seen[plugin.secret_type] = seen.get(plugin.secret_type, 0) + 1
                    if number not in looked:
                        missed.append([plugin.secret_type, name, number])
print(json.dumps({"missed": missed, "seen": seen}))
"""


def test_plugins_miss_nothing_by_seeing_only_lines_that_can_match(tmp_path: Path) -> None:
    lines = [around.format(value) for around, value in PLANTED.values()]
    shapes = ("{}", '"{}"', "  {}  ", "x = '{}' # y", "{},", "\u00e9 {}", "prefix;{};suffix")
    mixed = [shape.format(line).rstrip() for line in lines for shape in shapes]
    mixed += [str(place.values[1]).format(draw(20)) for place in NAMED]
    mixed = "\n".join(mixed).split("\n")
    mixed += [
        "",
        "pa\u017f\u017fword = 'long enough'",
        "PASSWORD: x",
        "db_pa\u017fs = 'y'",
        "-" * 50,
    ]
    texts = {f"f.{suffix}": "\n".join(mixed) for suffix in SUFFIXES}
    texts |= {f"one{n}.py": line for n, line in enumerate(mixed)}
    argv = [sys.executable, "-I", "-X", "utf8", "-c", IDENTITY, str(detect_secrets.WORKER)]
    asked = msgspec.json.encode({"texts": texts, "formats": catalogue.formats()})
    done = process.run(argv, cwd=tmp_path, timeout=120, stdin=asked)
    assert done.returncode == 0, done.stderr_tail
    answer = json.loads(done.stdout)
    assert answer["missed"] == []
    assert set(answer["seen"]) == set(PLANTED)


WRITTEN_SO = {
    "mapping": ("yaml", "txt"),
    "section": ("ini", "cfg", "properties", "settings"),
    "document": ("json",),
}
"""Suffixes of files in which values stand without quotes."""


def test_nothing_that_the_stock_command_finds_is_lost_before_our_filters(tmp_path: Path) -> None:
    root = tmp_path / "tree"
    root.mkdir()
    lines = [around.format(value) for around, value in PLANTED.values()]
    values = [value for _, value in PLANTED.values() if not {*value} & {" ", "%"}]
    shapes = {
        "plain": "\n".join(lines),
        "mapping": "\n".join(f"name{n}_token: {value}" for n, value in enumerate(values)),
        "section": "[a]\n" + "\n".join(f"password{n} = {v}" for n, v in enumerate(values)),
        "document": json.dumps(dict(enumerate(lines)), indent=1),
    }
    for name, text in shapes.items():
        for suffix in SUFFIXES if name == "plain" else WRITTEN_SO[name]:
            (root / f"{name}.{suffix}").write_text(f"{text}\n")
    argv = process.python("-m", "detect_secrets", "scan", "--all-files", str(root))
    done = process.run(argv, cwd=tmp_path, timeout=600)
    assert done.returncode == 0, done.stderr_tail
    stock = {
        (Path(uri).name, one["line_number"], one["type"])
        for uri, found in json.loads(done.stdout)["results"].items()
        for one in found
        if one["type"] in catalogue.catalogue()
    }
    off = [predicate.__name__ for predicate in PREDICATES]
    ours = {
        (file.uri, region[0], detector)
        for file in detect_secrets.scan(collect(Settings(path=root)).sources, 2, 600, off=off)
        for hit in file.hits
        for detector in hit.detectors
        for region in (hit.region, *hit.others)
    }
    assert {detector for _, _, detector in stock} == STOCK
    assert sorted(stock - ours) == []


def test_a_plugin_with_other_patterns_than_we_know_is_shown_every_line(tmp_path: Path) -> None:
    argv = [
        sys.executable,
        "-I",
        "-X",
        "utf8",
        "-c",
        CHANGED,
        str(Path(detect_secrets.__file__).parents[2]),
    ]
    done = process.run(argv, cwd=tmp_path, timeout=60)
    assert done.returncode == 0, done.stderr_tail
    assert json.loads(done.stdout) == {"unknown": [], "before": [], "after": [1]}


CHANGED = """
import json, re, sys
sys.path.insert(0, sys.argv[1])
from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class as types
from scanner.secrets.detectors import _WORDS, Text, probe, words_of
text = Text(["nothing", "a new form: zz-123", "nothing"])
plugin = types()["Mailchimp Access Key"]()
unknown = [name for name in _WORDS if not words_of(types()[name]())]
before = sorted(probe(plugin).lines(text))
type(plugin).denylist = (re.compile("zz-[0-9]+"),)
after = sorted(probe(plugin).lines(text))
print(json.dumps({"unknown": unknown, "before": before, "after": after}))
"""


@pytest.mark.parametrize(
    ("detector", "rule"),
    [
        ("GitHub Token", "secret-github-token"),
        ("npm Access Token", "secret-platform-token"),
        ("Grafana Token", "secret-tool-provider-key"),
    ],
)
def test_a_checksum_tells_an_issued_token_from_an_altered_one(
    tmp_path: Path, detector: str, rule: str
) -> None:
    value = PLANTED[detector][1]
    altered = value[:-1] + ("0" if value[-1] != "0" else "1")
    (one,) = found_in(tmp_path, "a.py", f"use {value}\n")
    assert one.rule.id == rule
    assert one.message.endswith("its checksum is right")
    (other,) = found_in(tmp_path, "a.py", f"use {altered}\n")
    assert other.rule.id == f"{rule}-altered"
    assert other.severity is Severity.MEDIUM < one.severity


def test_files_in_a_secret_manifest_are_decoded(tmp_path: Path) -> None:
    value = draw(20)
    key = "-----BEGIN EC " + "PRIVATE KEY-----\n" + draw(64) + "\n-----END EC " + "PRIVATE KEY-----"
    files = {"tls.key": key, "app.env": f"PORT=80\nDB_PASSWORD={value}\n", "a.crt": "\0\1binary"}
    lines = [f"  {n}: {base64.b64encode(t.encode()).decode()}" for n, t in files.items()]
    text = "\n".join(("kind: Secret", "apiVersion: v1", "data:", *lines)) + "\n"
    found = {one.rule.id: one for one in found_in(tmp_path, "tls.yaml", text)}
    assert {*found} == {"secret-private-key", "secret-keyword"}
    assert covered(text, found["secret-private-key"]) == lines[0].rpartition(" ")[2]
    assert covered(text, found["secret-keyword"]) == lines[1].rpartition(" ")[2]
    assert value not in repr(found)


def test_docker_logins_are_decoded(tmp_path: Path) -> None:
    password = draw(20)
    login = base64.b64encode(f"bob:{password}".encode()).decode()
    text = json.dumps({"auths": {"registry.invalid": {"auth": login}}})
    (one,) = found_in(tmp_path, "config.json", text)
    assert covered(text, one) == login
    assert one.location.logical_name == "password"
    (tmp_path / "config.json").unlink()
    encoded = base64.b64encode(text.encode()).decode()
    manifest = f"kind: Secret\napiVersion: v1\ndata:\n  .dockerconfigjson: {encoded}\n"
    (two,) = found_in(tmp_path, "pull.yaml", manifest)
    assert covered(manifest, two) == encoded
    assert password not in repr([one, two])
    (tmp_path / "pull.yaml").unlink()
    empty = base64.b64encode(b"bob:${PASSWORD}").decode()
    assert found_in(tmp_path, "config.json", text.replace(login, empty)) == []


# Places ------------------------------------------------------------------------------------------


PASSWORDS = [
    pytest.param(".env", "DB_PASSWORD={}\n", id="dotenv"),
    pytest.param(".env", "export DB_PASSWORD={} # note\n", id="dotenv-export"),
    pytest.param("Dockerfile", "ENV DB_PASSWORD={}\n", id="dockerfile"),
    pytest.param("compose.yml", "x:\n  - DB_PASSWORD={}\n", id="compose-list"),
    pytest.param("compose.yml", "x:\n  - 'DB_PASSWORD={}'\n", id="compose-quoted-list"),
    pytest.param("values.yaml", "x:\n  dbPassword: {} # note\n", id="yaml"),
    pytest.param("values.yaml", "# password: {}\n", id="yaml-comment"),
    pytest.param("app.py", "db(password='{}')\n", id="python-argument"),
    pytest.param("app.py", "c = Client(api_key='{}', x=f(1))\n", id="beside-a-call"),
    pytest.param("app.json", '{{"a":1,"x":{{"password":"{}"}},"password":""}}', id="minified"),
]


@pytest.mark.parametrize(("name", "text"), PASSWORDS)
def test_a_password_is_found_wherever_it_is_written(tmp_path: Path, name: str, text: str) -> None:
    value = draw(16)
    whole = text.format(value)
    (found,) = found_in(tmp_path, name, whole)
    assert found.rule.id == "secret-keyword"
    assert covered(whole, found) == value
    assert "16 characters" in found.message


def test_a_weak_value_that_works_is_no_placeholder(tmp_path: Path) -> None:
    text = "LANGFLOW_SUPERUSER_PASSWORD=admin123\nDB_PASSWORD=langflow\n"
    assert len(found_in(tmp_path, ".env", text)) == 2


def test_a_comment_or_a_name_of_the_repository_decides_nothing(tmp_path: Path) -> None:
    text = f'password = "{draw(16)}"  # pragma: allowlist secret\n'
    assert len(found_in(tmp_path, "swagger.py", text)) == 1


def test_a_private_key_is_found_by_its_body_below_the_header(tmp_path: Path) -> None:
    header = "-----BEGIN RSA" + " PRIVATE KEY-----"
    key = f"{header}\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES\n\n{draw(64)}\n"
    assert len(found_in(tmp_path, "key.pem", key)) == 1
    assert len(found_in(tmp_path, "key.json", json.dumps({"key": key}))) == 2
    (tmp_path / "key.pem").unlink()
    assert found_in(tmp_path, "key.json", json.dumps({"help": f"Paste the {header} block"})) == []


def test_the_same_value_is_one_finding_with_related_places(tmp_path: Path) -> None:
    value = draw(20)
    (found,) = found_in(tmp_path, "a.py", f'password = "{value}"\nother_password = "{value}"\n')
    assert [place.region.start_line for place in found.related] == [2]


def test_escapes_in_json_move_no_region(tmp_path: Path) -> None:
    value = draw(20)
    text = json.dumps({"a": '\n\u00e9"\U0001f600 line', "headers": '{"x": "\U0001f600"}\n sk'})
    text = text[:-1] + ', "code": ' + json.dumps(f'\n"\U0001f600"\npassword = "{value}"') + "}"
    (found,) = found_in(tmp_path, "a.json", text)
    assert covered(text, found) == value


def flow(**fields: object) -> str:
    template = {name: {"value": value, "name": name} for name, value in fields.items()}
    node = {"id": "ChatInput-aB3dE", "data": {"node": {"template": template}}}
    return json.dumps({"data": {"nodes": [node], "edges": []}}, indent=1)


def test_in_a_flow_names_and_code_are_noise_and_known_formats_stay(tmp_path: Path) -> None:
    key = PLANTED["Langflow API Key"][1]
    code = f'api_key = "{draw(20)}"\nHEADERS = {{"x": "{key}"}}\n'
    quiet = flow(code=code.splitlines()[0], api_key="OPENAI_API_KEY", code_hash=draw(12))
    assert found_in(tmp_path, "flow.json", quiet) == []
    loud = flow(code=code, api_key=draw(32))
    assert {f.rule.id for f in found_in(tmp_path, "flow.json", loud)} == {
        "secret-langflow-api-key",
        "secret-keyword",
    }


def test_a_known_format_in_a_json_key_or_under_a_key_given_twice_is_found(tmp_path: Path) -> None:
    one, two = checked("gh" + "p"), checked("gh" + "p")
    text = f'{{"{one}": 1, "a": "{two}", "a": ""}}'
    assert len(found_in(tmp_path, "a.json", text)) == 2


def test_what_was_dropped_is_counted(tmp_path: Path) -> None:
    text = 'api_key = "your-api-key"\npassword = "vault:db/password"\n'
    (tmp_path / "a.py").write_text(text)
    _, first, second, note = run(tmp_path)
    assert isinstance(first, Guarded)
    assert isinstance(second, Guarded)
    assert [(g.location.region.start_line, g.reason) for g in (first, second)] == [
        (1, "no secret by the filter is_placeholder"),
        (2, "no secret by the filter is_reference"),
    ]
    assert isinstance(note, Notification)
    assert (note.level, note.id) == (Level.NOTE, "candidates-dropped")
    assert note.message.startswith(
        "2 candidates were taken for no secret: 1 is_placeholder, 1 is_r"
    )


def test_a_filter_can_be_switched_off(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('api_key = "your-api-key-k9x7w3"\n')
    settings = Settings(path=tmp_path, secret_filters_off=("is_placeholder",))
    assert len(findings(list(DetectSecrets().run(collect(settings), settings)))) == 1
    wrong = Settings(path=tmp_path, secret_filters_off=("is_no_filter",))
    with pytest.raises(EngineError, match="is_no_filter"):
        list(DetectSecrets().run(collect(wrong), wrong))


def test_the_same_value_in_two_files_names_the_other_place(tmp_path: Path) -> None:
    value = draw(20)
    (tmp_path / "a.py").write_text(f'password = "{value}"\n')
    (tmp_path / "b.env").write_text(f"\nDB_PASSWORD={value}\n")
    (tmp_path / "c.env").write_text(f"DB_PASSWORD={draw(20)}\n")
    one, two, three = findings(run(tmp_path))
    assert [(at.uri, at.region.start_line, at.message) for at in one.related] == [
        ("b.env", 2, "the same value")
    ]
    assert [at.uri for at in two.related] == ["a.py"]
    assert three.related == ()


NAMED = [
    pytest.param("app.py", 'token = "{}"\n', id="token"),
    pytest.param("app.py", 'headers = {{"Authorization": "Bearer {}"}}\n', id="header"),
    pytest.param("app.js", 'fetch(u, {{headers: {{"x-api-key": "{}"}}}})\n', id="javascript"),
    pytest.param("app.py", 'x = os.getenv("API_KEY", "{}")\n', id="default-of-getenv"),
    pytest.param("app.py", 'PASSWORD = f"{}"\n', id="f-string"),
    pytest.param("app.py", 'api_key: SecretStr = Field(default="{}")\n', id="field"),
    pytest.param("app.py", 'c = Client(api_key=SecretStr("{}"))\n', id="secret-str"),
    pytest.param("run.sh", 'curl -H "x-api-key: {}" $URL\n', id="curl"),
    pytest.param(".env", "UPLOAD_TOKEN={}\n", id="dotenv"),
    pytest.param(".netrc", "machine a.invalid login bob password {}\n", id="netrc"),
    pytest.param(".npmrc", "//registry.invalid/:_authToken={}\n", id="npmrc"),
    pytest.param(".npmrc", "//registry.invalid/:_auth={}\n", id="npmrc-login"),
    pytest.param("kubeconfig", "users:\n  - user:\n      token: {}\n", id="kubeconfig"),
    pytest.param("app.js", "headers.set('Authorization', 'Bearer {}')\n", id="set-header"),
    pytest.param("app.py", 'get("https://h.invalid/v1?api_key={}")\n', id="query"),
    pytest.param(".pgpass", "# host\ndb\\:1:5432:flows:flows:{}\n", id="pgpass"),
    pytest.param("a.yaml", "- key: ADMIN_PASSWORD\n  value: {}\n", id="entry-of-settings"),
    pytest.param(
        "a.tf", 'variable "db_password" {{\n  type = string\n  default = "{}"\n}}\n', id="variable"
    ),
    *(
        pytest.param(name, text, id=f"command-{number}")
        for number, (name, text) in enumerate(
            (
                ("run.sh", "langflow superuser --username admin --password {}\n"),
                ("run.sh", "curl -sS -u admin:{} https://h.invalid\n"),
                ("run.sh", "docker login -u bob -p {} hub.invalid\n"),
                ("run.sh", "sshpass -p {} ssh host\n"),
                ("run.sh", "redis-cli -h cache -a {} ping\n"),
                ("run.sh", "mysql -uroot -p{} flows\n"),
                ("run.sh", "mongodump -u root -p {} --archive\n"),
                ("compose.yaml", "x:\n  command: redis-server --requirepass {}\n"),
                ("compose.yaml", 'x:\n  command: ["redis-server", "--requirepass", "{}"]\n'),
                ("users.sql", "CREATE USER flows WITH PASSWORD '{}';\n"),
                ("users.sql", "alter user flows identified by '{}';\n"),
                ("app.py", 'connect("host=db user=flows password={}")\n'),
                (".env", "DB=Server=db;Uid=flows;Pwd={}\n"),
            )
        )
    ),
    pytest.param("README.md", "```bash\nexport OPENAI_API_KEY={}\n```\n", id="markdown"),
    pytest.param(
        "flow.ipynb", '{{"cells":[{{"source":["api_token = \'{}\'\\n"]}}]}}', id="notebook"
    ),
]


def test_a_reference_or_a_placeholder_in_a_place_of_secrets_is_none(tmp_path: Path) -> None:
    for number, place in enumerate((*NAMED, *PASSWORDS)):
        name, text = place.values
        for kind, value in enumerate(("${SERVICE_CREDENTIAL}", "your-token-here", "<token>")):
            folder = tmp_path / f"{number}-{kind}"
            folder.mkdir()
            (folder / str(name)).write_text(str(text).format(value))
    assert findings(run(tmp_path)) == []


@pytest.mark.parametrize(("name", "text"), NAMED)
def test_a_value_under_a_name_that_means_a_secret_is_found(
    tmp_path: Path, name: str, text: str
) -> None:
    value = "k7" + draw(18)
    made = text.format(value)
    (one,) = found_in(tmp_path, name, made)
    assert covered(made, one) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("app.py", 'token = "a-name-with-many-words"\n', id="words"),
        pytest.param("app.py", 'next_page_token = "{}"\n', id="of-a-page"),
        pytest.param("app.py", 'pad_token = "{}"\n', id="of-a-tokenizer"),
        pytest.param("app.py", 'token_url = "{}"\n', id="address"),
        pytest.param("app.py", 'x = os.getenv("API_KEY", "not-set-here")\n', id="no-default"),
        pytest.param("run.sh", 'curl -H "x-api-key: $LANGFLOW_API_KEY" $URL\n', id="variable"),
        pytest.param("run.sh", "docker login -u bob --password-stdin hub.invalid\n", id="stdin"),
        pytest.param("run.sh", "docker login -u bob -p $HUB_TOKEN hub.invalid\n", id="by-variable"),
        pytest.param("run.sh", "docker build --secret id=token,src=token.txt .\n", id="mount"),
        pytest.param("run.sh", "train --max-tokens 4096 --token-limit {}\n", id="limit"),
        pytest.param("run.sh", "gcloud run deploy --set-secrets KEY=name:latest\n", id="by-name"),
        pytest.param("app.py", 'get("https://h.invalid/v1?page_token={}")\n', id="page"),
        pytest.param("app.py", "host = a; user = b\npassword = other\n", id="names"),
        pytest.param("a.yaml", "- key: ADMIN_PASSWORD\n  value: ${{ADMIN}}\n", id="entry"),
        pytest.param("a.yaml", "- key: ADMIN_PASSWORD\n\n  value: eu-west\n", id="other-entry"),
        pytest.param("README.md", "```env\nDB_PASSWORD=secretpassword\n```\n", id="documented"),
        pytest.param(
            "app.py", 'key: str = Field(default="{}")\n'.replace("key", "title"), id="title"
        ),
    ],
)
def test_a_value_that_only_looks_so_is_none(tmp_path: Path, name: str, text: str) -> None:
    assert found_in(tmp_path, name, text.format("k7" + draw(18))) == []


def test_base64_of_a_secret_manifest_is_decoded(tmp_path: Path) -> None:
    value = checked("gh" + "p")
    encoded = base64.b64encode(value.encode()).decode()
    text = f"apiVersion: v1\nkind: Secret\nmetadata: {{name: a}}\ndata:\n  github: {encoded}\n"
    (one,) = found_in(tmp_path, "secret.yaml", text)
    assert one.rule.id == "secret-github-token"
    assert covered(text, one) == encoded
    assert encoded not in repr(one)


def test_binary_files_and_our_own_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "data.bin").write_bytes(b"\0\1password='x'")
    (tmp_path / ".langflow-scan.yml").write_text("ignore: []\n")
    with pytest.raises(NothingToScan):
        run(tmp_path)


def test_two_workers_give_the_same_as_one(tmp_path: Path) -> None:
    line = "# " + "words to fill a file " * 50 + "\n"
    for number in range(4):
        (tmp_path / f"{number}.py").write_text(line * 520 + f'password = "{draw(16)}"\n')
    assert len(detect_secrets._shards(collect(Settings(tmp_path)).sources, 2)) == 2
    assert run(tmp_path, jobs=2) == run(tmp_path, jobs=1)


def test_many_secrets_in_one_file_are_all_reported(tmp_path: Path) -> None:
    letters = "bcdfghjkmnpqrtvwz23456789"  # no vowels: no word that a filter knows
    text = "".join(f'password = "{draw(16, letters)}"\n' for _ in range(3000))
    assert len(found_in(tmp_path, "many.py", text)) == 3000


def test_hostile_text_ends(tmp_path: Path) -> None:
    (tmp_path / "deep.json").write_text("[" * 100_000)
    (tmp_path / "bomb.yaml").write_text(
        "a: &a [x]\n"
        + "".join(f"b{n}: &b{n} [*{'a' if n == 0 else f'b{n - 1}'}, *a]\n" for n in range(60))
    )
    (tmp_path / "long.js").write_text("password=" * 100_000)
    (tmp_path / "quotes.py").write_text("'" * 100_000)
    (tmp_path / "words.py").write_text('password = "my' + "_a" * 5_000 + '!"\n')
    (tmp_path / "blanks.env").write_text("PASSWORD=a" + " " * 100_000 + "b\n")
    assert {one.location.uri for one in findings(run(tmp_path))} <= {"words.py", "blanks.env"}


# Failures -----------------------------------------------------------------------------------------


def sources() -> list[Source]:
    return [Source("a.py", FileKind.PYTHON, b"x = 1\n")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("raise SystemExit(3)", "exit code 3", id="crash"),
        pytest.param("", "could not be read", id="empty"),
        pytest.param("print('hello')", "could not be read", id="no-json"),
        pytest.param("print('{\"files\": []}')", "left out 1 files", id="file-left-out"),
        pytest.param("import time; time.sleep(60)", "did not finish", id="hang"),
    ],
)
def test_a_worker_that_fails_is_an_error(tmp_path: Path, text: str, words: str) -> None:
    worker = tmp_path / "worker.py"
    worker.write_text(text)
    with pytest.raises(EngineError, match=words):
        detect_secrets.scan(sources(), 1, 2, worker)


def test_a_traceback_with_a_line_of_a_file_is_shown_to_nobody(tmp_path: Path) -> None:
    worker = tmp_path / "worker.py"
    word = draw(20)
    worker.write_text(f"raise ValueError('{word}')")
    with pytest.raises(EngineError) as caught:
        detect_secrets.scan(sources(), 1, 5, worker)
    assert "ValueError" in str(caught.value)
    assert word not in str(caught.value) + caught.value.stderr_tail


def test_a_file_that_the_worker_could_not_scan_is_a_warning() -> None:
    answer = {"files": [{"uri": "a.py", "error": "RecursionError", "hits": [], "dropped": []}]}
    (file,) = detect_secrets.parse(process.Completed(0, json.dumps(answer).encode(), "")).files
    (note,) = detect_secrets._outcomes(file, {})
    assert isinstance(note, Notification)
    assert (note.level, note.uri) == (Level.WARNING, "a.py")


def test_the_worker_starts_nothing_and_imports_no_network_client_of_its_own() -> None:
    tree = ast.parse(detect_secrets.WORKER.read_text())
    imported = {
        name.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
    } | {
        (node.module or "").partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
    }
    assert imported <= {*sys.stdlib_module_names, "detect_secrets", "scanner"}
    assert not imported & {"subprocess", "socket", "urllib", "http", "pickle"}


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("app.py", 'password: str = "{}"'),
        ("app.py", '    db_password: Optional[str] | None="{}"  # why'),
        ("app.ts", 'private readonly password?: string = "{}";'),
    ],
    ids=["str", "union", "TypeScript"],
)
def test_an_annotated_name_is_read_like_a_plain_one(tmp_path: Path, name: str, line: str) -> None:
    value = "hunter" + "22"
    text = line.format(value) + "\n"
    (finding,) = found_in(tmp_path, name, text)
    assert covered(text, finding) == value
    assert not found_in(tmp_path, name, line.format("Enter the password") + "\n")


@pytest.mark.parametrize("name", [".env", "compose.yaml", "app.py"])
def test_counted_digits_are_a_password_that_works(tmp_path: Path, name: str) -> None:
    line = {".env": "PASSWORD={}", "compose.yaml": "  PASSWORD: {}", "app.py": 'password = "{}"'}
    text = line[name].format("123" + "456") + "\n"
    assert len(found_in(tmp_path, name, text)) == 1


def test_requirements_and_sentences_hold_no_secret(tmp_path: Path) -> None:
    pins = '[project]\ndependencies = ["detect-secrets==1.5.0", "secretstorage[x]>=3.3.1"]\n'
    prose = "Anyone is superuser there, with the password `langflow`; the key is committed.\n"
    code = '"""Whether a name means a secret: `api_key`, `SECRET_KEY`, not `keys`."""\n'
    assert not found_in(tmp_path, "pyproject.toml", pins)
    assert not found_in(tmp_path, "README.md", prose)
    assert not found_in(tmp_path, "names.py", code)
    assert found_in(tmp_path, "config.toml", f'password = "1.5.{"hx9"}"\n')
