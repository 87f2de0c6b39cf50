"""Lines to rooms of a chat: which rooms there may be, and how a line gets there."""
