"""Whose work is in the app's folder, under which licence, with the texts that must go along.

Counted is what was really collected: every file is traced back to the Python distribution or the
system package that it came from. Nothing is shipped without the text of its licence.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
import re
import shutil
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from assets.installer.component import TEXTS, Component, LicenceMissing, plain, spdx
from assets.installer.stamp import Stamp
from assets.installer.system import system_components

OWN_NAME = "wakewright"
NOTICES_FILE = "THIRD-PARTY-NOTICES.txt"
LICENCE_FILE = "LICENSE.txt"
LEGAL_NAME = re.compile(r"^(licen[cs]e|copying|notice|copyright|third.party)", re.IGNORECASE)
# Where packages keep what is not shipped.
NOT_SHIPPED = {"include", "test", "tests"}
# Some put the whole text or a headline into the field for its name.
LICENCE_NAME = re.compile(r"^(?!copyright|license agreement)[\w .,+()/-]{2,80}$", re.IGNORECASE)

# Distributions whose wheels carry no text: the licence that we take them under, and its texts.
GIVEN_TEXTS = {
    "pyside6-essentials": ("LGPL-3.0-only", ("LGPL-3.0.txt", "GPL-3.0.txt")),
    "shiboken6": ("LGPL-3.0-only", ("LGPL-3.0.txt", "GPL-3.0.txt")),
    "tensorflow": ("Apache-2.0", ("Apache-2.0",)),
    "tensorflow-cpu": ("Apache-2.0", ("Apache-2.0",)),
    "tflite-micro": ("Apache-2.0", ("Apache-2.0",)),
    "flatbuffers": ("Apache-2.0", ("Apache-2.0",)),
    "pyserial": ("BSD-3-Clause", ("pyserial.txt",)),
    "unicorn": ("GPL-2.0-only", ("GPL-2.0.txt",)),
    "esptool": ("GPL-2.0-or-later", ("GPL-2.0.txt", "GPL-3.0.txt")),
}
INTRODUCTION = """\
Wakewright is free software under the Apache License, version 2.0 (LICENSE.txt).

This installation also holds the works listed here. Those under the GNU Lesser General Public
License (Qt and PySide6, libsndfile, libmpg123, soxr, GLib and others) are separate library files in
this folder, which you may replace by your own versions; the licences allow to change them and
to take programs that use them apart for that. Their sources are to be had where each home page
says, those of Debian's packages from its archive, in the versions named here. Firmware for boards
that is linked with such works (the Arduino cores) can be made anew with others, by Wakewright's
own sources: python -m assets.installer.prebuild.

Two programs beside the app are under the GNU General Public License: wakewright-emulator (it holds
Unicorn; version 2) and tools/esptool (version 2 or later; as it holds works under the Apache
License, it is passed on under version 3). The app starts them as it starts any program. Their
complete sources are published in the same place as this installation, under the same version.

"""


def shipped(sources: Iterable[Path], root: Path) -> list[Component]:
    """Whose files these are, sorted by name; files of this project are no one else's.

    Raises:
        LicenceMissing: One has no licence text, or nobody knows whose a file is.
    """
    owners = _owners()
    found: dict[str, Component] = {}
    system: set[Path] = set()
    for source in {_resolved(path) for path in sources}:
        distribution = owners.get(source)
        if distribution is not None:
            name = _key(distribution)
            if name not in found:
                found[name] = _python_component(distribution, root)
        elif not _is_own(source, root.resolve()) and not _is_pythons(source):
            system.add(source.resolve())
    loader = importlib.metadata.distribution("pyinstaller")
    found.setdefault(_key(loader), _python_component(loader, root))
    components = [*found.values(), _interpreter(), *system_components(system)]
    bare = [each.name for each in components if not each.texts]
    if bare:
        raise LicenceMissing(f"No licence text was found for: {', '.join(sorted(bare))}.")
    return sorted(components, key=by_name)


def firmware(stamp: Stamp, root: Path) -> Component:
    """Our firmware for boards; inside.toml knows what others wrote of it."""
    text = (root / "LICENSE").read_text("utf-8")
    return Component("generic", "wakewright-firmware", stamp.version, "Apache-2.0", "", (text,))


def by_name(component: Component) -> tuple[str, str, str]:
    """What components are sorted by."""
    return component.name.lower(), component.kind, component.inside


def write(components: Sequence[Component], root: Path, folder: Path) -> None:
    """Write our licence and everybody's notices into the app's folder."""
    shutil.copy(root / "LICENSE", folder / LICENCE_FILE)
    lines = [INTRODUCTION]
    lines += [
        f"{each.name} {each.version}\n    {each.licence or 'see below'}\n    {each.homepage}\n"
        for each in components
    ]
    seen: dict[str, list[str]] = {}
    texts: dict[str, str] = {}
    for each in components:
        for text in each.texts:
            mark = hashlib.sha256(" ".join(text.split()).encode()).hexdigest()
            texts.setdefault(mark, text)
            names = seen.setdefault(mark, [])
            if each.name not in names:
                names.append(each.name)
    for mark, names in sorted(seen.items(), key=lambda item: item[1][0].lower()):
        lines.append(f"{'=' * 80}\n{', '.join(names)}\n{'=' * 80}\n{texts[mark].strip()}\n")
    (folder / NOTICES_FILE).write_text("\n".join(lines), "utf-8")


@cache
def _owners() -> dict[Path, importlib.metadata.Distribution]:
    """Every installed file and the distribution of somebody else that it belongs to."""
    owners = {}
    for distribution in importlib.metadata.distributions():
        if _key(distribution) == OWN_NAME:  # installed from this tree, it claims all of our files
            continue
        for file in distribution.files or ():
            owners[_resolved(Path(str(distribution.locate_file(file))))] = distribution
    return owners


def _resolved(path: Path) -> Path:
    """As `Path.resolve` for a file that is no link itself; folders are asked once."""
    return _resolved_folder(path.parent) / path.name


@cache
def _resolved_folder(folder: Path) -> Path:
    return folder.resolve()


def _python_component(distribution: importlib.metadata.Distribution, root: Path) -> Component:
    about = distribution.metadata
    files = [file for file in distribution.files or () if LEGAL_NAME.match(file.name)]
    files = [file for file in files if not NOT_SHIPPED & set(file.parts)]
    texts = tuple(file.read_text("utf-8") for file in files)
    licence, given = GIVEN_TEXTS.get(_key(distribution), ("", ()))
    places = [root / "LICENSE" if name == "Apache-2.0" else TEXTS / name for name in given]
    texts = (*(place.read_text("utf-8") for place in places), *texts)
    said = licence or spdx("pypi", _key(distribution)) or _field(about, "License-Expression")
    if not said:
        told = _field(about, "License")
        said = told if LICENCE_NAME.match(told) else _classified(about)
    links = [line.split(",", 1)[1].strip() for line in about.get_all("Project-URL") or ()]
    homepage = _field(about, "Home-page") or next(iter(links), "")
    return Component("pypi", _field(about, "Name"), distribution.version, said, homepage, texts)


def _field(about: importlib.metadata.PackageMetadata, name: str) -> str:
    """The first line of a field; empty where it is missing."""
    values = about.get_all(name) or [""]
    return str(values[0]).strip().partition("\n")[0]


def _classified(about: importlib.metadata.PackageMetadata) -> str:
    """The licence as the classifiers name it."""
    names = [line for line in about.get_all("Classifier") or () if line.startswith("License ::")]
    return "; ".join(name.rsplit(" :: ", 1)[1] for name in names)


def _interpreter() -> Component:
    """Python itself, whose licence lies beside its library."""
    base = Path(sys.base_prefix)
    version = platform.python_version()
    short = f"python{sys.version_info.major}.{sys.version_info.minor}"
    places = (
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        base / "LICENSE.txt",
        Path("/usr/share/doc") / short / "copyright",
    )
    texts = [place.read_text("utf-8", "replace") for place in places if place.exists()][:1]
    if texts:
        texts.append((TEXTS / "python-parts.txt").read_text("utf-8"))
    home = "https://www.python.org"
    return Component("generic", "python", version, "PSF-2.0", home, tuple(texts))


def _key(distribution: importlib.metadata.Distribution) -> str:
    return plain(str(distribution.metadata["Name"]))


def _is_own(file: Path, root: Path) -> bool:
    """Whether a file is of this project; its tree may hold an environment with others' packages."""
    return root in file.parents and "site-packages" not in file.parts


def _is_pythons(file: Path) -> bool:
    """Whether a file came with Python itself, or was made of its library for this build."""
    base, library = Path(sys.base_prefix).resolve(), Path(sysconfig.get_path("stdlib")).resolve()
    places = (*file.parents, *file.resolve().parents)  # Debian has a link or two in the library
    shared = base in (Path("/usr"), Path("/usr/local"))  # others' files lie there, too
    return (
        library in places
        or (base in places and not shared)
        or file.name.startswith("libpython")
        or file.name == "base_library.zip"
    )
