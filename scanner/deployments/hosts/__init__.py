"""What starts a server on a host of its own: units, process managers, first boots, playbooks."""
