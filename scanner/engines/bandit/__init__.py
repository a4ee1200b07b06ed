"""bandit: its tests over all Python of the tree, in a worker of ours."""
