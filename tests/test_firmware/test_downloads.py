"""Downloads, from a server on this computer that does what servers do when they misbehave."""

from __future__ import annotations

import datetime
import hashlib
import http.server
import io
import ipaddress
import os
import pickle
import ssl
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from audio.stage import Progress, finish
from firmware import certificates
from firmware.cache import cache_folder
from firmware.consent import NO_CONSENT, Consent, ConsentNeeded, offers_text, require
from firmware.downloads import Download, DownloadError, fetch
from firmware.unpacking import unpack

CONTENT = bytes(range(256)) * 2000


class Server(http.server.ThreadingHTTPServer):
    """Gives CONTENT; its faults can be set.

    Attributes:
        asked: The Range of each request, or an empty text.
        cut_after: Bytes after which the connection is cut; None for never.
        stalls: Whether it stops sending half-way until `go_on` is set.
        ranges: Whether it can send the rest of a file.
        status: What it answers to everything.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []
        self.cut_after: int | None = None
        self.stalls = False
        self.go_on = threading.Event()
        self.ranges = True
        self.status = 200
        self.content = CONTENT


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        server = self.server
        wanted = self.headers.get("Range", "")
        server.asked.append(wanted)
        first = int(wanted[6:-1]) if wanted and server.ranges else 0
        if server.status != 200:
            self.send_error(server.status)
            return
        if first >= len(server.content):
            self.send_error(416)
            return
        body = server.content[first:]
        self.send_response(206 if first else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if server.stalls:
            self.wfile.write(body[:1000])
            self.wfile.flush()
            server.go_on.wait(20)
            return
        self.wfile.write(body[: server.cut_after])

    def log_message(self, format: str, *arguments: object) -> None:
        """Tests are silent."""


@pytest.fixture
def server() -> Iterator[Server]:
    """One that runs while the test does."""
    server = Server()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.go_on.set()
    server.shutdown()
    server.server_close()


def download(server: Server, sha256: str = hashlib.sha256(CONTENT).hexdigest()) -> Download:
    """What the server gives."""
    url = f"http://127.0.0.1:{server.server_address[1]}/thing-1.0.tar.gz"
    return Download("thing 1.0", "It is for tests.", "MIT", "this computer", 1, 2, url, sha256)


def test_nothing_is_fetched_that_nobody_agreed_to(server: Server, tmp_path: Path) -> None:
    thing = download(server)
    with pytest.raises(ConsentNeeded) as caught:
        finish(fetch(thing, NO_CONSENT, tmp_path))
    with pytest.raises(ConsentNeeded):
        finish(fetch(thing, Consent(frozenset({"another thing"})), tmp_path))
    assert server.asked == []
    assert caught.value.offers == (thing,)
    for told in ("thing 1.0", "1 MB", "2 MB", "this computer", "MIT", "It is for tests.", "--yes"):
        assert told in str(caught.value)
    again = pickle.loads(pickle.dumps(caught.value))  # As from a worker process.
    assert (again.offers, again.what, again.hint) == (
        caught.value.offers,
        caught.value.what,
        caught.value.hint,
    )


def test_consent_is_to_what_was_shown_and_to_nothing_else(server: Server) -> None:
    thing = download(server)
    require([thing], Consent.to([thing]))
    require([], NO_CONSENT)
    other = Download("other 2.0", "Why.", "MIT", "there", 1, 1, "http://127.0.0.1/x", "00")
    with pytest.raises(ConsentNeeded) as caught:
        require([thing, other], Consent.to([thing]))
    assert offers_text(caught.value.offers).count("licence") == 2


def test_a_file_is_fetched_once(server: Server, tmp_path: Path) -> None:
    thing = download(server)
    steps: list[Progress] = []
    place = finish(fetch(thing, Consent.to([thing]), tmp_path), steps.append)
    assert place.read_bytes() == CONTENT
    assert place.name == "thing-1.0.tar.gz"
    assert steps[-1].message == "Downloading thing 1.0: 0.5 of 1 MB"
    assert [step.fraction for step in steps] == sorted(step.fraction for step in steps)
    # There, it needs no consent, because nothing is fetched.
    assert finish(fetch(thing, NO_CONSENT, tmp_path)) == place
    assert server.asked == [""]
    assert list(tmp_path.iterdir()) == [place]


def test_what_is_not_the_right_file_is_thrown_away(server: Server, tmp_path: Path) -> None:
    thing = download(server)
    server.content = b"X" + CONTENT[1:]
    with pytest.raises(DownloadError, match="not the right file") as caught:
        finish(fetch(thing, Consent.to([thing]), tmp_path))
    assert thing.sha256 in caught.value.what
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_in_the_cache_is_fetched_again(server: Server, tmp_path: Path) -> None:
    thing = download(server)
    (tmp_path / thing.file_name).write_bytes(b"broken")
    with pytest.raises(ConsentNeeded):
        finish(fetch(thing, NO_CONSENT, tmp_path))
    assert finish(fetch(thing, Consent.to([thing]), tmp_path)).read_bytes() == CONTENT


def test_without_a_known_hash_it_is_refused_with_directions(server: Server, tmp_path: Path) -> None:
    thing = download(server, sha256="")
    with pytest.raises(DownloadError, match="by hand") as caught:
        finish(fetch(thing, Consent.to([thing]), tmp_path))
    assert thing.url in caught.value.hint
    assert server.asked == []


@pytest.mark.parametrize("ranges", [True, False])
def test_a_cut_download_goes_on_where_it_stopped(
    server: Server, tmp_path: Path, ranges: bool
) -> None:
    thing = download(server)
    server.cut_after, server.ranges = 300_000, ranges
    with pytest.raises(DownloadError, match="cut off"):
        finish(fetch(thing, Consent.to([thing]), tmp_path))
    server.cut_after = None
    assert finish(fetch(thing, Consent.to([thing]), tmp_path)).read_bytes() == CONTENT
    assert server.asked == ["", "bytes=300000-"]


def test_a_part_that_is_too_long_is_begun_anew(server: Server, tmp_path: Path) -> None:
    thing = download(server)
    (tmp_path / (thing.file_name + ".part")).write_bytes(CONTENT + b"more")
    assert finish(fetch(thing, Consent.to([thing]), tmp_path)).read_bytes() == CONTENT
    assert server.asked == [f"bytes={len(CONTENT) + 4}-", ""]


def test_a_silent_server_can_be_left(server: Server, tmp_path: Path) -> None:
    thing = download(server)
    server.stalls = True
    stage = fetch(thing, Consent.to([thing]), tmp_path)
    steps = [next(stage) for _ in range(5)]  # Heartbeats, while nothing comes.
    assert steps[-1].message == "Downloading thing 1.0: 0.0 of 1 MB"
    stage.close()
    assert not (tmp_path / thing.file_name).exists()
    assert (tmp_path / (thing.file_name + ".part")).stat().st_size == 1000


def test_an_unreachable_server_is_told(server: Server, tmp_path: Path) -> None:
    thing = download(server)
    server.status = 404
    with pytest.raises(DownloadError, match=r"does not give thing 1.0 \(404"):
        finish(fetch(thing, Consent.to([thing]), tmp_path))
    nowhere = Download("thing", "Why.", "MIT", "there", 1, 1, "http://127.0.0.1:9/thing", "00")
    with pytest.raises(DownloadError, match="cannot be reached") as caught:
        finish(fetch(nowhere, Consent.to([nowhere]), tmp_path))
    assert "online" in caught.value.hint


def test_no_room_is_told_before_anything_is_fetched(server: Server, tmp_path: Path) -> None:
    huge = 10**9
    thing = Download("thing", "Why.", "MIT", "there", huge, huge, download(server).url, "00")
    with pytest.raises(DownloadError, match="are free"):
        finish(fetch(thing, Consent.to([thing]), tmp_path))
    assert server.asked == []


def test_the_cache_can_be_put_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WAKEWRIGHT_CACHE", str(tmp_path))
    assert cache_folder("tools") == tmp_path / "tools"
    monkeypatch.delenv("WAKEWRIGHT_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    for system, end in [("linux", "xdg/wakewright"), ("darwin", "Library/Caches/Wakewright")]:
        monkeypatch.setattr("sys.platform", system)
        assert cache_folder("tools").parent.as_posix().endswith(end)
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    assert cache_folder("a") == tmp_path / "Local" / "Wakewright" / "a"


def make_archive(path: Path, files: dict[str, bytes]) -> Path:
    """An archive with a program among its files."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as zipped:
            for name, content in files.items():
                info = zipfile.ZipInfo(name)
                info.external_attr = (0o755 if name.endswith("run") else 0o644) << 16
                zipped.writestr(info, content)
    else:
        with tarfile.open(path, "w:gz") as taped:
            for name, content in files.items():
                entry = tarfile.TarInfo(name)
                entry.size, entry.mode = len(content), 0o755 if name.endswith("run") else 0o644
                taped.addfile(entry, io.BytesIO(content))
            link = tarfile.TarInfo("top/link")
            link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
            taped.addfile(link)
    return path


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz"])
def test_archives_are_unpacked_whole(tmp_path: Path, name: str) -> None:
    archive = make_archive(tmp_path / name, {"top/bin/run": b"#!", "top/note": b"hello"})
    folder = finish(unpack(archive, tmp_path / "out", skip_parts=1))
    assert sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*")) == [
        "bin",
        "bin/run",
        "note",
    ]
    if os.name != "nt":  # Windows knows programs by their names.
        assert (folder / "bin" / "run").stat().st_mode & 0o100
        assert not (folder / "note").stat().st_mode & 0o100


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz"])
@pytest.mark.parametrize("path", ["../evil", "/evil", "top/../../evil", "C:evil"])
def test_nothing_leaves_the_folder(tmp_path: Path, name: str, path: str) -> None:
    archive = make_archive(tmp_path / name, {"top/good": b"1", path: b"2"})
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old").touch()
    with pytest.raises(DownloadError, match="leads elsewhere"):
        finish(unpack(archive, tmp_path / "out"))
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["old"]
    assert not list(tmp_path.rglob("evil"))


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz"])
def test_a_damaged_archive_is_told(tmp_path: Path, name: str) -> None:
    archive = make_archive(tmp_path / name, {"top/good": bytes(1000)})
    archive.write_bytes(archive.read_bytes()[:-60])
    with pytest.raises(DownloadError, match="damaged"):
        finish(unpack(archive, tmp_path / "out"))


@pytest.fixture
def secure_server(tmp_path: Path, server: Server) -> tuple[Server, Path]:
    """The server over TLS, and the certificate that vouches for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    place, secret = tmp_path / "server.pem", tmp_path / "server.key"
    place.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(place, secret)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return server, place


def secure_download(server: Server) -> Download:
    plain = download(server)
    return replace(plain, url=plain.url.replace("http:", "https:"))


def test_a_server_that_the_system_trusts_is_asked(
    secure_server: tuple[Server, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, certificate = secure_server
    monkeypatch.setattr(certificates.ssl, "create_default_context", _trusts_nobody)
    monkeypatch.setattr(certificates, "_has_folder", lambda: False)
    monkeypatch.setattr(certificates, "LISTS", (tmp_path / "not there", certificate))
    thing = secure_download(server)
    assert finish(fetch(thing, Consent.to([thing]), tmp_path / "in")).read_bytes() == CONTENT


def test_a_server_that_nobody_vouches_for_is_refused(
    secure_server: tuple[Server, Path], tmp_path: Path
) -> None:
    thing = secure_download(secure_server[0])
    with pytest.raises(DownloadError, match="could not prove who it is") as caught:
        finish(fetch(thing, Consent.to([thing]), tmp_path / "in"))
    assert "date" in caught.value.hint
    assert not (tmp_path / "in" / thing.file_name).exists()


def test_without_certificates_it_is_said_what_to_install(
    secure_server: tuple[Server, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, _ = secure_server
    monkeypatch.setattr(certificates.ssl, "create_default_context", _trusts_nobody)
    monkeypatch.setattr(certificates, "_has_folder", lambda: False)
    monkeypatch.setattr(certificates, "LISTS", ())
    thing = secure_download(server)
    with pytest.raises(DownloadError, match="no list of certificates") as caught:
        finish(fetch(thing, Consent.to([thing]), tmp_path / "in"))
    assert "ca-certificates" in caught.value.hint
    assert server.asked == []


def _trusts_nobody() -> ssl.SSLContext:
    """As on a system whose list is not where OpenSSL looks for it."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
