"""The playground on this computer: a small server for one page, which nobody else can reach.

It listens on 127.0.0.1 alone. Other programs and other pages of the same computer could still send it requests, so it
answers only those that know the random token in its address, that name this address as their Host (a page of the
network could give its own name the address 127.0.0.1) and, if they come from a page, its own as their Origin. It serves
the page, takes questions (messages.py), and gives out no files. While the page asks nothing, it does nothing.
"""

import errno
import json
import os
import secrets
import socketserver
import sys
import threading
import traceback
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from importlib import resources

from ..checks import check_count
from .messages import answer
from .session import Session

HOST = "127.0.0.1"
MOST = 32 << 20  # bytes of a question: a saved state has some hundred thousand
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",  # the address holds the token
    "X-Content-Type-Options": "nosniff",
}


class Refused(Exception):
    """A request that gets a status and no more."""

    def __init__(self, status: HTTPStatus):
        self.status = status


class Playground(socketserver.ThreadingTCPServer):
    """The server. `address` is where the page is; `serve_forever` serves until `shutdown`, or Ctrl-C.

    session : what it plays
    port : a number, or 0 for a free one. Raises OSError, in words, if it is in use.
    """

    daemon_threads = True  # an open connection keeps no process alive
    block_on_close = False
    allow_reuse_address = os.name == "posix"  # elsewhere it would let two servers share a port

    def __init__(self, session: Session, *, port: int = 0):
        self.session, self.busy, self.token = session, threading.Lock(), secrets.token_urlsafe(24)
        self.page = (resources.files("numgan") / "data" / "play.html").read_bytes()
        port = check_count("port", port, 0)
        try:
            super().__init__((HOST, port), Handler)
        except OverflowError:
            raise ValueError(f"port must be at most 65535, got {port}") from None
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise OSError(f"port {port} is in use: name another one, or none, and a free one is taken") from None
            if error.errno == errno.EACCES:
                raise OSError(f"port {port} is not for everyone's use: name one above 1023, or none") from None
            raise
        self.host = f"{HOST}:{self.server_address[1]}"

    @property
    def address(self) -> str:
        """The page's address, with the token."""
        return f"http://{self.host}/{self.token}/"

    def handle_error(self, request, client_address) -> None:
        """Print the error. A browser that goes away in the middle of an answer is none."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Answers the requests of one connection."""

    server: Playground
    protocol_version = "HTTP/1.1"  # one connection for many questions
    disable_nagle_algorithm = True
    timeout = 60  # seconds of silence: a connection that asks nothing is closed, and a browser opens another
    server_version, sys_version = "numgan", ""

    def do_GET(self) -> None:
        """The page itself."""
        try:
            if self._path() != "":
                raise Refused(HTTPStatus.NOT_FOUND)
            self._send(HTTPStatus.OK, "text/html; charset=utf-8", self.server.page)
        except Refused as refused:
            self._refuse(refused.status)

    def do_POST(self) -> None:
        """A question of the page."""
        try:
            path = self._path()
            if self.headers.get("Origin") != f"http://{self.server.host}":
                raise Refused(HTTPStatus.FORBIDDEN)
            if path != "ask":
                raise Refused(HTTPStatus.NOT_FOUND)
            question = self._question()
        except Refused as refused:
            self._refuse(refused.status)
            return
        try:
            with self.server.busy:  # two pages take turns
                said = answer(self.server.session, question)
        except Exception:  # a mistake of ours: the page is told that there is one, the terminal which
            traceback.print_exc()
            self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR)
            return
        self._send(HTTPStatus.OK, "application/octet-stream", said)

    def _path(self) -> str:
        """What stands behind the token. Raises Refused unless the request knows the token and names this server."""
        origin = self.headers.get("Origin")
        _, token, *rest = [*self.path.split("/", 2), ""]
        known = secrets.compare_digest(token.encode(), self.server.token.encode())
        if not known or self.headers.get_all("Host") != [self.server.host]:
            raise Refused(HTTPStatus.FORBIDDEN)
        if origin not in (None, f"http://{self.server.host}"):
            raise Refused(HTTPStatus.FORBIDDEN)
        if self.path.count("/") < 2:
            raise Refused(HTTPStatus.NOT_FOUND)
        return rest[0]

    def _question(self):
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or "Transfer-Encoding" in self.headers:
            raise Refused(HTTPStatus.LENGTH_REQUIRED)
        if len(length) > 9 or int(length) > MOST:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            return json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            raise Refused(HTTPStatus.BAD_REQUEST) from None

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _refuse(self, status: HTTPStatus) -> None:
        self.close_connection = True  # a body that was not read would be taken for the next request
        self._send(status, "text/plain; charset=utf-8", f"{status.phrase}\n".encode())

    def log_message(self, *arguments) -> None:
        """Requests are not logged: the address holds the token."""
