"""Files that somebody names: read only where they are files, and of a size that is meant."""

from __future__ import annotations

import errno
import os
import stat

SETTINGS = 4 << 20
"""Bytes of a file of settings or decisions; a baseline of all Linux has 1 MiB."""


def read_regular(
    path: str | os.PathLike[str], limit: int | None = None, *, follow: bool = True
) -> bytes:
    """The content of a file that is no FIFO and no device, and no link unless told to `follow`.

    Raises:
        OSError: it is one, is larger than `limit` bytes, or cannot be read.
    """
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW)
    with open(os.open(path, flags), "rb") as file:
        status = os.fstat(file.fileno())
        if stat.S_ISDIR(status.st_mode):
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        if limit is not None and status.st_size > limit:
            raise OSError(errno.EFBIG, f"larger than {limit >> 20} MiB")
        return file.read() if limit is None else file.read(limit)
