"""The files in deploy/ name the same things, and nginx does with them what docs/hosting.md says."""

import grp
import json
import os
import pwd
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from email.message import Message
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from streamlit import config
from streamlit.web.server.starlette import starlette_routes, starlette_websocket

from backprop_explorer.visit.deck import SHELF

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNIT, IMAGE, IGNORED, CLUSTER, NGINX = (
    (DEPLOY / name).read_text()
    for name in ("backprop-explorer@.service", "Dockerfile", "Dockerfile.dockerignore", "kubernetes.yaml", "nginx.conf")
)
BROWSER = "127.0.0.9"


def test_every_way_starts_the_same_page_on_the_same_port_with_one_thread() -> None:
    in_unit = re.search(r"^ExecStart=(.*)$", UNIT, re.M)
    in_image = re.search(r"^CMD (.*)$", IMAGE, re.M)
    assert in_unit and in_image
    commands = [in_unit[1].split(), json.loads(in_image[1])]
    for command in commands:
        assert [Path(command[0]).name, *command[1:3]] == ["streamlit", "run", "app.py"]
        options = dict(option.removeprefix("--").split("=") for option in command[3:])
        assert all(config.get_option(name) is not None or name == "server.address" for name in options)
        assert options["server.headless"] == "true"
    assert "WorkingDirectory=/opt/backprop-explorer\n" in UNIT and "ExecStart=/opt/backprop-explorer/" in UNIT
    assert all(
        re.search(rf"^{word}OPENBLAS_NUM_THREADS=1 MALLOC_ARENA_MAX=2$", text, re.M)
        for word, text in (("ENV ", IMAGE), ("Environment=", UNIT))
    )

    ports = re.findall(r"EXPOSE (\d+)|server.port=(\d+)|127.0.0.1:(\d+)/_stcore/health", IMAGE)
    assert sorted(ports) == [("", "", "8501"), ("", "8501", ""), ("8501", "", "")]
    processes = re.findall(r"^ +server 127.0.0.1:(\d+) ", NGINX, re.M)
    assert processes == ["8501", "8502"]
    guide = (ROOT / "docs/hosting.md").read_text()
    assert all(f"backprop-explorer@{port}" in guide for port in processes)
    assert all(f"deploy/{path.name}" in guide for path in DEPLOY.iterdir() if path.suffix != ".dockerignore")


def test_the_image_gets_the_files_that_the_page_needs() -> None:
    copied = [name for line in re.findall(r"^COPY (.*) \S+$", IMAGE, re.M) for name in line.split()]
    assert all((ROOT / name).exists() for name in copied)
    assert sorted(re.findall(r"^!(.*)$", IGNORED, re.M)) == sorted(copied)
    assert {".streamlit", "app.py", "requirements.txt", "pyproject.toml", "src", "README.md"} <= set(copied)


def test_the_parts_of_the_cluster_fit_together() -> None:
    parts = {(part["kind"], part["metadata"]["name"]): part for part in yaml.safe_load_all(CLUSTER)}
    deployment, service = parts["Deployment", "page"]["spec"], parts["Service", "page"]
    [container] = deployment["template"]["spec"]["containers"]
    health = {"path": f"/{starlette_routes.ROUTE_HEALTH}", "port": "http"}
    assert all(container[f"{probe}Probe"]["httpGet"] == health for probe in ("startup", "readiness", "liveness"))
    assert container["ports"] == [{"name": "http", "containerPort": 8501}]
    assert container["resources"]["limits"] and deployment["replicas"] > 1
    labels = deployment["template"]["metadata"]["labels"]
    assert labels == deployment["selector"]["matchLabels"] == service["spec"]["selector"]
    assert service["metadata"]["annotations"]["traefik.ingress.kubernetes.io/service.sticky.cookie"] == "true"

    roads = {}
    for kind, name in parts:
        if kind == "Ingress":
            [rule] = parts[kind, name]["spec"]["rules"]
            [path] = rule["http"]["paths"]
            assert path["backend"]["service"] == {"name": "page", "port": {"name": service["spec"]["ports"][0]["name"]}}
            used = parts[kind, name]["metadata"]["annotations"]["traefik.ingress.kubernetes.io/router.middlewares"]
            space, at = "backprop-explorer-", "@kubernetescrd"
            roads[path["path"]] = parts["Middleware", used.removeprefix(space).removesuffix(at)]["spec"]
    assert roads[f"/{starlette_routes.ROUTE_METRICS}"] == {"ipAllowList": {"sourceRange": ["127.0.0.1/32"]}}
    assert f'"{roads["/"]["headers"]["contentSecurityPolicy"]}"' in NGINX
    assert all(part["metadata"].get("namespace", "backprop-explorer") == "backprop-explorer" for part in parts.values())


class Process(BaseHTTPRequestHandler):
    """Stands for a process of the page: it says its port, and sends back what comes through a WebSocket."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        upgrade = self.headers["Upgrade"] == "websocket" and self.headers["Connection"] == "upgrade"
        body = b"" if upgrade else str(self.server.server_address[1]).encode()
        self.send_response(101 if upgrade else 200)
        for name, value in {"Upgrade": "websocket", "Connection": "upgrade"}.items() if upgrade else ():
            self.send_header(name, value)
        if not upgrade:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(self.rfile.readline() if upgrade else body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Answer(NamedTuple):
    """An answer of nginx; `text` is what follows the headers."""

    status: int
    headers: Message
    text: str


class Front(NamedTuple):
    """nginx before two processes: its port, these by their ports, its own process, and the folder of its logs."""

    port: int
    processes: dict[str, ThreadingHTTPServer]
    nginx: subprocess.Popen[bytes]
    logs: Path

    def ask(self, path: str, cookie: str = "", **headers: str) -> Answer:
        """What a browser with this cookie gets."""
        unchecked = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
        to = HTTPSConnection("127.0.0.1", self.port, timeout=10, context=unchecked, source_address=(BROWSER, 0))
        with closing(to):
            sent = {"Cookie": f"backprop_explorer={cookie}"} if cookie else {}
            to.request("GET", path, headers=sent | headers)
            got = to.getresponse()
            if got.status != 101:
                return Answer(got.status, got.headers, got.read().decode())
            to.sock.sendall(b"through the socket\n")
            return Answer(got.status, got.headers, to.sock.recv(100).decode())


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Front]:
    """deploy/nginx.conf with ports and folders of its own."""
    nginx, openssl = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin"), shutil.which("openssl")
    if nginx is None or openssl is None:
        pytest.skip("nginx or openssl is not installed (Debian: apt-get install nginx openssl)")
    key = ["-keyout", "privkey.pem", "-out", "fullchain.pem", "-subj", "/CN=localhost"]
    make = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", *key]
    subprocess.run(make, cwd=tmp_path, check=True, capture_output=True)
    with ExitStack() as stack:
        servers = [stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), Process)) for _ in range(2)]
        for server in servers:
            threading.Thread(target=server.serve_forever, daemon=True).start()
        with socket.socket() as http, socket.socket() as https:
            http.bind(("127.0.0.1", 0))
            https.bind(("127.0.0.1", 0))
            plain, port = http.getsockname()[1], https.getsockname()[1]
        user = f"user {pwd.getpwuid(os.getuid()).pw_name} {grp.getgrgid(os.getgid()).gr_name};"
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        changes = {
            "user www-data;": user,
            "/run/": f"{tmp_path}/",
            "/var/log/nginx/": f"{tmp_path}/",
            "/etc/ssl/backprop-explorer/": f"{tmp_path}/",
            "/var/cache/": f"{tmp_path}/",
            "listen 80;": f"listen 127.0.0.1:{plain};",
            "listen 443 ": f"listen 127.0.0.1:{port} ",
            "127.0.0.1:8501": f"127.0.0.1:{servers[0].server_port}",
            "127.0.0.1:8502": f"127.0.0.1:{servers[1].server_port}",
            "http {": "http {" + "".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in kinds),
        }
        text = NGINX
        for old, new in changes.items():
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "nginx.conf").write_text(text)
        start = [nginx, "-e", "stderr", "-c", str(tmp_path / "nginx.conf")]
        tried = subprocess.run([*start, "-t"], capture_output=True, text=True)
        assert tried.returncode == 0, tried.stderr
        running = subprocess.Popen([*start, "-g", "daemon off;"], stderr=subprocess.DEVNULL)
        stack.callback(running.wait, 10)
        stack.callback(running.terminate)
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield Front(port, {str(server.server_port): server for server in servers}, running, tmp_path)


def test_nginx_keeps_a_browser_with_a_process_and_gives_it_another_when_that_one_dies(front: Front) -> None:
    cookies = [f"{number:032x}" for number in range(16)]
    at = {cookie: front.ask("/", cookie).text for cookie in cookies}
    assert set(at.values()) == set(front.processes)
    assert all(front.ask("/component/player.js", cookie).text == at[cookie] for cookie in reversed(cookies))

    first = front.ask("/").headers["Set-Cookie"]
    given = re.fullmatch(r"backprop_explorer=([0-9a-f]{32}); .*Secure; SameSite=None.*", first)
    assert given and front.ask("/", given[1]).headers["Set-Cookie"] is None

    dead = front.processes[at[cookies[0]]]
    dead.shutdown()
    dead.server_close()
    assert {front.ask("/", cookie).text for cookie in cookies} == set(front.processes) - {at[cookies[0]]}


def test_nginx_passes_sockets_and_closes_what_concerns_nobody(front: Front) -> None:
    stream = starlette_websocket._ROUTE_WEBSOCKET_STREAM
    answer = front.ask(f"/{stream}", Upgrade="websocket", Connection="Upgrade")
    assert (answer.status, answer.text) == (101, "through the socket\n")
    assert f"location = /{stream} {{" in NGINX

    metrics = starlette_routes.ROUTE_METRICS
    for path in (
        f"/{metrics}",
        f"/{metrics}/",
        f"//{metrics}",
        f"/a/../{metrics}",
        "/%5fstcore/metrics",
        f"/{metrics}?a",
    ):
        assert front.ask(path).status == 404, path
    assert front.ask(f"/{starlette_routes.ROUTE_HEALTH}").status == 200

    headers = front.ask("/").headers
    assert "frame-ancestors 'self' https://" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer" and headers["X-Content-Type-Options"] == "nosniff"


def test_the_logs_of_nginx_hold_neither_own_numbers_nor_addresses(front: Front) -> None:
    own = {"Referer": "https://backprop.example.org/?d=OWN", "User-Agent": "OWN"}
    front.ask("/?d=OWN", **own)
    assert front.ask(f"/{SHELF}/OWN/0/batch").status == 200
    for server in front.processes.values():
        server.shutdown()
        server.server_close()
    assert front.ask("/?d=OWN", **own).status == 502
    front.nginx.terminate()
    front.nginx.wait(10)
    logged = (front.logs / "backprop-explorer.log").read_text()
    assert re.findall(r" (\d+) GET / ", logged) == ["200", "502"]
    logged += (front.logs / "backprop-explorer.error.log").read_text()
    assert "OWN" not in logged and BROWSER not in logged
