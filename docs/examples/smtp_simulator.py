"""Drives smtp-simulator from Python tests: the standard library is enough. Copy this file beside your tests."""

import json
import os
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager


class Simulator:
    """The control API of one `simulate serve`."""

    def __init__(self, url):
        self.url = url

    def request(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {} if data is None else {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}/api/v1{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                text = response.read().decode()
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()) from None
        return json.loads(text) if text else None

    @contextmanager
    def server(self, scenario, **options):
        """A played server, ended with the block: `host`, `port` and `ca` are what a client needs."""
        info = self.request("POST", "/servers", {"scenario": scenario, **options})
        try:
            yield info
        finally:
            self.request("DELETE", f"/servers/{info['id']}")

    def judge(self, server, policy="mandatory", error=None):
        """Waits until the client has had its try; `error` is what the client itself said went wrong."""
        body = {"policy": policy}
        if error is not None:
            body["client"] = {"says": "failed", "text": str(error)}
        return self.request("POST", f"/servers/{server['id']}/judgement", body)


@contextmanager
def simulator(command=("npx", "simulate")):
    """Starts `simulate serve` on a free port and ends it with the block."""
    with tempfile.TemporaryDirectory() as folder:
        port_file = os.path.join(folder, "port")
        process = subprocess.Popen(
            [*command, "serve", "--port", "0", "--port-file", port_file],
            stdout=subprocess.DEVNULL,
        )
        try:
            # The file is there, and whole, once the port is open.
            while not os.path.exists(port_file):
                if process.poll() is not None:
                    raise RuntimeError(f"simulate serve ended with {process.returncode}")
                time.sleep(0.02)
            with open(port_file, encoding="ascii") as file:
                yield Simulator(f"http://127.0.0.1:{file.read().strip()}")
        finally:
            process.terminate()
            process.wait(timeout=10)
