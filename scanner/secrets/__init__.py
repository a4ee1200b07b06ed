"""What a secret looks like: lines, detectors, names, and reasons why a value is none."""
