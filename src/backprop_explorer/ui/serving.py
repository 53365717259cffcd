"""What the server answers beside the page: decks that are finished, over plain HTTP.

A class opens one link, so a deck that one browser has had made is read by all others. Read in this way it costs the
server a small part of a message, for which Streamlit starts a run of the script. A look is a digest of 128 bits of all
that a deck depends on: whoever can name it has the same page.
"""

from __future__ import annotations

import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ..visit.deck import SHELF, finished


def is_page() -> bool:
    """Whether the script runs for a page, and not for the server that begins."""
    return get_script_run_ctx(suppress_warning=True) is not None


async def _deck(request: Request) -> Response:
    """A finished deck; an answer without content where it is not there, so that no browser complains."""
    named = request.path_params
    found = finished(named["look"], named["step"], named["phase"])
    if found is None:
        return Response(status_code=204)
    # Own numbers are in it: no browser keeps it.
    return Response(found, media_type="application/octet-stream", headers={"Cache-Control": "no-store"})


ROUTES = (Route(f"/{SHELF}/{{look}}/{{step:int}}/{{phase}}", _deck),)


@asynccontextmanager
async def begin(_: st.App) -> AsyncIterator[None]:
    """Open the page in the browser of this machine, as Streamlit does for a script alone."""
    if not st.get_option("server.headless"):
        webbrowser.open(f"http://localhost:{st.get_option('server.port')}")
    yield
