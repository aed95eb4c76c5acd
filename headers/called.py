"""What the files of a preprocessor's run are called.

Directories of the search path are given to a preprocessor under names that say
nothing of where they lie: equal headers give equal text, wherever they are.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

FIRST, LAST, TEXT, MISSING = "0", "last", "text", "missing"
"""Our stand-ins for libc's and the kernel's headers, standard input, what is not there: a
directory ``missing1`` for names with one slash, and so on."""

DRIVER, FORGET, FILES = "driver.c", "forget", "files"
"""The file that includes all headers, what those are called that undefine macros, and the file
that says which files may be read."""

STAND_IN, ABSENT = "<shim>/", "<missing>/"
"""What the names of our stand-ins, and of headers that are not there, begin with."""

_PREFIXES = {FIRST: STAND_IN, LAST: STAND_IN, TEXT: ""}


def directories(count: int) -> Sequence[str]:
    """Names for the directories of a search path; between our stand-ins, numbers."""
    return [*map(str, range(count - 1)), LAST]


def called(path: str) -> str:
    """A file of a preprocessor's run as programs include it; empty when it is none.

    >>> called("1/linux/kvm.h"), called("last/asm/types.h"), called("<built-in>")
    ('linux/kvm.h', '<shim>/asm/types.h', '')
    >>> called("1/xen/io/../xen.h")
    'xen/xen.h'
    """
    directory, _, name = path.partition("/")
    name = posixpath.normpath(name) if ".." in name else name
    if directory in _PREFIXES:
        return _PREFIXES[directory] + name
    if _is_for_missing(directory):
        return ABSENT + name
    return name if directory.isdigit() else ""


def include_name(path: str) -> str:
    """The same for messages: what is none of ours has its own name."""
    directory, _, name = path.partition("/")
    is_ours = directory in _PREFIXES or directory.isdigit() or _is_for_missing(directory)
    return name if is_ours else path


def _is_for_missing(directory: str) -> bool:
    return directory.startswith(MISSING) and directory[len(MISSING) :].isdigit()
