"""Where a value from outside ends up when it passes through functions, methods and other files."""
