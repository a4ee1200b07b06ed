"""What becomes of findings: merged, identified, suppressed, judged."""
