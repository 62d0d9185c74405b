"""Where the files that come with the program are, from a checkout as from an installer."""

from pathlib import Path

ASSETS = Path(__file__).resolve().parent.parent / "assets"
DEMO_TAKES = ASSETS / "demo"
