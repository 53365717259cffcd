"""The page itself, and what its server answers beside it: the only room that imports Streamlit."""
