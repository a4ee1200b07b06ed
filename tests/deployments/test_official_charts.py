"""Releases of Langflow's own charts that say little: the defaults of the chart are deployed."""

from pathlib import Path

import pytest

from scanner.deployments.model import Deployment
from scanner.deployments.read import deployments
from scanner.settings import Settings
from scanner.tree.collect import collect

NAMED = {
    "hr.yaml": (
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: flow}\nspec:\n"
        "  chart: {spec: {chart: CHART, version: VERSION}}\n"
    ),
    "app.yaml": (
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: flow}\nspec:\n"
        "  source:\n    repoURL: https://example.com/charts\n    chart: CHART\n"
        "    targetRevision: VERSION\n"
    ),
    "k3s.yaml": (
        "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: flow}\nspec:\n"
        "  chart: langflow/CHART\n  version: VERSION\n"
    ),
    "kustomization.yaml": "helmCharts:\n- name: CHART\n  version: VERSION\n  releaseName: flow\n",
    "up.sh": "helm upgrade --install flow langflow/CHART --version VERSION\n",
    "main.tf": 'resource "helm_release" "a" {\n  chart = "CHART"\n  version = "VERSION"\n}\n',
}


def only(folder: Path, name: str, text: str) -> Deployment:
    (folder / name).write_text(text, "utf-8")
    (unit,) = deployments(collect(Settings(path=folder))).units
    return unit


@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize(
    ("chart", "version", "tag"),
    [
        ("langflow-ide", "0.1.1", "latest"),
        ("langflow-runtime", "0.1.1", "latest"),
        ("langflow-ide", "0.1.0", ""),
    ],
)
def test_a_chart_without_values_deploys_its_defaults(
    name: str, chart: str, version: str, tag: str, tmp_path: Path
) -> None:
    text = NAMED[name].replace("CHART", chart).replace("VERSION", version)
    unit = only(tmp_path, name, text)
    assert unit.is_langflow
    assert unit.complete
    assert unit.image is not None
    assert unit.image.tag == tag
    assert unit.location.region.start_line > 0
    database = unit.explicit("LANGFLOW_DATABASE_URL")
    assert database is not None
    assert (database.value is None) == (chart == "langflow-ide")  # it is on a volume there


@pytest.mark.parametrize("name", NAMED)
def test_a_chart_of_others_is_none(name: str, tmp_path: Path) -> None:
    text = NAMED[name].replace("CHART", "postgresql").replace("VERSION", "15.0.0")
    (tmp_path / name).write_text(text, "utf-8")
    assert not [u for u in deployments(collect(Settings(path=tmp_path))).units if u.is_langflow]


def test_values_win_and_what_is_drawn_is_unknown(tmp_path: Path) -> None:
    text = NAMED["hr.yaml"].replace("CHART", "langflow-ide").replace("VERSION", "0.1.1")
    text += "  values: {langflow: {backend: {autoLogin: false, image: {tag: 1.2.0}}}}\n"
    unit = only(tmp_path, "hr.yaml", text)
    assert str(unit.version) == "1.2.0"
    assert unit.effective("LANGFLOW_AUTO_LOGIN").value == "false"  # type: ignore[union-attr]
    for drawn in ("LANGFLOW_SECRET_KEY", "LANGFLOW_SUPERUSER_PASSWORD"):
        assert unit.explicit(drawn).value is None  # type: ignore[union-attr]


def test_values_from_elsewhere_make_it_unknown(tmp_path: Path) -> None:
    text = NAMED["hr.yaml"].replace("CHART", "langflow-ide").replace("VERSION", "0.1.1")
    unit = only(tmp_path, "hr.yaml", text + "  valuesFrom: [{kind: Secret, name: own}]\n")
    assert not unit.complete


ELSEWHERE = {
    "ConfigMap": {
        "hr.yaml": NAMED["hr.yaml"] + "  valuesFrom: [{kind: ConfigMap, name: own}]\n",
        "own.yaml": (
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: own}\ndata:\n  values.yaml: |\n"
            "    langflow: {backend: {image: {tag: 1.2.0}}}\n"
        ),
    },
    "file of Argo CD": {
        "app.yaml": NAMED["app.yaml"] + "    helm: {valueFiles: [$values/conf/own.yaml]}\n",
        "conf/own.yaml": "langflow: {backend: {image: {tag: 1.2.0}}}\n",
    },
    "file of a command": {
        "up.sh": NAMED["up.sh"].rstrip() + " -f conf/own.yaml\n",
        "conf/own.yaml": "langflow: {backend: {image: {tag: 1.2.0}}}\n",
    },
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_values_are_found_where_the_release_takes_them(name: str, tmp_path: Path) -> None:
    for uri, text in ELSEWHERE[name].items():
        (tmp_path / uri).parent.mkdir(exist_ok=True)
        made = text.replace("CHART", "langflow-ide").replace("VERSION", "0.1.1")
        (tmp_path / uri).write_text(made, "utf-8")
    units = deployments(collect(Settings(path=tmp_path))).units
    assert [str(unit.version) for unit in units if unit.complete] == ["1.2.0"]
