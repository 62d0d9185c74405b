"""Espressif's headers and compiler, where they lie on a developer's machine."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

COMPILERS = ("xtensa-esp32s3-elf-gcc", "xtensa-esp-elf-gcc")
# Folders of ESP-IDF's components whose headers are included by their names alone.
IDF_INCLUDES = (
    "*/include",
    "*/esp32s3/include",
    "*/platform_include",
    "soc/esp32s3",
    "soc/esp32s3/register",
    "esp_hw_support/include/soc",
    "esp_hw_support/etm/include",
    "esp_rom/include/esp32s3",
    "esp_rom/esp32s3",
    "esp_rom/esp32s3/include/esp32s3",
    "xtensa/esp32s3/include",
    "freertos/config/include/freertos",
    "freertos/config/xtensa/include",
    "freertos/FreeRTOS-Kernel/include",
    "freertos/FreeRTOS-Kernel/portable/xtensa/include",
    "freertos/FreeRTOS-Kernel/portable/xtensa/include/freertos",
    "freertos/esp_additions/include",
)
# Components for other systems, whose headers stand in for real ones.
IDF_STAND_INS = ("linux", "lwip", "openthread", "mbedtls", "wpa_supplicant")
# What menuconfig would have written: its defaults for this chip that the headers ask for, and the
# 1000 Hz of Arduino's core.
SDKCONFIG = """
#define CONFIG_IDF_TARGET "esp32s3"
#define CONFIG_IDF_TARGET_ARCH "xtensa"
#define CONFIG_IDF_TARGET_ESP32S3 1
#define CONFIG_IDF_TARGET_ARCH_XTENSA 1
#define CONFIG_ESP_DEFAULT_CPU_FREQ_MHZ 240
#define CONFIG_FREERTOS_HZ 1000
#define CONFIG_FREERTOS_NUMBER_OF_CORES 2
#define CONFIG_FREERTOS_MAX_TASK_NAME_LEN 16
#define CONFIG_FREERTOS_IDLE_TASK_STACKSIZE 1536
#define CONFIG_FREERTOS_ISR_STACKSIZE 1536
#define CONFIG_FREERTOS_THREAD_LOCAL_STORAGE_POINTERS 1
#define CONFIG_FREERTOS_TASK_NOTIFICATION_ARRAY_ENTRIES 1
#define CONFIG_FREERTOS_TIMER_TASK_PRIORITY 1
#define CONFIG_FREERTOS_TIMER_TASK_STACK_DEPTH 2048
#define CONFIG_FREERTOS_TIMER_QUEUE_LENGTH 10
#define CONFIG_FREERTOS_QUEUE_REGISTRY_SIZE 0
#define CONFIG_FREERTOS_TICK_SUPPORT_SYSTIMER 1
#define CONFIG_FREERTOS_SYSTICK_USES_SYSTIMER 1
#define CONFIG_FREERTOS_CHECK_STACKOVERFLOW_CANARY 1
#define CONFIG_LIBC_NEWLIB 1
#define CONFIG_LOG_DEFAULT_LEVEL 3
#define CONFIG_LOG_MAXIMUM_LEVEL 3
#define CONFIG_MMU_PAGE_SIZE 0x10000
"""


@dataclass(frozen=True)
class Vendor:
    """A tree of the vendor's headers.

    Attributes:
        title: What it is, with its version.
        options: Where its headers are and the macros that they expect, as a compiler takes them.
    """

    title: str
    options: tuple[str, ...]


def esp_idf(tree: Path, scratch: Path) -> Vendor:
    """ESP-IDF's sources, with an `sdkconfig.h` written to `scratch`."""
    components = tree / "components"
    folders = [folder for pattern in IDF_INCLUDES for folder in sorted(components.glob(pattern))]
    kept = [f for f in folders if f.relative_to(components).parts[0] not in IDF_STAND_INS]
    (scratch / "sdkconfig.h").write_text(SDKCONFIG, encoding="utf-8")
    options = ["-DESP_PLATFORM", "-DSOC_MMU_PAGE_SIZE=CONFIG_MMU_PAGE_SIZE"]
    options += [option for folder in [scratch, *kept] for option in ("-isystem", str(folder))]
    return Vendor(f"ESP-IDF {_version(components)}", tuple(options))


def arduino_libs(tree: Path) -> Vendor:
    """The folder `esp32s3` of Arduino's compiled ESP-IDF, with its own list of folders."""
    listed = (tree / "flags" / "includes").read_text(encoding="utf-8").split()
    folders = [tree / "include" / name for name in listed if name != "-iwithprefixbefore"]
    defines = (tree / "flags" / "defines").read_text(encoding="utf-8").split()
    # Those with quotes name files and versions, which no header asks for.
    options = [define for define in defines if define.startswith("-D") and '"' not in define]
    folders.append(tree / "qio_qspi" / "include")
    options += [option for folder in folders for option in ("-isystem", str(folder))]
    return Vendor(f"Arduino's ESP-IDF {_version(tree / 'include')}", tuple(options))


def _version(headers: Path) -> str:
    text = (headers / "esp_common" / "include" / "esp_idf_version.h").read_text(encoding="utf-8")
    parts = [re.search(rf"ESP_IDF_VERSION_{part}\s+(\d+)", text) for part in ("MAJOR", "MINOR")]
    return ".".join(part[1] if part else "?" for part in parts)


def find_compiler(beside: Path | None) -> str | None:
    """Espressif's compiler from the path, or from the packages that lie beside Arduino's."""
    places = sorted(beside.resolve().parents[2].glob("*/*/bin")) if beside else []
    for name in COMPILERS:
        for path in (None, *map(str, places)):
            if found := shutil.which(name, path=path):
                return found
    return None
