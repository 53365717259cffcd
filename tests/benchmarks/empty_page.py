"""The smallest page that answers a click: what Streamlit itself costs."""

import streamlit as st


def count() -> None:
    st.session_state["count"] += 1


st.session_state.setdefault("count", 0)
st.button("step", key="next_phase", on_click=count)
st.html(f'<span id="cursor" data-step="{st.session_state["count"]}">{st.session_state["count"]}</span>')
