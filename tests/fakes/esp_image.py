"""Images for a simulated ESP32-S3: four parts that its boot loaders and `esp_chip` can read."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from fakes.esp_files import ESP32_S3, Partition, app_image, partition_table

from audio.frontend import FrontEndSettings
from compress.detector import DetectorSettings
from firmware.image import FirmwareImage, ImagePart, Needs, contents_hash

BOARD = "esp32-s3"
APP_AT, MODEL_AT, MODEL_ROOM = 0x10000, 0x310000, 0x20000
MAGIC = b"a model for tests"


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
        "board": BOARD,
        "firmware": "0.1.0",
        "engine": "tflm",
        "labels": ["lantern", "_unknown_"],
        "arena": 20_000,
        "stack": 1_000,
        "ticks_per_second": 240_000_000,
    }
    table = [Partition("app0", 0, APP_AT, 0x300000), Partition("model", 1, MODEL_AT, MODEL_ROOM)]
    content = {
        "bootloader.bin": app_image({}, 500, chip_id),
        "partitions.bin": partition_table(table),
        "firmware.bin": app_image(says, code_bytes, chip_id),
        "model.bin": MAGIC + hashlib.sha256(model).digest() + model,
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in content.items():
        (folder / name).write_bytes(data)
    places = {
        "bootloader": ("bootloader.bin", 0),
        "partitions": ("partitions.bin", 0x8000),
        "firmware": ("firmware.bin", APP_AT),
        "model": ("model.bin", MODEL_AT),
    }
    made = FirmwareImage(
        folder=folder,
        board=BOARD,
        engine="tflm",
        firmware="firmware.bin",
        parts=tuple(ImagePart(file, at, kind) for kind, (file, at) in places.items()),
        files=tuple(content),
        needs=Needs(sum(map(len, content.values())), 60_000, 20_000),
        streams=False,
        streaming_note="",
        labels=("lantern", "_unknown_"),
        front_end=FrontEndSettings(),
        detector=DetectorSettings(2, 4, (30_000, 30_000)),
        sensitivity=0.5,
        output_scale=0.1,
        model_hash=model_of(content["model.bin"]),
        made_from="tests",
        contents="",
    )
    made = replace(made, contents=contents_hash(folder, made.files))
    made.save()
    return made


def model_of(partition: bytes) -> str:
    """The model's hash that firmware finds in its partition.

    Raises:
        ValueError: There is no model.
    """
    if not partition.startswith(MAGIC):
        raise ValueError("no model in flash")
    return partition[len(MAGIC) : len(MAGIC) + 6].hex()
