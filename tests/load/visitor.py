"""A visitor without a browser: speaks Streamlit's protocol, and the page's own, over a real websocket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

TRIGGERS = "$$STREAMLIT_INTERNAL_KEY_{}__events"  # the widget that carries the clicks of a component
PATIENCE = 60.0  # seconds


@dataclass(eq=False)
class Visitor:
    """One open page: the widgets on it by their keys, the fragment of each, and the last header of the stage."""

    socket: websockets.ClientConnection
    shelf: aiohttp.ClientSession
    query: str = ""
    page: str = ""
    widgets: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    fragments: dict[str, str] = field(default_factory=dict)
    drawers: dict[str, str] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    bytes: int = 0
    told: int = 0
    moves: int = 0

    async def run(self, *states: WidgetState, fragment: str = "") -> None:
        """Have the script run, with these widgets as they are now, and wait for its end."""
        await self.send(*states, fragment=fragment)
        await self.finished()

    async def send(self, *states: WidgetState, fragment: str = "") -> None:
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_script_hash, asked.fragment_id = self.query, self.page, fragment
        asked.widget_states.widgets.extend(states)
        await self.socket.send(message.SerializeToString())

    async def finished(self) -> None:
        """Read what comes until a run has ended that no other run follows at once."""
        while True:
            # wait_for of Python 3.11 can lose a cancellation: a visit would then never end.
            async with asyncio.timeout(PATIENCE):
                raw = await self.socket.recv()
            assert isinstance(raw, bytes)
            self.bytes += len(raw)
            message = ForwardMsg.FromString(raw)
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.page = message.new_session.page_script_hash or self.page
            elif kind == "delta":
                self._drawn(message.delta)
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return

    def _drawn(self, delta: Any) -> None:
        drawer = delta.add_block.expandable.id if delta.WhichOneof("type") == "add_block" else ""
        if drawer:
            self.drawers[drawer.rsplit("-", 1)[1]] = drawer
        if delta.WhichOneof("type") != "new_element":
            return
        kind = delta.new_element.WhichOneof("type")
        element = getattr(delta.new_element, kind)
        if kind == "exception":
            self.errors.append(element.message)
        if not getattr(element, "id", ""):
            return
        key = element.id.rsplit("-", 1)[1]
        self.widgets[key], self.kinds[key], self.fragments[key] = element.id, kind, delta.fragment_id
        if key == "stage" and element.bytes:
            self.header = json.loads(element.bytes[4 : 4 + int.from_bytes(element.bytes[:4], "big")])

    async def press(self, key: str) -> None:
        """Press a button of Streamlit's."""
        await self.run(WidgetState(id=self.widgets[key], trigger_value=True), fragment=self.fragments[key])

    async def tell(self, message: object) -> None:
        """Say something to the stage, as the player does."""
        state = WidgetState(id=self.widgets["stage"], json_value=json.dumps({"told": message}))
        await self.run(state, fragment=self.fragments["stage"])

    async def set_up(self, *drawers: str) -> None:
        """Open the setup, and drawers in it: what is in them is drawn then."""
        here = [self.moves, self.header["step"], self.header["phase"]]
        await self.tell(self.honest(events=[[self.told + 1, *here, "setup:"]]))
        await self.run(*(WidgetState(id=self.drawers[key], bool_value=True) for key in drawers))

    def honest(self, **changes: Any) -> Mapping[str, Any]:
        """A message of a player that stands where the server believes it to be."""
        self.told += 1
        here = [self.moves, self.header["step"], self.header["phase"]]
        names = {name: self.header[name] for name in ("visit", "edition", "look")}
        return {**names, "told": self.told, "here": here, "events": [], "have": {}, "want": [], **changes}

    async def go(self, step: int, phase: str = "batch") -> None:
        """Stand at another place, as a player does that has stepped by itself, and ask for the deck of the next one.

        It has the deck of this place, for which it has asked before.
        """
        self.moves += 1
        message = self.honest(here=[self.moves, step, phase], have={str(step): ["*"]}, want=[[step + 1, "batch"]])
        await self.tell(message)

    async def onward(self, step: int, phase: str) -> None:
        """Stand at another place, and read the deck of the next one; where nobody has had it made yet, ask for it."""
        if not await self.read(step + 1):
            await self.go(step, phase)

    async def read(self, step: int) -> bool:
        """Whether the deck of a step was there, finished."""
        named = self.header
        async with self.shelf.get(f"/{named['shelf']}/{named['look']}/{step}/batch") as answer:
            self.bytes += len(await answer.read())
            assert answer.status in (200, 204), answer.status
            return answer.status == 200


@asynccontextmanager
async def visit(address: str, query: str = "") -> AsyncIterator[Visitor]:
    """A page that is opened at an address of this machine, and closed at the end."""
    place = urlsplit(address)
    assert place.hostname in ("127.0.0.1", "localhost"), "only servers of this machine"
    url, origin = f"ws://{place.netloc}/_stcore/stream", f"http://{place.netloc}"
    options: dict[str, Any] = {"subprotocols": ["streamlit"], "origin": origin, "max_size": None, "compression": None}
    async with (
        websockets.connect(url, **options, ping_interval=None, open_timeout=PATIENCE) as socket,
        aiohttp.ClientSession(origin) as shelf,
    ):
        visitor = Visitor(socket, shelf, query)
        await visitor.run()
        yield visitor
