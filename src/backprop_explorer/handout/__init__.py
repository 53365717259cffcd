"""A lesson as one file: some mini-batches of a run, to be opened without a server."""
