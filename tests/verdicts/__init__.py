"""Small pairs of headers, each for a kind of change, and what must be said of them.

The judge is not our own output: sizes, offsets and numbers in the comments are gcc's, what a
changed number means is Documentation/driver-api/ioctl.rst's, the rest a person's arithmetic.
"""
