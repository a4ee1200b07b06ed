"""Manifests and templates of hosting platforms and clouds."""
