"""The program esptool, Espressif's, as `python -m esptool` is."""

from esptool import _main

if __name__ == "__main__":
    _main()
