"""semgrep with our rules, over the targets that a rule can match."""
