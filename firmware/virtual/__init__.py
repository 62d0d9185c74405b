"""Chips in software: the cross-compiled firmware runs in an emulator on the desktop."""
