"""All tests. NumPy is loaded after this: products take one thread, as they do behind the page (app.py)."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
