"""Models of about two kilobytes for boards with 2 KB of RAM: integers that are shifted, not scaled.

Every weight and activation stands for an integer divided by a power of two, so that an 8-bit chip
goes from one layer to the next with a shift, and numpy, C and the training graph agree on each bit.
"""
