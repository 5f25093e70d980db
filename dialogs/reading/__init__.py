"""What a message in plain words says: red flags, places, side, numbers, wishes, questions.

A message becomes words (`words`), the lexicon's patterns are found in them (`chart`), what is denied, asked, past or
somebody else's is marked (`context`), and each kind of answer is read from that.
"""

from dialogs.reading.reader import Reader
from dialogs.reading.reading import Denial, Flagged, Intent, Reading

__all__ = ["Denial", "Flagged", "Intent", "Reader", "Reading"]
