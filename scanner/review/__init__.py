"""What a change does to the flows of a repository, for the people who review it."""
