"""The commands: each module is one of them, or a few that share all they need."""
