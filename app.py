"""The page: `streamlit run app.py`.

Streamlit reads this file first for the server, which it finds under the name `app`, and then for each run of a page.
"""

import streamlit as st

from backprop_explorer.process import prepare

prepare()  # before NumPy is loaded, which the page does and Streamlit does not

from backprop_explorer.ui.serving import ROUTES, begin, is_page  # noqa: E402

if is_page():
    from backprop_explorer.ui.page import render

    render()
else:
    app = st.App(__file__, routes=ROUTES, lifespan=begin)
