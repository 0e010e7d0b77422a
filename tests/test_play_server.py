"""The playground's server: who is answered, who is not, where it listens, and how it ends."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import webbrowser

import pytest
from runs import COMMAND, ENVIRONMENT

from numgan.app import cli
from numgan.play import Session, SetUp
from numgan.play.messages import unpack
from numgan.play.server import HOST, MOST, Playground


@pytest.fixture(scope="module")
def server():
    with Playground(Session(SetUp(g_width=8, d_width=8, batch_size=16))) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def request(server, method="POST", path=None, body=b'{"do": "look"}', **headers):
    """(status, body, headers) of a request that is right except for what is given; None leaves a header out."""
    connection = http.client.HTTPConnection(HOST, server.server_address[1], timeout=30)
    given = {"Host": server.host, "Origin": f"http://{server.host}"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    connection.putrequest(method, f"/{server.token}/ask" if path is None else path, skip_host=True)
    if method == "POST" and "Content-Length" not in given:
        given["Content-Length"] = str(len(body))
    for name, value in given.items():
        for each in value if isinstance(value, list) else [value]:
            if each is not None:
                connection.putheader(name, each)
    connection.endheaders(body if method == "POST" else None)
    reply = connection.getresponse()
    said = reply.read(), reply.headers
    connection.close()
    return reply.status, *said


def test_the_page_and_a_question_are_answered(server):
    status, page, headers = request(server, "GET", f"/{server.token}/", Origin=None)
    assert status == 200
    assert page.startswith(b"<!DOCTYPE html>")
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    status, body, headers = request(server)
    assert status == 200
    assert unpack(body)[0]["step"] == server.session.steps_shown
    for name in ("Cache-Control", "Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options"):
        assert headers[name]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Access-Control-Allow-Origin"] is None


def test_a_bad_token_gets_403(server):
    token = server.token
    for path in ("/", f"/{token[:-1]}/ask", f"/{token}x/ask", "/ask", "/%C3%A9/ask", f"/x/{token}/ask", token, "*"):
        for method in ("GET", "POST"):
            assert request(server, method, path)[0] == 403, path
    assert request(server, "POST", f"/{token}/../ask")[0] == 404
    assert len(token) >= 32
    with Playground(Session(SetUp(g_width=8))) as other:
        assert other.token != token


@pytest.mark.parametrize(
    "origin",
    [
        "http://example.com",
        "null",
        "",
        "https://{host}",
        "http://127.0.0.1",
        "http://localhost:{port}",
        "http://{host}.evil",
    ],
)
def test_a_foreign_origin_gets_403(origin, server):
    origin = origin.format(host=server.host, port=server.server_address[1])
    before = server.session.game.step
    assert request(server, body=b'{"do": "step"}', Origin=origin)[0] == 403
    assert request(server, "GET", f"/{server.token}/", Origin=origin)[0] == 403
    assert server.session.game.step == before


def test_a_question_without_an_origin_gets_403(server):
    assert request(server, Origin=None)[0] == 403


@pytest.mark.parametrize(
    "host", ["example.com", "localhost:{port}", "127.0.0.1", "127.0.0.1:1", None, "", "{host}.", "[::1]:{port}"]
)
def test_a_foreign_host_gets_403(host, server):
    host = host and host.format(host=server.host, port=server.server_address[1])
    assert request(server, Host=host)[0] == 403
    assert request(server, "GET", f"/{server.token}/", Host=host, Origin=None)[0] == 403


def test_two_hosts_get_403(server):
    assert request(server, Host=[server.host, server.host])[0] == 403


@pytest.mark.parametrize(
    "path", ["play.html", "../setup.py", "..%2f..%2fetc/passwd", "/etc/passwd", "ask/", "ask?x", "index.html"]
)
def test_no_files_are_given_out(path, server):
    for method in ("GET", "POST"):
        assert request(server, method, f"/{server.token}/{path}")[0] == 404
    assert request(server, "GET", f"/{server.token}/ask")[0] == 404
    assert request(server, "GET", f"/{server.token}")[0] == 404


def test_other_methods_are_not_there(server):
    for method in ("PUT", "DELETE", "OPTIONS", "HEAD", "TRACE"):
        assert request(server, method, f"/{server.token}/")[0] == 501


@pytest.mark.parametrize(
    ("body", "length", "status"),
    [
        (b"no JSON", None, 400),
        (b"[" * 100_000, None, 400),
        (b"\xff\xfe", None, 400),
        (b"", str(MOST + 1), 413),
        (b"", "9" * 5_000, 413),
        (b"", "-1", 411),
        (b"", "x", 411),
        (b"", "\u00b2", 411),
    ],
)
def test_a_damaged_question_is_refused(body, length, status, server):
    headers = {} if length is None else {"Content_Length": length}
    assert request(server, body=body, **headers)[0] == status
    assert request(server)[0] == 200


def test_a_question_without_a_length_is_refused(server):
    assert request(server, Content_Length=None)[0] == 411
    assert request(server, Transfer_Encoding="chunked")[0] == 411


def test_what_cannot_be_done_is_said_in_words(server):
    status, body, _ = request(server, body=b'{"do": "fly"}')
    assert status == 200
    assert unpack(body)[0]["error"].startswith("what to do must be one of")


def test_two_pages_take_turns(server):
    before, replies = server.session.game.step, []

    def ask():
        replies.append(request(server, body=b'{"do": "step", "n": 20, "measure": false}')[0])

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert replies == [200] * 4
    assert server.session.game.step == before + 80


def test_it_listens_on_127_0_0_1_alone(server):
    assert server.server_address[0] == HOST == "127.0.0.1"
    assert server.address_family == socket.AF_INET
    for family, address in ((socket.AF_INET, "127.0.0.2"), (socket.AF_INET6, "::1")):
        with socket.socket(family) as other:
            other.settimeout(5)
            assert other.connect_ex((address, server.server_address[1])) != 0


def test_a_port_in_use_is_one_sentence(server, capsys):
    port = server.server_address[1]
    assert cli.main(["play", "--no-browser", "--port", str(port)]) == 1
    assert capsys.readouterr().err == (
        f"numgan: port {port} is in use: name another one, or none, and a free one is taken\n"
    )


def test_the_browser_is_opened_unless_it_is_not_wanted(monkeypatch, capsys):
    opened, seen = [], threading.Event()

    def open_browser(address):
        opened.append(address)
        seen.set()

    def interrupted(server):
        seen.wait(timeout=0.2 if "--no-browser" in arguments else 30)
        raise KeyboardInterrupt

    monkeypatch.setattr(webbrowser, "open", open_browser)
    monkeypatch.setattr(Playground, "serve_forever", interrupted)
    for arguments in (["play", "--preset", "collapse"], ["play", "--no-browser"]):
        assert cli.main(arguments) == 0
        first, *rest = capsys.readouterr().out.splitlines()
        assert rest == ["Ctrl-C ends it", "the playground has ended"]
    assert len(opened) == 1
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\S+/", opened[0])
    assert first.startswith("the playground is at http://127.0.0.1:")


def test_a_mistake_of_ours_is_told_to_the_page_and_shown_in_the_terminal(server, monkeypatch, capfd):
    monkeypatch.setattr("numgan.play.server.answer", lambda session, question: {}["absent"])
    assert request(server)[0] == 500
    assert "KeyError: 'absent'" in capfd.readouterr().err
    monkeypatch.undo()
    assert request(server)[0] == 200


def test_a_browser_that_goes_away_is_no_error(server, capfd):
    with socket.create_connection(server.server_address) as gone:
        gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # so that it is cut off
        gone.send(b"POST / HTTP/1.1\r\nHost")
    assert request(server)[0] == 200
    assert capfd.readouterr().err == ""


def test_it_can_be_started_again_on_the_same_port():
    with Playground(Session(SetUp(g_width=8))) as first:
        port = first.server_address[1]
        request_thread = threading.Thread(target=first.handle_request)
        request_thread.start()
        assert request(first)[0] == 200
        request_thread.join()
    with Playground(Session(SetUp(g_width=8)), port=port) as second:
        assert second.address.startswith(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize("port", [-1, 1.5, "80", 70_000])
def test_what_is_no_port_is_refused(port):
    with pytest.raises(ValueError, match="port must be"):
        Playground(Session(SetUp(g_width=8)), port=port)


def test_help_says_all_options(capsys):
    with pytest.raises(SystemExit):
        cli.main(["play", "--help"])
    said = capsys.readouterr().out
    assert {"--port", "--no-browser", "--preset", "--help"} == set(re.findall(r"--[a-z-]+", said))
    assert "127.0.0.1" in said


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signal to a child")
def test_ctrl_c_ends_it_in_one_line_and_a_paused_page_costs_nothing():
    process = subprocess.Popen(
        [*COMMAND, "play", "--no-browser"], env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        address = re.fullmatch(r"the playground is at http://127\.0\.0\.1:(\d+)/(\S+)/\n", process.stdout.readline())
        assert process.stdout.readline() == "Ctrl-C ends it\n"
        connection = http.client.HTTPConnection(HOST, int(address[1]), timeout=60)
        host = f"127.0.0.1:{address[1]}"
        connection.request("POST", f"/{address[2]}/ask", b'{"do": "look"}', {"Origin": f"http://{host}"})
        with connection.getresponse() as reply:
            assert reply.status == 200
            assert reply.read()
        if sys.platform == "linux":
            before = cpu_of(process.pid)
            time.sleep(2)  # the page is open, its connection too
            assert cpu_of(process.pid) - before <= 0.05
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=60)
        connection.close()
    finally:
        process.kill()
    assert (process.returncode, out, error) == (0, "the playground has ended\n", "")


def cpu_of(pid):
    """Seconds of processor time that a process has used."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_nothing_is_logged_that_holds_the_token(server, capfd):
    request(server)
    request(server, "GET", "/wrong/")
    assert capfd.readouterr() == ("", "")


def test_the_page_asks_nobody_but_its_server(server):
    page = server.page.decode()
    for word in ("http:", "https:", "src=", "url(", "@import", "import(", "XMLHttpRequest", "WebSocket", "//cdn"):
        assert word not in page, word
    assert page.count("fetch(") == 1
    assert 'fetch("ask"' in page
    assert json.dumps(server.token) not in page
