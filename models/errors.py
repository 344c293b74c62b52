"""The errors that a person may read: one sentence, said with named values so that it can be translated."""


class PlaygroundError(ValueError):
    """Bad input or a bad file, told in one sentence: what was expected and what was received.

    ``message`` is an English template with named fields, ``values`` fill it. A page looks the
    template up in its catalog before it fills it in, so the same error reads in every language.

    >>> str(PlaygroundError("expected a digit 0-9, received {received}", received="x"))
    'expected a digit 0-9, received x'
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message, values)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return self.message.format(**self.values)


class MissingModelError(PlaygroundError):
    """There is no such preset or run folder."""


class DamagedModelError(PlaygroundError):
    """A preset or run folder whose files are not what its metadata says."""


class DatasetError(PlaygroundError):
    """A dataset that is absent, cannot be downloaded, or is not the file it should be."""
