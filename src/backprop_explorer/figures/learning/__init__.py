"""The charts of learning: what is drawn of a run, and what is said of it."""
