"""The command line of Wakewright."""


def main() -> None:
    """Entry point of the `wakewright` command."""
