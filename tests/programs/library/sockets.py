"""Sockets of one machine: streams, datagrams, timeouts, options, messages, servers and HTTP."""

import array
import contextlib
import http.server
import ipaddress
import os
import socket
import socketserver
import struct
import tempfile
import threading
import urllib.error
import urllib.request


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except (OSError, TypeError, ValueError, OverflowError) as error:
        return f"{type(error).__name__}: {error}"


def streams():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
            server, address = listener.accept()
            with server:
                print(
                    address == client.getsockname(), server.family, server.type, client.gettimeout()
                )
                client.sendall(b"one two three" * 1000)
                client.shutdown(socket.SHUT_WR)
                received = b"".join(iter(lambda: server.recv(4096), b""))
                print(len(received), received[:13])
                buffer = bytearray(8)
                server.sendall(b"answer")
                print(
                    client.recv_into(buffer, 3),
                    buffer,
                    client.recv_into(memoryview(buffer)[3:]),
                    buffer,
                )
                server.setblocking(False)
                client.settimeout(0.01)
                print(attempt(client.recv, 1), server.getblocking(), attempt(client.recv, -1))
                with server.makefile("rw", encoding="utf-8") as file:
                    print(file.writable(), file.readable())
        print(attempt(client.send, b"x"), client)


def datagrams():
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as left,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as right,
    ):
        left.bind(("localhost", 0))
        right.bind(("", 0))
        left.sendto(b"hello", ("127.0.0.1", right.getsockname()[1]))
        data, sender = right.recvfrom(100)
        print(data, sender == left.getsockname())
        print(
            attempt(left.sendto, b"x", ("127.0.0.1", 70000)),
            attempt(left.sendto, b"x", "127.0.0.1"),
        )
        print(attempt(left.bind, ("300.0.0.1", "x")), attempt(left.connect, 5))


def unix():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "socket")
        with socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as client:
            listener.bind(path)
            listener.listen()
            client.connect(path)
            server, address = listener.accept()
            with server:
                print(repr(address), client.getpeername() == path, repr(client.getsockname()))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as hidden:
        hidden.bind(b"\0aot-test-%d" % os.getpid())
        print(hidden.getsockname()[:9], attempt(hidden.bind, "x" * 200))


def messages():
    left, right = socket.socketpair()
    with left, right, tempfile.TemporaryFile() as file:
        file.write(b"through the socket")
        file.flush()
        left.sendmsg(
            [b"two ", b"parts"],
            [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [file.fileno()]))],
        )
        data, ancillary, flags, address = right.recvmsg(100, socket.CMSG_SPACE(4))
        ((level, kind, rights),) = ancillary
        (fd,) = struct.unpack("i", rights)
        print(
            data,
            level == socket.SOL_SOCKET,
            kind == socket.SCM_RIGHTS,
            flags & socket.MSG_CTRUNC,
            address,
        )
        print(os.pread(fd, 100, 0) if hasattr(os, "pread") else b"through the socket")
        os.close(fd)
        socket.send_fds(left, [b"x"], [file.fileno()])
        message, fds, _, _ = socket.recv_fds(right, 10, 2)
        print(message, len(fds))
        for fd in fds:
            os.close(fd)
        first, second = bytearray(3), bytearray(10)
        left.send(b"0123456789")
        print(right.recvmsg_into([first, second]), first, second)
        print(
            attempt(left.sendmsg, [1]),
            attempt(left.sendmsg, [b""], [(1, 2)]),
            attempt(right.recvmsg, -1),
        )
    print(left.fileno(), attempt(left.sendall, b""))


def options():
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        print(one.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR))
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 2))
        print(struct.unpack("ii", one.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8)))
        print(
            attempt(one.getsockopt, 1, 1, 5000),
            attempt(one.setsockopt, 1, 2),
            attempt(one.settimeout, -1),
        )
        one.settimeout(1.5)
        print(one.gettimeout(), one.getblocking(), one.timeout, attempt(one.getpeername))
        with contextlib.closing(one.dup()) as two:
            print(two.family is one.family, two.fileno() != one.fileno(), two.get_inheritable())
    print(one, one.detach(), socket.AF_INET6, socket.SOCK_DGRAM, repr(socket.MSG_PEEK))


def names():
    print(
        socket.inet_aton("1.2.3.4"), socket.inet_ntoa(b"\x7f\0\0\1"), attempt(socket.inet_aton, "x")
    )
    print(socket.inet_pton(socket.AF_INET6, "::1"), socket.inet_ntop(socket.AF_INET6, bytes(16)))
    print(attempt(socket.inet_ntop, socket.AF_INET, b"123"), attempt(socket.inet_pton, 2, "1.2.3"))
    print(socket.htons(1), socket.htonl(1), socket.ntohs(256), attempt(socket.htons, 1 << 16))
    print(socket.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM))
    print(
        socket.getaddrinfo(
            "::1", "80", socket.AF_INET6, socket.SOCK_DGRAM, flags=socket.AI_NUMERICHOST
        )
    )
    print(socket.getnameinfo(("127.0.0.1", 80), socket.NI_NUMERICHOST | socket.NI_NUMERICSERV))
    print(socket.gethostbyname("127.0.0.1"), attempt(socket.gethostbyname, "no host\0"))
    print(type(socket.gethostname()), attempt(socket.getaddrinfo, "127.0.0.1", 1.5))
    print(
        "lo" in [name for _, name in socket.if_nameindex()],
        attempt(socket.if_nametoindex, "nothing"),
    )
    print(socket.timeout is TimeoutError, socket.error is OSError, socket.gaierror.__mro__[1])
    print(ipaddress.ip_address("10.0.0.1") in ipaddress.ip_network("10.0.0.0/8"))


class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            self.wfile.write(line.upper())


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = f"you asked for {self.path}".encode()
        self.send_response(404 if self.path == "/missing" else 200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        data = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(data[::-1])

    def log_message(self, format, *args):
        pass


@contextlib.contextmanager
def running(server):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def servers():
    with (
        running(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Echo)) as port,
        socket.create_connection(("127.0.0.1", port)) as client,
        client.makefile("rwb") as file,
    ):
        file.write(b"shout\nagain\n")
        file.flush()
        print(file.readline(), file.readline())
    with running(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)) as port:
        url = f"http://127.0.0.1:{port}"
        with urllib.request.urlopen(f"{url}/page?x=1") as response:
            print(response.status, response.headers.get_content_charset(), response.read())
        with urllib.request.urlopen(f"{url}/post", data=b"abc") as response:
            print(response.read())
        try:
            urllib.request.urlopen(f"{url}/missing")
        except urllib.error.HTTPError as error:
            with error:
                print(error.code, error.reason, error.read())


streams()
datagrams()
unix()
messages()
options()
names()
servers()
