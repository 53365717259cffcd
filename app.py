"""The page: `streamlit run app.py`."""

from backprop_explorer.ui import render

render()
