"""The front door, in place of the page."""

from __future__ import annotations

import streamlit as st

from ..visit.gallery import front_door
from .views import html_view


def draw_gallery() -> None:
    """Draw it: nothing in it needs a session, and its links open the page anew."""
    html_view("gallery", front_door(bool(st.context.is_embedded)))
