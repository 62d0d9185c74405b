# The stand-in needs nothing of what PyInstaller collects for numba itself.
