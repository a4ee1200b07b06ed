"""Compose files and projects."""
