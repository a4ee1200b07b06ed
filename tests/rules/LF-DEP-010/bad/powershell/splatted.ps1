$options = @(
    "run",
    # ruleid: LF-DEP-010
    "--host", "0.0.0.0"
)
& langflow @options
