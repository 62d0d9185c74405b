"""Who vouches for the servers that downloads come from: the system's list, wherever it is kept.

OpenSSL looks where the system keeps it that it was built for; an installed app runs on others, too.
"""

from __future__ import annotations

import ssl
from pathlib import Path

# Debian and Arch; Fedora and its kin; openSUSE; macOS and Alpine. As in Go's crypto/x509.
LISTS = (
    Path("/etc/ssl/certs/ca-certificates.crt"),
    Path("/etc/pki/tls/certs/ca-bundle.crt"),
    Path("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"),
    Path("/etc/ssl/ca-bundle.pem"),
    Path("/etc/ssl/cert.pem"),
)


def trusted() -> ssl.SSLContext | None:
    """What checks servers against the system's list; None where the system has none."""
    context = ssl.create_default_context()
    if context.cert_store_stats()["x509_ca"] or _has_folder():
        return context
    for place in LISTS:
        if place.is_file():
            context.load_verify_locations(place)
            return context
    return None


def _has_folder() -> bool:
    """Whether there is a folder of certificates, of which each is read when it is asked for."""
    folder = ssl.get_default_verify_paths().capath
    return folder is not None and any(Path(folder).glob("*.0"))
