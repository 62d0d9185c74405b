"""Makes the trained models of the sample project again: python assets/make_sample_models.py

An ordinary training of the presets quick and standard on the bundled takes. It lasts about ten
minutes. With --project FOLDER the project is kept there, and one that is there already goes on.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from audio.bundled import DEMO_TAKES  # noqa: E402
from audio.files import folder_atomic  # noqa: E402
from audio.importing import import_folder  # noqa: E402
from audio.project import Project  # noqa: E402
from audio.stage import Progress, finish  # noqa: E402
from compress.projectmodels import load_variants  # noqa: E402
from compress.sample import FACTS_FILE, FOLDER, Facts, sample_words  # noqa: E402
from compress.training import train_project  # noqa: E402

PRESETS = ("quick", "standard")


def main() -> None:
    """Train, then put models and facts where the app finds them."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--project", type=Path, help="where to keep the project")
    place = arguments.parse_args().project
    with tempfile.TemporaryDirectory(prefix="wakewright-sample-") as temporary:
        make(place or Path(temporary) / "project")


def make(folder: Path) -> None:
    """Train in a folder, and publish what came out."""
    there = (folder / "project.toml").exists()
    project = Project.open(folder) if there else Project.create(folder, sample_words())
    finish(import_folder(project, DEMO_TAKES), show)
    for preset in PRESETS:
        finish(train_project(project, preset), show)
    variants = load_variants(project.models)
    with folder_atomic(FOLDER) as fresh:
        for variant in variants:
            shutil.copytree(project.models / variant.name, fresh / "models" / variant.name)
        (fresh / FACTS_FILE).write_text(Facts.of(project, variants).to_json(), encoding="utf-8")


def show(progress: Progress) -> None:
    """Say where it stands, in one line."""
    print(f"\r{100 * progress.fraction:5.1f} %  {progress.message:70.70}", end="", flush=True)


if __name__ == "__main__":  # Training starts processes, which import this file again.
    main()
