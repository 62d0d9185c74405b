"""The compilers that turn the device's C into images, one file for each family of chips."""
