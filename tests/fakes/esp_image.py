"""Images for a simulated ESP32-S3: four parts that its boot loaders and `esp_chip` can read."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from fakes.esp_files import ESP32_S3, app_image, partition_bytes

from audio.frontend import FrontEndSettings
from compress.detector import DetectorSettings
from firmware.boards import load_board
from firmware.image import FirmwareImage, ImagePart, Needs, contents_hash
from firmware.model_pack import ModelPack, write_pack

BOARD = load_board("esp32-s3")
LABELS = ("lantern", "_unknown_")
APP_AT = 0x10000
HASH_DIGITS = 12


def made_image(
    folder: Path, model: bytes = b"first", chip_id: int = ESP32_S3, code_bytes: int = 2000
) -> FirmwareImage:
    """An image whose model's hash is that of `model`.

    Args:
        folder: Where to write it.
        model: Stands for a trained model.
        chip_id: Whose boot loader is in it.
        code_bytes: How large its application is, about.
    """
    says = {
        "board": BOARD.name,
        "firmware": "0.1.0",
        "engine": "tflm",
        "arena": 20_000,
        "stack": 1_000,
        "ticks_per_second": 240_000_000,
    }
    model_hash = hashlib.sha256(model).hexdigest()[:HASH_DIGITS]
    thresholds = (30_000,) * len(LABELS)
    pack = ModelPack(
        front_end="tests",
        model_hash=model_hash,
        labels=LABELS,
        stride_frames=2,
        smoothing=4,
        refractory_runs=10,
        thresholds=thresholds,
        start_thresholds=thresholds,
        exp_table=(65_535, 1),
        actions=b"",
        action_data=b"",
        model=model.ljust(64),
    )
    content = {
        "bootloader.bin": app_image({}, 500, chip_id),
        "partitions.bin": partition_bytes(BOARD),
        "firmware.bin": app_image(says, code_bytes, chip_id),
        "model.bin": write_pack(pack),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in content.items():
        (folder / name).write_bytes(data)
    places = {
        "bootloader": ("bootloader.bin", 0),
        "partitions": ("partitions.bin", 0x8000),
        "firmware": ("firmware.bin", APP_AT),
        "model": ("model.bin", BOARD.model_offset),
    }
    made = FirmwareImage(
        folder=folder,
        board=BOARD.name,
        engine="tflm",
        firmware="firmware.bin",
        parts=tuple(ImagePart(file, at, kind) for kind, (file, at) in places.items()),
        files=tuple(content),
        needs=Needs(sum(map(len, content.values())), 60_000, 20_000),
        streams=False,
        streaming_note="",
        labels=LABELS,
        front_end=FrontEndSettings(),
        detector=DetectorSettings(2, 4, thresholds),
        sensitivity=0.5,
        output_scale=0.1,
        model_hash=model_hash,
        made_from="tests",
        contents="",
    )
    made = replace(made, contents=contents_hash(folder, made.files))
    made.save()
    return made
