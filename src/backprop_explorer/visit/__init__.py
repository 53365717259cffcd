"""One visitor's place: where the cursor is, what is looked at, what was answered and typed."""
