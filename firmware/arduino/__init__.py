"""Firmware as an Arduino sketch: laid out for the Arduino IDE, compiled by arduino-cli.

A board whose file has an `[arduino]` table can be built this way. The sketch stands alone: what
a stranger opens in the Arduino IDE is what this program gives to arduino-cli.
"""
