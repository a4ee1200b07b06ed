"""Kubernetes manifests as deployments: what a pod takes in, and who reaches it."""

from pathlib import Path

import pytest

from scanner.deployments.kubernetes import cluster as kubernetes
from scanner.deployments.model import Deployment, Exposure
from scanner.deployments.read import deployments
from scanner.tree.kinds import classify
from scanner.tree.source import FileKind, Source, Tree
from tests.making import assert_cost_grows_with_size

POD = """apiVersion: v1
kind: Pod
metadata: {name: flows, labels: {app: flows}}
spec:
  containers:
    - name: flows
      image: langflowai/langflow:1.12.8
"""


def tree(files: dict[str, str]) -> Tree:
    sources = [
        Source(uri, classify(uri, text.encode()), text.encode()) for uri, text in files.items()
    ]
    return Tree(Path(), tuple(sources))


def units(files: dict[str, str]) -> list[Deployment]:
    return [unit for unit in kubernetes.together(tree(files)).units if unit.is_langflow]


@pytest.mark.parametrize(
    ("kind", "indent", "head"),
    [
        ("Deployment", 6, "spec:\n  template:\n    spec:\n"),
        ("StatefulSet", 6, "spec:\n  template:\n    spec:\n"),
        ("Job", 6, "spec:\n  template:\n    spec:\n"),
        (
            "CronJob",
            10,
            "spec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n",
        ),
    ],
)
def test_every_workload_has_its_pod(kind: str, indent: int, head: str) -> None:
    text = f"apiVersion: x/v1\nkind: {kind}\nmetadata: {{name: a}}\n{head}"
    text += " " * indent + 'containers: [{name: a, image: "langflowai/langflow:1.9.0"}]\n'
    (unit,) = units({"a.yaml": text})
    assert (str(unit.version), unit.complete, unit.exposure) == ("1.9.0", True, Exposure.INTERNAL)


def test_environment_in_the_order_of_kubernetes() -> None:
    text = POD + (
        "      envFrom:\n"
        "        - {prefix: LANGFLOW_, configMapRef: {name: a}}\n"
        "        - secretRef: {name: b}\n"
        "      env:\n"
        "        - {name: ONE, value: '1'}\n"
        "        - {name: TWO, value: $(ONE)/$(LANGFLOW_PORT)/$$(ONE)/$(NONE)}\n"
        "        - {name: KEY, valueFrom: {secretKeyRef: {name: b, key: plain}}}\n"
        "        - {name: OUT, valueFrom: {secretKeyRef: {name: other, key: k}}}\n"
        "        - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}\n"
    )
    more = (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {PORT: '80'}\n---\n"
        "apiVersion: v1\nkind: Secret\nmetadata: {name: b}\n"
        "data: {coded: dHVsaXA=, bad: '{{ x }}'}\nstringData: {plain: rose}\n"
    )
    (unit,) = units({"k/pod.yaml": text, "k/more.yaml": more})
    assert {s.name: (s.value, s.location.uri) for s in unit.settings} == {
        "LANGFLOW_PORT": ("80", "k/more.yaml"),
        "coded": ("tulip", "k/more.yaml"),
        "bad": (None, "k/more.yaml"),
        "plain": ("rose", "k/more.yaml"),
        "ONE": ("1", "k/pod.yaml"),
        "TWO": ("1/80/$(ONE)/$(NONE)", "k/pod.yaml"),
        "KEY": ("rose", "k/more.yaml"),
        "OUT": (None, "k/pod.yaml"),
        "NODE": (None, "k/pod.yaml"),
    }
    assert unit.complete


def test_what_is_not_in_the_tree_leaves_a_pod_incomplete() -> None:
    (unit,) = units({"pod.yaml": POD + "      envFrom: [{configMapRef: {name: absent}}]\n"})
    assert not unit.complete
    assert unit.effective("LANGFLOW_AUTO_LOGIN") is None


def test_a_workload_with_an_overlay_is_not_complete() -> None:
    found = units({"base/pod.yaml": POD, "overlays/prod/pod.yaml": POD})
    assert [unit.complete for unit in found] == [False, False]


@pytest.mark.parametrize(
    ("more", "exposure"),
    [
        ("spec: {type: NodePort, selector: {app: flows}}", Exposure.PUBLISHED),
        ("spec: {type: NodePort, selector: {app: other}}", Exposure.INTERNAL),
        ("spec: {type: NodePort}", Exposure.INTERNAL),
        ("spec: {selector: {app: flows}}", Exposure.INTERNAL),
    ],
)
def test_services_publish_the_pods_they_select(more: str, exposure: Exposure) -> None:
    text = POD.replace("spec:\n", "spec:\n", 1)
    text = f"{text}---\napiVersion: v1\nkind: Service\nmetadata: {{name: s}}\n{more}\n"
    (unit,) = units({"a.yaml": text})
    assert unit.exposure is exposure


def test_an_ingress_publishes_its_service() -> None:
    text = POD + (
        "---\napiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {selector: {app: flows}}\n"
        "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i}\n"
        "spec: {rules: [{http: {paths: [{backend: {service: {name: s}}}]}}]}\n"
    )
    (unit,) = units({"a.yaml": text})
    assert unit.exposure is Exposure.PUBLISHED


@pytest.mark.parametrize(
    "door",
    [
        "route.openshift.io/v1\nkind: Route\nspec: {to: {kind: Service, name: s}}\n",
        "gateway.networking.k8s.io/v1\nkind: HTTPRoute\n"
        "spec: {rules: [{backendRefs: [{name: s}]}]}\n",
    ],
)
def test_other_doors_than_an_ingress(door: str) -> None:
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {selector: {app: flows}}\n"
    (unit,) = units({"a.yaml": f"{POD}---\n{service}---\napiVersion: {door}"})
    assert unit.exposure is Exposure.PUBLISHED


def test_security_context_and_host_folders() -> None:
    text = POD + (
        "      securityContext: {runAsUser: 0, privileged: true, capabilities: {add: [ALL]}}\n"
        "      volumeMounts: [{name: d, mountPath: /host, readOnly: true}]\n"
        "  volumes: [{name: d, hostPath: {path: /etc}}]\n"
    )
    (unit,) = units({"a.yaml": text})
    assert {(o.name, o.value) for o in unit.options} >= {
        ("user", "0"),
        ("privileged", "true"),
        ("cap_add", "ALL"),
    }
    assert [(m.source, m.target, m.read_only) for m in unit.mounts] == [("/etc", "/host", True)]


def test_flags_inside_a_shell_command() -> None:
    text = POD.replace("langflowai/langflow:1.12.8", "flows:1") + (
        '      command: [sh, -c, "sleep 1; exec langflow run --host 0.0.0.0 --port $PORT"]\n'
    )
    (unit,) = units({"a.yaml": text})
    assert [(s.name, s.value) for s in unit.settings] == [
        ("LANGFLOW_HOST", "0.0.0.0"),  # noqa: S104
        ("LANGFLOW_PORT", None),
    ]


def test_templates_are_no_error_and_damage_is() -> None:
    damaged = POD + "  x: [\n"
    found = deployments(tree({"a.yaml": damaged}))
    assert [note.uri for note in found.notifications] == ["a.yaml"]
    template = POD + "  {{- if x }}\n  x: [\n"
    assert deployments(tree({"a.yaml": template})).notifications == ()


def test_manifests_of_something_else_are_not_read() -> None:
    assert deployments(tree({"a.yaml": POD.replace("langflow", "web") + "  x: [\n"})).units == ()


def test_kinds() -> None:
    assert classify("a.yaml", POD.encode()) is FileKind.KUBERNETES
    assert classify("a.yaml", b"kind: Pod\n") is FileKind.TEXT
    assert classify("a.yaml", b"apiVersion: v2\nname: chart\n") is FileKind.TEXT


def test_a_long_manifest_is_read_fast() -> None:
    def read(size: int) -> None:
        env = "".join(f"        - name: V{n}\n          value: 'x'\n" for n in range(size))
        (unit,) = units({"a.yaml": POD + "      env:\n" + env})
        assert len(unit.settings) == size

    assert_cost_grows_with_size(read, 600)


ENV = "x: &e\n" + "".join(f"  - {{name: V{n}, value: a}}\n" for n in range(5_000))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a.yaml",
            f"apiVersion: v1\nkind: Pod\nmetadata: {{name: langflow}}\n{ENV}spec:\n  containers:\n"
            + "".join(f"    - {{name: c{n}, image: langflow, env: *e}}\n" for n in range(1_000)),
        ),
        (
            "values.yaml",
            f"repository: langflow\n{ENV}"
            + "".join(
                f"k{n}: {{image: {{repository: langflow}}, env: *e}}\n" for n in range(1_000)
            ),
        ),
        (
            "render.yaml",
            f"{ENV}services:\n"
            + "".join(f"  - {{name: s{n}, envVars: *e}}\n" for n in range(1_000)),
        ),
    ],
)
def test_aliases_that_multiply_are_refused(name: str, text: str) -> None:
    found = deployments(tree({name: text}))
    assert [note.uri for note in found.notifications] == [name]


def test_a_circle_of_aliases_is_refused() -> None:
    text = POD + (
        "---\napiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {selector: {app: flows}}\n"
        "---\napiVersion: v1\nkind: Ingress\nmetadata: {name: i}\nspec: &a {rules: [*a, *a]}\n"
    )
    assert not units({"a.yaml": text})


def test_many_resources_are_put_together_fast() -> None:
    one = (
        "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p{0}, labels: {{app: a{0}}}}}\n"
        "spec: {{containers: [{{name: c, image: langflow}}]}}\n"
        "---\napiVersion: v1\nkind: Service\nmetadata: {{name: s{0}}}\n"
        "spec: {{selector: {{app: a{0}}}}}\n"
    )

    def read(size: int) -> None:
        text = "".join(one.format(number) for number in range(size))
        assert len(units({"a.yaml": text})) == size

    assert_cost_grows_with_size(read, 250)


CHART = {
    "chart/Chart.yaml": "apiVersion: v2\nname: flows\nversion: 0.1.0\nappVersion: 1.13.0\n",
    "chart/values.yaml": (
        "image: {repository: langflowai/langflow, tag: ''}\nautoLogin: true\n"
        "extra:\n  LANGFLOW_SECRET_KEY: abc\nservice: {type: LoadBalancer}\n"
    ),
    "chart/templates/_helpers.tpl": (
        '{{- define "flows.image" -}}\n'
        "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}\n"
        "{{- end }}\n"
    ),
    "chart/templates/all.yaml": (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: flow}\nspec:\n  template:\n"
        "    metadata: {labels: {app: flow}}\n    spec:\n      containers:\n        - name: flow\n"
        '          image: {{ include "flows.image" . | quote }}\n          env:\n'
        "            - name: LANGFLOW_AUTO_LOGIN\n"
        "              value: {{ .Values.autoLogin | quote }}\n"
        "            - name: LANGFLOW_SUPERUSER_PASSWORD\n"
        "              value: {{ randAlphaNum 20 | quote }}\n"
        "            {{- range $name, $value := .Values.extra }}\n"
        "            - name: {{ $name }}\n              value: {{ $value | quote }}\n"
        "            {{- end }}\n---\n"
        "apiVersion: v1\nkind: Service\nmetadata: {name: flow}\n"
        "spec:\n  type: {{ .Values.service.type }}\n  selector: {app: flow}\n"
    ),
}


def test_a_chart_is_rendered_with_its_values() -> None:
    (unit,) = (u for u in units(CHART) if u.uri == "chart/templates/all.yaml")
    assert str(unit.version) == "1.13.0"
    assert unit.exposure is Exposure.PUBLISHED
    given = {s.name: (s.value, s.location.uri, s.location.region.start_line) for s in unit.settings}
    assert given["LANGFLOW_AUTO_LOGIN"] == ("true", "chart/values.yaml", 2)
    assert given["LANGFLOW_SECRET_KEY"] == ("abc", "chart/values.yaml", 4)
    assert given["LANGFLOW_SUPERUSER_PASSWORD"][0] is None


def test_what_of_a_chart_only_the_cluster_knows_is_named() -> None:
    template = CHART["chart/templates/all.yaml"]
    cut = CHART | {
        "chart/templates/all.yaml": "{{ if randAlphaNum 3 }}\n" + template + "{{ end }}\n"
    }
    found = deployments(tree(cut))
    assert [note.id for note in found.notifications] == ["chart-not-rendered"]
