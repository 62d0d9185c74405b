"""How the bundled backbones were made: `python -m compress.pretrain --help`.

Needs the recordings that `--data` names and every synthesizer that is to be heard; neither is part
of the program. Users never run this: they start from `assets/backbones/`.
"""
