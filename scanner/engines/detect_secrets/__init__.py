"""detect-secrets with our detectors and filters, in workers that keep the values."""
