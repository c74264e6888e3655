"""metarest from Python: `pip install wasmtime`, this file and `metarest.wasm`.

The component does all that is metarest's own. This host gives it what a component has not: HTTP (urllib), files, the
clock and the environment. `Metarest.preview` maps a document offline; `Metarest.run` is any command that talks to
servers. As a program:

    python metarest_host.py metarest.wasm preview -c rest_config.yaml
    python metarest_host.py metarest.wasm ingest -c rest_config.yaml
"""

import argparse
import errno
import gzip
import http.client
import os
import queue
import random
import socket
import ssl
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from wasmtime import Config, Engine, Store
from wasmtime.component import Component, Linker, Record, Variant

INTERFACE = "metarest:core/commands@0.2.0"
LEVELS = ["debug", "info", "warn", "error"]
# The largest answer of a server that is read: a page of a list has a few megabytes.
LARGEST_ANSWER = 64 << 20
PIECE = 64 << 10


class Metarest:
    """The component in `path`. Not to be used by two threads at once."""

    def __init__(self, path):
        config = Config()
        # The machine code is kept on disk: without that, each start takes some seconds.
        config.cache = True
        engine = Engine(config)
        component = Component.from_file(engine, path)
        self._store = Store(engine)
        self._instance = Linker(engine).instantiate(self._store, component)
        self._interface = self._instance.get_export_index(self._store, INTERFACE)

    def preview(self, config, document, **options):
        """Maps a document, both given as bytes; `config` may be None."""
        return self._report(self._call("preview", config, document, _options(**options)))

    def run(self, command, config, log=None, document=None, approve=None, plan=None, exit_on_changes=False, **options):
        """Carries out `connect`, `preview`, `plan` or `ingest`, and returns its report.

        `document` is the path or address to read the document from instead of the config's. `log` takes a level and a
        line. Ctrl-C ends the run cleanly.
        """
        run_options = _record(
            config=_options(**options),
            document=document,
            approve=approve,
            plan=plan,
            exit_on_changes=exit_on_changes,
        )
        run = self._checked(self._call("[static]run.create", command, config, run_options))
        levels = LEVELS[LEVELS.index(self._call("[method]run.level", run)) :]
        shown = log if log is not None else _to_stderr
        self._drive(run, lambda line: shown(line.level, line.message) if line.level in levels else None)
        return self._report(self._call("[static]run.finish", run))

    def _drive(self, run, log):
        """The loop around a run: performs its effects, several at a time, and returns their results as events."""
        inbox = queue.Queue()
        http_client = _Http()
        wake_at = None
        inbox.put((Variant("started", random.getrandbits(47)), b""))
        with ThreadPoolExecutor(max_workers=8) as pool:
            while True:
                event, body = self._next(inbox, wake_at)
                if event.tag == "woke":
                    wake_at = None
                self._receive(run, event, body)
                self._call("[method]run.handle", run, _now(), event)
                while (effect := self._call("[method]run.poll", run)) is not None:
                    match effect.tag:
                        case "done":
                            return
                        case "load":
                            pool.submit(lambda load=effect.payload: inbox.put(http_client.load(load)))
                        case "send":
                            pool.submit(lambda send=effect.payload: inbox.put(http_client.send(send)))
                        case "tls":
                            http_client.secure(effect.payload)
                        case "wake-at":
                            wake_at = effect.payload
                        case "log":
                            log(effect.payload)

    def _receive(self, run, event, body):
        """Passes the bytes of a document or an answer on: as text where they are, which is much faster."""
        name, pieces = "[method]run.receive-text", body
        try:
            pieces = body.decode()
        except UnicodeDecodeError:
            name = "[method]run.receive"
        for start in range(0, len(pieces), PIECE):
            self._call(name, run, event.payload.id, pieces[start : start + PIECE], len(body))

    @staticmethod
    def _next(inbox, wake_at):
        """The next event: of an effect, of the timer, or of Ctrl-C."""
        try:
            return inbox.get(timeout=None if wake_at is None else max(0, wake_at - _now()) / 1000)
        except queue.Empty:
            return Variant("woke"), b""
        except KeyboardInterrupt:
            return Variant("cancelled"), b""

    def _call(self, name, *arguments):
        index = self._instance.get_export_index(self._store, name, self._interface)
        return self._instance.get_func(self._store, index)(self._store, *arguments)

    def _report(self, result):
        return Report(self, self._checked(result))

    @staticmethod
    def _checked(result):
        """`result<resource, string>` comes as one or the other."""
        if isinstance(result, str):
            raise ValueError(result)
        return result


class Report:
    """The report of a command."""

    def __init__(self, metarest, report):
        self._metarest = metarest
        self._resource = report

    def json(self):
        """As the command prints it with `--format json`."""
        return self._metarest._call("[method]report.json", self._resource)

    def text(self, color=False, width=None, quiet=False):
        """As the command prints it for a terminal."""
        style = _record(color=color, width=width, quiet=quiet)
        return self._metarest._call("[method]report.text", self._resource, style)

    @property
    def exit_code(self):
        """0 success, 1 failure, 2 invalid config, 3 changes."""
        return self._metarest._call("[method]report.exit-code", self._resource)


class _Http:
    """Loads documents and sends requests. Redirects are answers: the run follows them."""

    def __init__(self):
        self._tls = {}

    def secure(self, tls):
        self._tls[tls.peer] = tls

    def load(self, load):
        """Performs the effect `load`: its event, and the bytes of the document."""
        try:
            deadline = time.monotonic() + getattr(load, "timeout-ms") / 1000
            # `load-source` comes as a path or as a record.
            if isinstance(load.source, str):
                with open(load.source, "rb") as file:
                    body = _read(file, load.limit, deadline)
                headers, status, length = {}, 200, len(body)
            else:
                text = load.source.body
                data = None if text is None else text.encode()
                request = _request("GET" if text is None else "POST", load.source.url, load.source.headers, data)
                with self._open("document", request, deadline) as response:
                    headers, status = response.headers, response.status
                    compressed = headers.get("Content-Encoding", "identity") != "identity"
                    stream = gzip.GzipFile(fileobj=response) if compressed else response
                    body = _read(stream, load.limit, deadline)
                announced = headers.get("Content-Length", "")
                length = int(announced) if announced.isdecimal() and not compressed else None
            loaded = _record(
                id=load.id,
                status=status,
                content_type=headers.get("Content-Type"),
                length=length,
                location=headers.get("Location"),
                retry_after=headers.get("Retry-After"),
            )
            return Variant("loaded", loaded), body
        except Exception as error:
            return Variant("load-failed", _failure(load.id, error)), b""

    def send(self, send):
        """Performs the effect `send`: its event, and the bytes of the answer."""
        try:
            sent = send.request
            deadline = time.monotonic() + getattr(sent, "timeout-ms") / 1000
            body = None if sent.body is None else sent.body.encode()
            request = _request(sent.method, sent.url, sent.headers, body)
            if sent.compress and body is not None:
                request.data = gzip.compress(body)
                request.add_header("Content-Encoding", "gzip")
            with self._open("server", request, deadline) as response:
                body = _read(response, LARGEST_ANSWER, deadline)
            headers = [_record(name=name, value=value) for name, value in response.headers.items()]
            return Variant("answered", _record(id=send.id, status=response.status, headers=headers)), body
        except Exception as error:
            return Variant("send-failed", _failure(send.id, error)), b""

    def _open(self, peer, request, deadline):
        handlers = [_NoRedirects(), urllib.request.HTTPSHandler(context=self._context(peer, request))]
        opener = urllib.request.build_opener(*handlers)
        try:
            return opener.open(request, timeout=max(0.001, deadline - time.monotonic()))
        except urllib.error.HTTPError as answer:
            return answer

    def _context(self, peer, request):
        tls = self._tls.get(peer)
        context = ssl.create_default_context()
        if tls is None:
            return context
        if tls.ca is not None:
            is_text = "-----BEGIN " in tls.ca
            context = ssl.create_default_context(**({"cadata": tls.ca} if is_text else {"cafile": tls.ca}))
        if not tls.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        client = tls.client
        if client is not None and client.of is not None and _origin(client.of) == _origin(request.full_url):
            if "-----BEGIN " in client.cert:
                raise _Fault("unsupported", "this host reads client certificates from files only")
            context.load_cert_chain(client.cert, client.key)
        return context


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments):
        return None


class _Fault(Exception):
    """A fault that this host itself detects."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


def _read(stream, limit, deadline):
    """Reads all; more bytes than allowed and more time than allowed are faults."""
    body = bytearray()
    while piece := stream.read(PIECE):
        body += piece
        if len(body) > limit:
            raise _Fault("too-large", f"more than {limit} bytes")
        if time.monotonic() > deadline:
            raise _Fault("timed-out", "no answer in time")
    return bytes(body)


def _request(method, url, headers, data):
    if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
        raise _Fault("unsupported", "not an HTTP address")
    return urllib.request.Request(url, data, {header.name: header.value for header in headers}, method=method)


def _origin(url):
    parts = urllib.parse.urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _failure(effect, error):
    """An exception as a fault that a run knows: its kind decides whether the run tries again."""
    cause = getattr(error, "reason", error)
    return _record(id=effect, kind=_kind(cause), message=str(cause) or type(cause).__name__)


def _kind(error):
    if isinstance(error, _Fault):
        return error.kind
    if isinstance(error, TimeoutError):
        return "timed-out"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "untrusted"
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "not-found"
    if isinstance(error, PermissionError | IsADirectoryError | ValueError | http.client.InvalidURL):
        return "unsupported"
    unreachable = (errno.EHOSTUNREACH, errno.ENETUNREACH)
    no_connection = isinstance(error, ConnectionRefusedError | socket.gaierror)
    return "refused" if no_connection or getattr(error, "errno", None) in unreachable else "torn"


def _options(file=None, document_file=None, environment=None, min_coverage=None):
    """The record `options`. Without `environment`, variables are those of this process."""
    known = os.environ if environment is None else environment
    return _record(
        file=file,
        document_file=document_file,
        environment=[_record(name=name, value=value) for name, value in known.items()],
        now=_now(),
        min_coverage=min_coverage,
    )


def _record(**members):
    """A record of the component, whose members have hyphens in their names."""
    record = Record()
    for name, value in members.items():
        setattr(record, name.replace("_", "-"), value)
    return record


def _now():
    return time.time_ns() // 1_000_000


def _to_stderr(level, message):
    print(level, message, file=sys.stderr)


def main():
    """The command line of this host."""
    parser = argparse.ArgumentParser(description="metarest as a WebAssembly component")
    parser.add_argument("component", help="the file metarest.wasm")
    parser.add_argument("command", choices=["connect", "preview", "plan", "ingest"])
    parser.add_argument("-c", "--config", required=True, help="the workflow config")
    parser.add_argument("--spec", help="where to read the document instead of the config's address")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    call = parser.parse_args()
    with open(call.config, "rb") as file:
        config = file.read()
    metarest = Metarest(call.component)
    report = metarest.run(call.command, config, file=call.config, document=call.spec)
    sys.stdout.write(report.json() if call.json else report.text())
    return report.exit_code


if __name__ == "__main__":
    sys.exit(main())
