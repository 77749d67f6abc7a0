"""A headless Chromium, spoken to over its debugging pipe: enough to open a page, ask it things and hear its complaints."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

PROGRAM = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)
_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--remote-debugging-pipe",
)
_SWITCH = (
    "import os, sys; ends = [os.dup(int(n)) for n in sys.argv[1:3]]; "
    "os.dup2(ends[0], 3); os.dup2(ends[1], 4); "
    "[os.set_inheritable(n, True) for n in (3, 4)]; os.execv(sys.argv[3], sys.argv[3:])"
)
"""The browser listens on 3 and speaks on 4."""
_PATIENCE = 120


class Chromium:
    """A browser with one page. Use as a context; `events` are what the page reported, in order."""

    def __init__(self, profile: Path, script: bool = True) -> None:
        self.events: list[dict[str, Any]] = []
        self._number = 0
        self._session: str | None = None
        self._rest = b""
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        command = [str(PROGRAM), *_OPTIONS, f"--user-data-dir={profile}", "about:blank"]
        self._process = subprocess.Popen(
            [sys.executable, "-c", _SWITCH, str(theirs_in), str(theirs_out), *command],
            pass_fds=(theirs_in, theirs_out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        os.set_blocking(self._in, False)
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")
        if not script:
            self.send("Emulation.setScriptExecutionDisabled", value=True)

    def __enter__(self) -> "Chromium":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError, AssertionError, TimeoutError):
            self._session = None
            self.send("Browser.close")  # its helpers end with it
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        self._process.kill()
        self._process.wait()
        os.close(self._in)
        os.close(self._out)

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The answer to one command."""
        self._number += 1
        number = self._number
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        answer = self._until(lambda heard: heard.get("id") == number)
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def open(self, path: Path, fragment: str = "") -> None:
        """Go to a file (and a place in it) and wait until it is loaded."""
        for url in ("about:blank", path.as_uri() + (f"#{fragment}" if fragment else "")):
            # by way of a blank page: going to another place of the same page would not load it anew
            self.events.clear()
            self.send("Page.navigate", url=url)
            if not self.heard("Page.loadEventFired"):
                self._until(lambda heard: heard.get("method") == "Page.loadEventFired")

    def ask(self, expression: str) -> Any:
        """The value of an expression in the page; a promise is waited for."""
        told = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def heard(self, *methods: str) -> list[dict[str, Any]]:
        """What was reported by these methods."""
        return [event["params"] for event in self.events if event["method"] in methods]

    def complaints(self) -> list[Any]:
        """Errors and warnings of the page: of its script, of its security policy, of anything."""
        said = [entry["entry"]["text"] for entry in self.heard("Log.entryAdded")]
        return said + self.heard("Runtime.exceptionThrown", "Runtime.consoleAPICalled")

    def asked_for(self) -> list[str]:
        """All that the page requested."""
        return [request["request"]["url"] for request in self.heard("Network.requestWillBeSent")]

    def _until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            while b"\0" in self._rest:
                one, self._rest = self._rest.split(b"\0", 1)
                heard: dict[str, Any] = json.loads(one)
                if "method" in heard:
                    self.events.append(heard)
                if wanted(heard):
                    return heard
            try:
                piece = os.read(self._in, 1 << 20)
            except BlockingIOError:
                time.sleep(0.01)
                continue
            assert piece, "the browser is gone"
            self._rest += piece
        raise TimeoutError("the browser does not answer")
