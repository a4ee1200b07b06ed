"""Command lines that start, configure or deploy Langflow."""
