"""Pictures from records: Plotly dicts and matrix HTML. Nothing here computes a gradient."""
