"""A real IMAP server over TLS with one folder, as much of RFC 3501 as a reader of mail speaks."""

from __future__ import annotations

import datetime
import ipaddress
import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portal.env import Mailbox


def certificate(folder: Path) -> Path:
    """Write a certificate for 127.0.0.1 with its key, and return the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    day = datetime.timedelta(days=1)
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - day, now + day)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


class Folder:
    """The mails of one folder by UID with their flags, and what the server is to do wrong."""

    def __init__(self) -> None:
        self.mails: dict[int, bytes] = {}
        self.flags: dict[int, set[str]] = {}
        self.fetched: list[int] = []
        # Hang up when this command comes.
        self.dies_at = ""

    def put(self, raw: bytes) -> int:
        """Deliver a mail and return its UID."""
        uid = len(self.flags) + 1
        self.mails[uid], self.flags[uid] = raw, set()
        return uid

    def unseen(self) -> list[int]:
        """The UIDs that nobody marked as seen."""
        return [uid for uid in self.mails if "\\Seen" not in self.flags[uid]]


class _Session(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        self._say("* OK ready")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            tag, _, rest = line.partition(" ")
            command, _, arguments = rest.partition(" ")
            if command == "UID":
                command, _, arguments = arguments.partition(" ")
            if command.upper() == self.server.folder.dies_at:
                return
            self._say(f"{tag} {getattr(self, f'do_{command.lower()}')(arguments)}")
            if command.upper() == "LOGOUT":
                return

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def do_capability(self, arguments: str) -> str:
        self._say("* CAPABILITY IMAP4rev1 UIDPLUS")
        return "OK done"

    def do_login(self, arguments: str) -> str:
        return "OK welcome" if arguments == 'reader "a secret"' else "NO [AUTHENTICATIONFAILED] no"

    def do_select(self, arguments: str) -> str:
        if arguments != '"INBOX"':
            return "NO no such folder"
        self._say(f"* {len(self.server.folder.mails)} EXISTS")
        self._say("* OK [UIDVALIDITY 77] names")
        return "OK [READ-WRITE] open"

    def do_search(self, arguments: str) -> str:
        self._say(" ".join(["* SEARCH", *map(str, self.server.folder.unseen())]))
        return "OK done"

    def do_fetch(self, arguments: str) -> str:
        uids, _, wanted = arguments.partition(" ")
        for number, uid in enumerate(map(int, uids.split(",")), start=1):
            raw = self.server.folder.mails[uid]
            if wanted == "(RFC822.SIZE)":
                self._say(f"* {number} FETCH (UID {uid} RFC822.SIZE {len(raw)})")
                continue
            assert wanted == "(BODY.PEEK[])"
            self.server.folder.fetched.append(uid)
            self._say(f"* {number} FETCH (UID {uid} BODY[] {{{len(raw)}}}")
            self.wfile.write(raw + b")\r\n")
        return "OK done"

    def do_store(self, arguments: str) -> str:
        uid, _, flags = arguments.partition(" +FLAGS.SILENT ")
        self.server.folder.flags[int(uid)] |= set(re.findall(r"\\\w+", flags))
        return "OK done"

    def do_expunge(self, arguments: str) -> str:
        folder = self.server.folder
        assert "\\Deleted" in folder.flags[int(arguments)]
        del folder.mails[int(arguments)]
        return "OK done"

    def do_logout(self, arguments: str) -> str:
        self._say("* BYE")
        return "OK bye"


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, folder: Folder, pem: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.folder = folder
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(pem)

    def get_request(self) -> Any:
        line, address = super().get_request()
        return self.context.wrap_socket(line, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader that does not trust the certificate hangs up; nothing to tell."""


@contextmanager
def serving(settings: Any, pem: Path) -> Iterator[Folder]:
    """Run a server and have the portal read its bounces there."""
    folder = Folder()
    with _Server(folder, pem) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
        thread.start()
        settings.BOUNCE_ADDRESS = "bounces@mail.zhinan.example"
        settings.BOUNCE_MAILBOX = Mailbox("127.0.0.1", server.server_address[1], "reader", "a secret", "INBOX")
        yield folder
        server.shutdown()
        thread.join()
