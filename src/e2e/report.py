#!/usr/bin/env python3
"""A page of verdicts in a real browser: it keeps its own policy, fits a phone, sorts, and shows single packages.

Usage: report.py [PAGE.html [SCREENSHOT_DIR]]
"""

import base64
import contextlib
import json
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}


def report(good, name):
    print(f"{'ok' if good else 'not ok'} report: {name}", flush=True)


def browser():
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def make_page(folder):
    """A page of this checkout's own: a real package verified."""
    page = folder / "verdicts.html"
    requirements = folder / "requirements.txt"
    requirements.write_text(
        "six==1.16.0 --hash=sha256:1e61c37477a1626458e36f7b1d82aa5c9b094fa4802892072e49de9c60c4c926\n"
        "docopt==0.6.2 --hash=sha256:49b3a825280bd66b3aa83585ef59c4a8c82f2c8a522dbe754a8bc8d08c85c491\n"
    )
    asaman = pathlib.Path(__file__).resolve().parents[2] / "asaman"
    subprocess.run(
        [asaman, "verify", "-r", requirements, "--naked", "--html", page, "--store", folder / "store", "--quiet"],
        check=True,
    )
    return page


class Tab:
    """A tab over the DevTools protocol: JSON in text frames of a WebSocket."""

    def __init__(self, port, path):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.stream = self.socket.makefile("rb")
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall((f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
                             f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
                             "Sec-WebSocket-Version: 13\r\n\r\n").encode())
        if b" 101 " not in self.stream.readline():
            raise OSError("no WebSocket")
        while self.stream.readline().strip():
            pass
        self.number, self.complaints, self.seen = 0, [], []

    def send(self, text):
        data, mask = text.encode(), os.urandom(4)
        size = bytes([0x80 | len(data)]) if len(data) < 126 else struct.pack("!BH", 0x80 | 126, len(data))
        self.socket.sendall(b"\x81" + size + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(data)))

    def receive(self):
        whole, last = b"", False
        while not last:
            first, size = self.stream.read(2)
            if size >= 126:
                size = int.from_bytes(self.stream.read(2 if size == 126 else 8), "big")
            data, last = self.stream.read(size), bool(first & 0x80)
            if first & 0x0F in (0, 1):
                whole += data
            else:
                last = False
        message = json.loads(whole)
        self.seen.append(message.get("method"))
        parameters = message.get("params", {})
        if message.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(str(parameters["exceptionDetails"]))
        elif message.get("method") == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "assert"):
            self.complaints.append(str(parameters["args"]))
        elif message.get("method") == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
            self.complaints.append(parameters["entry"]["text"])
        return message

    def do(self, method, **parameters):
        self.number += 1
        self.send(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while True:
            message = self.receive()
            if message.get("id") == self.number:
                if "error" in message:
                    raise AssertionError(f"{method}: {message['error']}")
                return message["result"]

    def open(self, address):
        self.seen.clear()
        self.do("Page.navigate", url=address)
        while "Page.loadEventFired" not in self.seen:
            self.receive()

    def ask(self, expression):
        """The value of an expression in the page."""
        answer = self.do("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise AssertionError(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def await_true(self, expression):
        end = time.monotonic() + 10
        while not self.ask(expression) and time.monotonic() < end:
            time.sleep(0.05)
        return self.ask(expression)

    def size(self, width, height):
        self.do("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                mobile=width < 600)

    def colours(self, scheme):
        self.do("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def press(self, key):
        for kind in ("keyDown", "keyUp"):
            self.do("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=13,
                    **({"text": "\r"} if kind == "keyDown" else {}))

    def picture(self, file):
        data = self.do("Page.captureScreenshot", format="png")
        file.write_bytes(base64.b64decode(data["data"]))


@contextlib.contextmanager
def tab(program):
    """A headless browser that is gone at the end."""
    with tempfile.TemporaryDirectory(prefix="asaman-report.", ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
             f"--user-data-dir={profile}", "--remote-debugging-port=0", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            port_file = pathlib.Path(profile, "DevToolsActivePort")
            end = time.monotonic() + 60
            while not (port_file.exists() and port_file.read_text().count("\n") >= 1):
                if process.poll() is not None or time.monotonic() > end:
                    raise OSError("the browser did not start")
                time.sleep(0.05)
            port, path = port_file.read_text().split()[:2]
            whole = Tab(int(port), path)
            target = whole.do("Target.createTarget", url="about:blank")["targetId"]
            page = Tab(int(port), f"/devtools/page/{target}")
            for domain in ("Page", "Runtime", "Log"):
                page.do(f"{domain}.enable")
            yield page
            with contextlib.suppress(OSError, ValueError):
                whole.do("Browser.close")
                process.wait(30)
        finally:
            process.kill()
            process.wait()


def check_fit(page, pictures, name):
    for device, size in SIZES.items():
        page.size(*size)
        width = page.ask("document.documentElement.scrollWidth")
        report(width <= size[0], f"{name} fits a {device} ({width} of {size[0]} pixels)")
        for scheme in ("light", "dark") if pictures else ():
            page.colours(scheme)
            page.picture(pictures / f"{name}-{device}-{scheme}.png")
    page.size(*SIZES["desktop"])
    page.colours("light")


def check_table(page):
    column = "[...document.querySelectorAll('#packages tbody tr')].map(row => row.cells[6].dataset.value * 1)"
    header = "document.querySelectorAll('#packages thead th')[6]"
    page.ask(f"{header}.querySelector('button').click()")
    times = page.ask(column)
    report(times == sorted(times) and page.ask(f"{header}.ariaSort") == "ascending", "a click on a header sorts")
    page.ask(f"{header}.querySelector('button').focus()")
    page.press("Enter")
    report(page.ask(column) == times[::-1] and page.ask(f"{header}.ariaSort") == "descending",
           "Enter on the header sorts the other way")
    shown = "[...document.querySelectorAll('#packages tbody tr')].filter(row => row.checkVisibility()).length"
    chip = "document.querySelectorAll('.chips button')[1]"
    page.ask(f"{chip}.click()")
    report(page.ask(shown) == int(page.ask(f"{chip}.querySelector('.count').textContent")), "a chip filters the rows")
    page.ask("document.querySelector('.chips button').click()")
    page.ask("(input => { input.value = 'no such package'; input.dispatchEvent(new Event('input')); })"
             "(document.querySelector('.filter input'))")
    report(page.ask(shown) == 0 and page.ask("document.querySelector('.nothing').checkVisibility()"),
           "a filter that nothing fits says so")
    page.ask("(input => { input.value = ''; input.dispatchEvent(new Event('input')); })"
             "(document.querySelector('.filter input'))")


def check_packages(page, address, pictures):
    anchors = page.ask("[...document.querySelectorAll('.package')].map(section => section.id)")
    page.ask("document.querySelector('#packages tbody tr:last-child a').click()")
    only = ("(shown => shown.length === 1 && shown[0].id === location.hash.slice(1) && "
            "!document.querySelector('#overview').checkVisibility())"
            "([...document.querySelectorAll('.package')].filter(section => section.checkVisibility()))")
    report(page.await_true(only), "a link in the table shows the package alone")
    page.ask("history.back()")
    report(page.await_true("document.querySelector('#overview').checkVisibility()"), "going back shows the table")
    worst = page.ask("document.querySelector('tr[data-verdict=different] a')?.hash.slice(1)") or anchors[0]
    for anchor in dict.fromkeys((worst, anchors[0], anchors[-1])):
        page.open("about:blank")
        page.open(f"{address}#{anchor}")
        report(page.await_true(only), f"#{anchor} opens the package")
        check_fit(page, pictures, anchor[:40])


def check_without_script(page, address):
    page.do("Emulation.setScriptExecutionDisabled", value=True)
    page.open("about:blank")
    page.open(address)
    hidden = page.ask("[...document.querySelectorAll('section')].filter(s => !s.checkVisibility()).length")
    report(hidden == 0, "without the script everything is there")
    page.do("Emulation.setScriptExecutionDisabled", value=False)


def main(file=None, pictures=None):
    program = browser()
    if program is None:
        print("skip report: there is no Chromium")
        return
    with tempfile.TemporaryDirectory(prefix="asaman-page.") as scratch:
        file = file or make_page(pathlib.Path(scratch))
        if file is None:
            print("skip report: no page was named")
            return
        pictures = pathlib.Path(pictures) if pictures else None
        if pictures:
            pictures.mkdir(parents=True, exist_ok=True)
        address = pathlib.Path(file).resolve().as_uri()
        with tab(program) as page:
            page.open(address)
            check_fit(page, pictures, "overview")
            if page.ask("document.querySelector('.packages') !== null"):
                check_table(page)
                check_packages(page, address, pictures)
            check_without_script(page, address)
            report(page.complaints == [], f"the browser has nothing to complain about {page.complaints or ''}".strip())


if __name__ == "__main__":
    main(*sys.argv[1:])
