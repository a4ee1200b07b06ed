"""Workflows of GitHub and the pipelines of others."""
