"""A bad network between a browser and a server: real connections that are cut, late or answered by
somebody else.

What a browser sends is passed on as it is.  An answer is lost the way it is outside: the server has
done its work, and the client's connection is reset.
"""

import asyncio
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

# The first bytes a client sends of a request; an answer in the server's place, or None.
Stand = Callable[[bytes], bytes | None]
RESET = struct.pack("ii", 1, 0)
ONCE = 65536


class LosingProxy:
    """Listens on `port` of this machine and passes on to `upstream`; its troubles may be changed
    at any time, from any thread.

    down     every connection is reset
    lose     the answers to so many POSTs are lost, after the server has given them
    late     seconds that the next `delayed` requests that begin with `held` wait on their way to
             the server; they arrive even when the client has given up
    stand    answers in the server's place
    """

    def __init__(self, upstream: int) -> None:
        self.upstream = upstream
        self.port = 0
        self.down = False
        self.lose = 0
        self.late = 0.0
        self.delayed = 0
        self.held = b"POST "
        self.stand: Stand | None = None
        self.posts = 0
        self.lost = 0
        self.replays = 0
        self.answers: list[int] = []
        self.loop = asyncio.new_event_loop()
        self.open: set[asyncio.StreamWriter] = set()
        # A loop holds its tasks weakly: one that only waits for a socket could be collected.
        self.serving: set[asyncio.Task[None] | None] = set()

    async def listen(self) -> asyncio.Server:
        server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open.add(writer)
        self.serving.add(asyncio.current_task())
        try:
            if not self.down:
                await self._pass_on(reader, writer)
        except OSError:
            pass  # the server is not there, or went away
        finally:
            self.open.discard(writer)
            self.serving.discard(asyncio.current_task())
            _reset(writer)

    def cut(self) -> None:
        """Resets every connection there is."""
        self.loop.call_soon_threadsafe(self.cut_here)

    def cut_here(self) -> None:
        for writer in list(self.open):
            _reset(writer)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self.upstream)
        connection = _Connection(self, reader, writer, there, back)
        try:
            await asyncio.gather(connection.out(), connection.home(), return_exceptions=True)
        finally:
            back.transport.abort()


class _Connection:
    def __init__(
        self,
        proxy: LosingProxy,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        there: asyncio.StreamReader,
        back: asyncio.StreamWriter,
    ) -> None:
        self.proxy = proxy
        self.reader, self.writer = reader, writer
        self.there, self.back = there, back
        self.posting = False

    async def out(self) -> None:
        """What the client sends, to the server."""
        proxy = self.proxy
        try:
            while data := await self.reader.read(ONCE):
                if proxy.down or self._stood_in(data):
                    break
                if data.startswith(b"POST "):
                    self.posting = True
                    proxy.posts += 1
                await self._held_up(data)
                self.back.write(data)
                await self.back.drain()
        finally:
            # The server may still be writing: only this direction is over.
            with suppress(OSError):
                self.back.write_eof()

    async def home(self) -> None:
        """What the server answers, to the client."""
        proxy = self.proxy
        try:
            while data := await self.there.read(ONCE):
                if proxy.down or self._loses():
                    break
                if self.posting and data.startswith(b"HTTP/1."):
                    proxy.answers.append(int(data[9:12]))
                    proxy.replays += b"Idempotency-Replayed: true" in data
                    self.posting = False
                self.writer.write(data)
                await self.writer.drain()
        finally:
            _reset(self.writer)

    def _loses(self) -> bool:
        if not (self.posting and self.proxy.lose):
            return False
        self.proxy.lose -= 1
        self.proxy.lost += 1
        return True

    async def _held_up(self, data: bytes) -> None:
        if self.proxy.delayed and data.startswith(self.proxy.held):
            self.proxy.delayed -= 1
            await asyncio.sleep(self.proxy.late)

    def _stood_in(self, data: bytes) -> bool:
        answer = self.proxy.stand(data) if self.proxy.stand else None
        if answer is None:
            return False
        self.writer.write(answer)
        self.writer.close()
        return True


def answer(status: int, body: str = "{}", *headers: str) -> bytes:
    """A whole answer, as a gateway gives it."""
    lines = [
        f"HTTP/1.1 {status} Said",
        "Content-Type: application/json",
        f"Content-Length: {len(body.encode())}",
        "Connection: close",
        *headers,
    ]
    return "\r\n".join([*lines, "", body]).encode()


@contextmanager
def losing_proxy(upstream: int) -> Iterator[LosingProxy]:
    """The proxy, running in a thread of its own."""
    proxy = LosingProxy(upstream)
    loop = proxy.loop
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(proxy.listen(), loop).result()
    try:
        yield proxy
    finally:
        asyncio.run_coroutine_threadsafe(_stop(proxy, server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _stop(proxy: LosingProxy, server: asyncio.Server) -> None:
    server.close()
    proxy.down = True
    while others := asyncio.all_tasks() - {asyncio.current_task()}:
        proxy.cut_here()
        await asyncio.wait(others, timeout=0.1)
    # Connections are taken down one turn of the loop after they were given up.
    await asyncio.sleep(0.01)


def _reset(writer: asyncio.StreamWriter) -> None:
    """Ends a connection with a reset, not with an end: nobody can take it for a short answer."""
    if writer.is_closing():
        return
    peer: socket.socket = writer.get_extra_info("socket")
    with suppress(OSError):
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    writer.transport.abort()
