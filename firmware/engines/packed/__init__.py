"""The engine `packed`: the kernels of `baked`, and a plan of their calls that is data in flash.

The firmware is the same for all models, so it can be compiled where there is a compiler, once. The
answers are those of `baked` to the byte; what it costs is that all kernels are there and that their
descriptions are copied to the stack before each call.
"""
