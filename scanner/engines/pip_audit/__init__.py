"""pip-audit over the pins that we collect, and the online advisories."""
