"""How an action says "understood, but no": a whole sentence for the person, translated where it is shown."""

from __future__ import annotations


def N_(msgid: str) -> str:
    """Mark a sentence for the catalogue without translating it yet."""
    return msgid


class Refused(Exception):
    """An action refuses. `msgid` is an English sentence marked with N_; `values` fill its placeholders; one may be a
    text of the data in both languages."""

    def __init__(self, msgid: str, **values: object) -> None:
        super().__init__(msgid % values if values else msgid)
        self.msgid = msgid
        self.values = values


class Stale(Refused):
    """What the person looked at has changed in the meantime."""


class ConfigError(Exception):
    """A setting is wrong; the message is the one line that the operator reads."""
