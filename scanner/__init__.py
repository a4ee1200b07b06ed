"""CI security scanning for repositories that deploy or extend Langflow."""

__version__ = "0.1.0"
