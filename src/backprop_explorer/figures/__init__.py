"""Pictures from records: SVG and HTML. Nothing here computes a gradient."""
