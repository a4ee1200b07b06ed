"""Every place that holds shell commands: scripts, steps, cells, fences, instructions."""
