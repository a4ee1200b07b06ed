"""The scanned tree: which files it has, what each is, what guards its places."""
