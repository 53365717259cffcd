"""A line of an equation as matrices: a product as a corner or in one line, and what follows in the same rows."""
