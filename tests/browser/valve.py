"""A way to the server that can be shut and cut."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit


class Valve:
    """A way to the server that can be shut: what is sent meanwhile waits, or is lost with the connection."""

    def __init__(self, port: int) -> None:
        self.port, self.loop, self.pipes = port, asyncio.new_event_loop(), set()
        self.open = asyncio.Event()
        self.ready = threading.Event()
        self.address = ""

    def run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self._serve())
        self.loop.run_forever()

    async def _serve(self) -> None:
        self.open.set()
        self.server = await asyncio.start_server(self._join, "127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}"
        self.ready.set()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self.port)
        self.pipes |= {writer, back}
        await asyncio.gather(self._pump(reader, back), self._pump(there, writer), return_exceptions=True)
        self.pipes -= {writer, back}

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(65536):
                await self.open.wait()
                sink.write(data)
                await sink.drain()
        finally:
            sink.close()

    def shut(self) -> None:
        self.loop.call_soon_threadsafe(self.open.clear)

    def release(self) -> None:
        self.loop.call_soon_threadsafe(self.open.set)

    def cut(self) -> None:
        """Cut every connection."""
        self.loop.call_soon_threadsafe(lambda: [pipe.transport.abort() for pipe in list(self.pipes)])

    async def end(self) -> None:
        """End every connection, and wait until it has ended."""
        self.server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


@contextmanager
def valve(address: str) -> Iterator[Valve]:
    made = Valve(urlsplit(address).port)
    thread = threading.Thread(target=made.run, daemon=True)
    thread.start()
    made.ready.wait(10)
    try:
        yield made
    finally:
        made.release()
        asyncio.run_coroutine_threadsafe(made.end(), made.loop).result(10)
        made.loop.call_soon_threadsafe(made.loop.stop)
        thread.join(10)
        made.loop.close()
