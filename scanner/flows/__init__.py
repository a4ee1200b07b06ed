"""Exported flows, and where the code in them comes from."""
