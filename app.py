"""The page: `streamlit run app.py`."""

from backprop_explorer.process import prepare

prepare()  # before NumPy is loaded, which the page does and Streamlit does not

from backprop_explorer.ui import render  # noqa: E402

render()
