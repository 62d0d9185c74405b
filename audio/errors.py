"""The one family of errors a person can act on; anything else that is raised is a bug."""


class WakewrightError(Exception):
    """Something the user can mend: what happened, what was expected, what to do next.

    Args:
        what: What happened, as a sentence.
        hint: What to do next, as a sentence. Empty when there is nothing to do.
    """

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what, hint)
        self.what = what
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.what} {self.hint}".strip()


class AudioError(WakewrightError):
    """A recording, a microphone or a folder of takes cannot be used as it is."""


class ProjectError(WakewrightError):
    """A project folder is missing, incomplete or damaged."""


class Cancelled(WakewrightError):
    """The user stopped a stage; everything that was there before is still there."""

    def __init__(self, what: str = "Cancelled.", hint: str = "Nothing was changed.") -> None:
        super().__init__(what, hint)
