"""The numbers of the small pictures that answer a learner's question."""
