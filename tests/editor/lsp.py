"""A small client of the language server protocol: enough to open a file and ask what an editor would ask."""

import json
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from time import monotonic
from types import TracebackType
from typing import IO, Any, Self

TIMEOUT = 30.0

Message = dict[str, Any]


class ServerFaultError(Exception):
    """The server answered with an error, said nothing in time, or ended."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A mark of the server: its first line (counted from 1), the text that it underlines, what it says."""

    line: int
    marked: str
    message: str


@dataclass(frozen=True, slots=True)
class Place:
    """A cursor: line and character, counted from 0 as in the protocol."""

    line: int
    character: int

    def data(self) -> dict[str, int]:
        """Return the cursor as the protocol writes it."""
        return {"line": self.line, "character": self.character}


class Client:
    """A language server over stdio. Use as a context: leaving it ends the server."""

    def __init__(self, command: Sequence[str], folder: Path, settings: Mapping[str, Any]) -> None:
        self._settings = settings
        self._texts: dict[str, str] = {}
        self._inbox: Queue[Message | None] = Queue()
        self._published: dict[str, list[Diagnostic]] = {}
        self._number = 0
        self._process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._out: IO[bytes] = self._process.stdin
        Thread(target=_read, args=(self._process.stdout, self._inbox), daemon=True).start()
        self._folder = folder

    def __enter__(self) -> Self:
        capabilities = {
            "workspace": {"configuration": True, "workspaceFolders": True},
            "textDocument": {
                "completion": {"completionItem": {"documentationFormat": ["markdown", "plaintext"]}},
                "hover": {"contentFormat": ["markdown", "plaintext"]},
                "publishDiagnostics": {},
            },
        }
        folder = {"uri": self._folder.as_uri(), "name": self._folder.name}
        first = {"processId": None, "rootUri": folder["uri"], "capabilities": capabilities}
        self.request("initialize", {**first, "workspaceFolders": [folder]})
        self._notify("initialized", {})
        self._notify("workspace/didChangeConfiguration", {"settings": self._settings})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None and self._process.poll() is None:
                self.request("shutdown", None)
                self._notify("exit", None)
                self._process.wait(timeout=5)
        except (ServerFaultError, OSError, subprocess.TimeoutExpired):
            pass  # the tests are over; what counts is that nothing stays behind
        finally:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    stream.close()

    def open(self, path: Path) -> str:
        """Open a file as an editor does, and return its address."""
        uri = path.as_uri()
        self._texts[uri] = path.read_text(encoding="utf-8")
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": self._texts[uri]}
        self._published.pop(uri, None)
        self._notify("textDocument/didOpen", {"textDocument": document})
        return uri

    def diagnostics(self, uri: str) -> list[Diagnostic]:
        """Wait for the marks of an opened file."""
        self._until(lambda: uri in self._published, f"no diagnostics of {uri}")
        return self._published[uri]

    def completion(self, uri: str, place: Place) -> list[Message]:
        """Return what is offered at a cursor."""
        answer = self._at("textDocument/completion", uri, place)
        items = answer["items"] if isinstance(answer, dict) else answer or []
        return list(items)

    def hover(self, uri: str, place: Place) -> str:
        """Return the text shown at a cursor, blank for none."""
        answer = self._at("textDocument/hover", uri, place)
        contents = (answer or {}).get("contents", "")
        return str(contents.get("value", "")) if isinstance(contents, dict) else str(contents)

    def request(self, method: str, parameters: Mapping[str, Any] | None) -> Any:
        """Ask, serve the server's own questions meanwhile, and return the answer."""
        self._number += 1
        number = self._number
        self._send({"id": number, "method": method, **_given(parameters)})
        answers: list[Message] = []

        def take(message: Message) -> None:
            if message.get("id") == number and "method" not in message:
                answers.append(message)

        self._until(lambda: bool(answers), f"no answer to {method}", take)
        if "error" in answers[0]:
            raise ServerFaultError(f"{method}: {answers[0]['error']}")
        return answers[0].get("result")

    def _at(self, method: str, uri: str, place: Place) -> Any:
        return self.request(method, {"textDocument": {"uri": uri}, "position": place.data()})

    def _until(self, done: Callable[[], bool], otherwise: str, take: Callable[[Message], None] | None = None) -> None:
        end = monotonic() + TIMEOUT
        while not done():
            try:
                message = self._inbox.get(timeout=max(0.01, end - monotonic()))
            except Empty:
                raise ServerFaultError(f"{otherwise} in {TIMEOUT:g} s") from None
            if message is None:
                raise ServerFaultError(f"{otherwise}: the server ended with {self._process.wait()}")
            if take is not None:
                take(message)
            self._serve(message)

    def _serve(self, message: Message) -> None:
        method = message.get("method")
        if method == "textDocument/publishDiagnostics":
            uri = message["params"]["uri"]
            text = self._texts.get(uri, "")
            self._published[uri] = [_diagnostic(one, text) for one in message["params"]["diagnostics"]]
        elif method is not None and "id" in message:
            self._send({"id": message["id"], "result": self._answer(method, message.get("params"))})

    def _answer(self, method: str, parameters: Any) -> Any:
        if method == "workspace/configuration":
            return [self._settings.get(item.get("section", "")) for item in parameters["items"]]
        return None

    def _notify(self, method: str, parameters: Mapping[str, Any] | None) -> None:
        self._send({"method": method, **_given(parameters)})

    def _send(self, message: Mapping[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._out.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._out.flush()


def find(text: str, needle: str, *, after: bool = False) -> Place:
    """Return the cursor at the first character of a piece of text, or right after its last."""
    index = text.index(needle) + (len(needle) if after else 0)
    start = text.rfind("\n", 0, index) + 1
    return Place(text.count("\n", 0, index), index - start)


def _given(parameters: Mapping[str, Any] | None) -> Mapping[str, Any]:
    return {} if parameters is None else {"params": parameters}


def _diagnostic(data: Message, text: str) -> Diagnostic:
    start, end = data["range"]["start"], data["range"]["end"]
    lines = text.splitlines() or [""]
    line = lines[min(start["line"], len(lines) - 1)]
    last = end["character"] if end["line"] == start["line"] else len(line)
    return Diagnostic(start["line"] + 1, line[start["character"] : last], str(data["message"]))


def _read(stream: IO[bytes], inbox: "Queue[Message | None]") -> None:
    """Put every message of the server into the inbox, and None at the end."""
    try:
        while True:
            length = 0
            while (line := stream.readline()) not in {b"\r\n", b""}:
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if not line:
                break
            inbox.put(json.loads(stream.read(length)))
    except ValueError:
        pass  # the stream was closed, or its last message cut off
    finally:
        inbox.put(None)
