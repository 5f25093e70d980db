"""Where sessions, timers and history are kept, durably."""


class StoreError(Exception):
    """The database cannot do what was asked; the message says why and what the operator can do about it."""


class StoreAway(StoreError):
    """The database cannot be reached just now: it may be back by itself."""


class UnreadableSession(StoreError):
    """One chat's stored session is damaged, or newer than this program; other chats are not touched by it."""
