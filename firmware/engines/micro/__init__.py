"""The engine of boards with 2 KB of RAM: front end and models to C99 that an 8-bit chip runs."""
