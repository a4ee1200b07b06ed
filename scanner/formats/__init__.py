"""Readers that turn text into nodes with positions. They know nothing of Langflow."""
