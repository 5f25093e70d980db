"""What networks, disks, clocks, users and power cuts do to the real program. `make soak` does more of it."""

import os

SOAK = os.environ.get("SOAK") == "1"
