docker run --read-only --cap-drop=ALL --security-opt no-new-privileges langflowai/langflow:1.13.0
