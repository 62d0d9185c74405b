"""`python -m compress.pretrain --data FOLDER`: make the bundled backbones again."""

from __future__ import annotations

import argparse
import pickle
import sys
from pathlib import Path

from audio.stage import Progress, Stage, finish, in_process, side_by_side
from compress.backbones import FOLDER, save_backbone
from compress.pool import Pool, join
from compress.pretrain import backbone, work

WORKERS = 2
ROWS = 120_000
NAMES = (
    "stemresnet-48",
    "stemresnet-32",
    "stemresnet-64",
    "mixconv-48",
    "streamresnet-48",
    "mixconv-32",
)


def main() -> None:
    """Synthesize, make scenes, train, save. With --pool, scenes are kept and used again."""
    parser = argparse.ArgumentParser(prog="python -m compress.pretrain", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="recordings with a manifest.csv")
    parser.add_argument("--pool", type=Path, help="file that scenes are kept in")
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--architecture", action="append", help="one of its names; default: all")
    parser.add_argument("--steps", type=int, default=backbone.Lesson().steps)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if asked.pool and asked.pool.is_file():
        pool: Pool = pickle.loads(asked.pool.read_bytes())
    else:
        pool = finish(_scenes(asked.data, asked.seed), _tell)
        if asked.pool:
            asked.pool.write_bytes(pickle.dumps(pool))
    asked.out.mkdir(parents=True, exist_ok=True)
    names = asked.architecture or NAMES
    for first in range(0, len(names), WORKERS):
        few = names[first : first + WORKERS]
        stages = [in_process(work.train_one, name, pool, asked.steps, asked.seed) for name in few]
        for name, weights in zip(few, finish(side_by_side(stages), _tell), strict=True):
            print(save_backbone(weights, name, asked.out))


def _scenes(data: Path, seed: int) -> Stage[Pool]:
    share = ROWS // WORKERS
    stages = [in_process(work.make_part, data, share, seed, worker) for worker in range(WORKERS)]
    return join((yield from side_by_side(stages)))


def _tell(progress: Progress) -> None:
    print(progress.message, file=sys.stderr)


if __name__ == "__main__":
    main()
