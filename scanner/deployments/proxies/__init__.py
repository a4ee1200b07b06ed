"""Reverse proxies in front of Langflow."""
