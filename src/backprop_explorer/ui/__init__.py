"""The page itself: the only room that imports Streamlit."""

from .page import render

__all__ = ["render"]
