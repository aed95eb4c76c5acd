"""Landlock (Documentation/userspace-api/landlock.rst): a thread gives up files for good.

The numbers and structures are in `headers.preprocess.linux_landlock`, which this
program made itself of a tree of Linux 7.2.0:

    uapi gen python 7.2.0 -t x86_64,i386,arm64,arm,riscv64,s390x,powerpc64le,loongarch64,mips64el
      --type landlock_ruleset_attr --type landlock_path_beneath_attr
      --type LANDLOCK_RULE_PATH_BENEATH --type LANDLOCK_CREATE_RULESET_VERSION
      --type 'LANDLOCK_ACCESS_*' --type 'LANDLOCK_SCOPE_*' --type '__NR_landlock_*'
"""

from __future__ import annotations

import ctypes
import functools
import os
from collections.abc import Iterable

from headers.preprocess import linux_landlock as linux

_CREATE = linux.__NR_landlock_create_ruleset
_ADD_RULE = linux.__NR_landlock_add_rule
_RESTRICT = linux.__NR_landlock_restrict_self
_ACCESS_FS = (0, (1 << 13) - 1, (1 << 14) - 1, (1 << 15) - 1, (1 << 15) - 1, (1 << 16) - 1)
"""What can be forbidden, by version: all up to MAKE_SYM, then REFER, TRUNCATE, IOCTL_DEV."""
_NETWORK, _SCOPES = 4, 6
"""The versions that brought rules for TCP, and for signals and abstract sockets."""
_READ = linux.LANDLOCK_ACCESS_FS_READ_FILE
_BENEATH = _READ | linux.LANDLOCK_ACCESS_FS_READ_DIR | linux.LANDLOCK_ACCESS_FS_EXECUTE
_PROGRAM = _READ | linux.LANDLOCK_ACCESS_FS_EXECUTE
_NO_NEW_PRIVILEGES = 38
"""PR_SET_NO_NEW_PRIVS (linux/prctl.h)."""


@functools.cache
def version() -> int:
    """The version of the kernel's Landlock; 0 where it has none, or does not let us use it."""
    asked = linux.LANDLOCK_CREATE_RULESET_VERSION
    return max(0, _call(_CREATE, None, 0, asked))


class Ruleset:
    """What a thread is to keep; all else it gives up when it is restricted.

    Regular files have a rule of their own each, so that no FIFO or device beside
    them can be opened. What is installed are programs and directories of them,
    which can be run, too. What is not there is left out.

    Raises:
        OSError: in all methods, when the kernel refuses.
    """

    def __init__(self) -> None:
        self._handle = _checked(_call(_CREATE, *_handled()))

    def add_files(self, paths: Iterable[str]) -> None:
        """Let regular files be read."""
        for path in paths:
            _add(self._handle, path, _READ)

    def add_directories(self, paths: Iterable[str]) -> None:
        """Let directories be seen, with those below them, and no file of theirs be read."""
        for path in paths:
            _add(self._handle, path, linux.LANDLOCK_ACCESS_FS_READ_DIR)

    def add_installed(self, paths: Iterable[str]) -> None:
        """Let programs be run and read, and all below a directory."""
        for path in paths:
            _add(self._handle, path, _BENEATH if os.path.isdir(path) else _PROGRAM)

    def add_folder(self, path: str, *, is_writable: bool) -> None:
        """Let all below a directory be read, or all be done there, and nothing be kept."""
        _add(self._handle, path, _everything() if is_writable else _READ)
        if is_writable:
            _add(self._handle, os.devnull, _READ | linux.LANDLOCK_ACCESS_FS_WRITE_FILE)

    def restrict(self) -> None:
        """From now on this thread, and what it starts, has nothing else."""
        _checked(_LIBC.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0))
        _checked(_call(_RESTRICT, self._handle, 0))

    def close(self) -> None:
        os.close(self._handle)


def _handled() -> tuple[object, int, int]:
    """What is forbidden unless a rule allows it: all that this kernel can forbid."""
    attributes = linux.landlock_ruleset_attr()
    attributes.handled_access_fs = _everything()
    if version() >= _NETWORK:
        tcp = linux.LANDLOCK_ACCESS_NET_BIND_TCP | linux.LANDLOCK_ACCESS_NET_CONNECT_TCP
        attributes.handled_access_net = tcp
    if version() >= _SCOPES:
        sockets = linux.LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET
        attributes.scoped = sockets | linux.LANDLOCK_SCOPE_SIGNAL
    return ctypes.byref(attributes), ctypes.sizeof(attributes), 0


def _everything() -> int:
    """All that this kernel can forbid to do with files."""
    return _ACCESS_FS[min(version(), len(_ACCESS_FS) - 1)]


def _add(ruleset: int, path: str, access: int) -> None:
    """A rule for a path; its handle only says what is meant, nothing is opened for reading."""
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (OSError, ValueError):
        return
    try:
        rule = linux.landlock_path_beneath_attr(allowed_access=access, parent_fd=handle)
        _checked(_ADD(_ADD_RULE, ruleset, _BENEATH_PATH, ctypes.byref(rule), 0))
    finally:
        os.close(handle)


_LIBC = ctypes.CDLL(None, use_errno=True)


_BENEATH_PATH = int(linux.LANDLOCK_RULE_PATH_BENEATH)
_ADD = ctypes.CDLL(None, use_errno=True).syscall
_ADD.argtypes = (ctypes.c_long, ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32)


def _call(number: int, *arguments: object) -> int:
    return int(_LIBC.syscall(ctypes.c_long(number), *arguments))


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
