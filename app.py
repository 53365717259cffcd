"""The page: `streamlit run app.py`."""

import os

# One thread a product, read when NumPy is loaded, which Streamlit itself does not do before this: with more, the
# sessions take the cores from each other. What is set already stays.
for library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

from backprop_explorer.ui import render  # noqa: E402

render()
