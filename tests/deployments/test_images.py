"""Which images run Langflow, by their names."""

import pytest

from scanner.deployments import model
from scanner.model.place import Location, Region


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("langflowai/langflow:1.9.0", True),
        ("langflowai/openrag-langflow:latest", True),
        ("ghcr.io/acme/rag_langflow:latest", True),
        ("acme/product-langflow", True),
        ("registry.example.com:5000/team/acme-langflow-backend:2", True),
        ("langflow_custom", True),
        ("acme/langflow-frontend:1", True),
        ("acme/langflow-client:1", False),
        ("acme/langflow-proxy", False),
        ("acme/product-langflow-ui:latest", False),
        ("acme/nginx-langflow", False),
        ("acme/langflows", False),
        ("langflow/postgres", False),
    ],
)
def test_an_image_runs_langflow_by_a_word_of_its_name(reference: str, expected: bool) -> None:
    image = model.image(reference, Location("compose.yaml", Region(1, 1, 1, 1)))
    assert image.is_langflow is expected
