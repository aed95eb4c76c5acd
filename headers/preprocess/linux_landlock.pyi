# Made by uapi 0.1.0 ('uapi gen python') for 7.2.0; do not edit.

import ctypes
import enum
from collections.abc import Callable
from typing import Any, Final

from typing_extensions import Self

class landlock_rule_type(enum.IntEnum):
    LANDLOCK_RULE_PATH_BENEATH = 1
    LANDLOCK_RULE_NET_PORT = 2


LANDLOCK_RULE_PATH_BENEATH: landlock_rule_type
LANDLOCK_RULE_NET_PORT: landlock_rule_type


class landlock_ruleset_attr(ctypes.Structure):
    handled_access_fs: int
    handled_access_net: int
    scoped: int
    quiet_access_fs: int
    quiet_access_net: int
    quiet_scoped: int

class landlock_path_beneath_attr(ctypes.Structure):
    allowed_access: int
    parent_fd: int


__u64 = ctypes.c_uint64
__s32 = ctypes.c_int32


LANDLOCK_CREATE_RULESET_VERSION: Final = 0x1
LANDLOCK_ACCESS_FS_EXECUTE: Final = 0x1
LANDLOCK_ACCESS_FS_WRITE_FILE: Final = 0x2
LANDLOCK_ACCESS_FS_READ_FILE: Final = 0x4
LANDLOCK_ACCESS_FS_READ_DIR: Final = 0x8
LANDLOCK_ACCESS_FS_REMOVE_DIR: Final = 0x10
LANDLOCK_ACCESS_FS_REMOVE_FILE: Final = 0x20
LANDLOCK_ACCESS_FS_MAKE_CHAR: Final = 0x40
LANDLOCK_ACCESS_FS_MAKE_DIR: Final = 0x80
LANDLOCK_ACCESS_FS_MAKE_REG: Final = 0x100
LANDLOCK_ACCESS_FS_MAKE_SOCK: Final = 0x200
LANDLOCK_ACCESS_FS_MAKE_FIFO: Final = 0x400
LANDLOCK_ACCESS_FS_MAKE_BLOCK: Final = 0x800
LANDLOCK_ACCESS_FS_MAKE_SYM: Final = 0x1000
LANDLOCK_ACCESS_FS_REFER: Final = 0x2000
LANDLOCK_ACCESS_FS_TRUNCATE: Final = 0x4000
LANDLOCK_ACCESS_FS_IOCTL_DEV: Final = 0x8000
LANDLOCK_ACCESS_FS_RESOLVE_UNIX: Final = 0x10000
LANDLOCK_ACCESS_NET_BIND_TCP: Final = 0x1
LANDLOCK_ACCESS_NET_CONNECT_TCP: Final = 0x2
LANDLOCK_ACCESS_NET_BIND_UDP: Final = 0x4
LANDLOCK_ACCESS_NET_CONNECT_SEND_UDP: Final = 0x8
LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET: Final = 0x1
LANDLOCK_SCOPE_SIGNAL: Final = 0x2
__NR_landlock_create_ruleset: Final[int]
__NR_landlock_add_rule: Final[int]
__NR_landlock_restrict_self: Final[int]

# only on x86_64, i386

__NR_landlock_create_ruleset_asm_unistd_x32_h: Final = 1073742268
__NR_landlock_add_rule_asm_unistd_x32_h: Final = 1073742269
__NR_landlock_restrict_self_asm_unistd_x32_h: Final = 1073742270

# only on arm, mips64el

__NR_landlock_create_ruleset_asm_generic_unistd_h: Final = 444
__NR_landlock_add_rule_asm_generic_unistd_h: Final = 445
__NR_landlock_restrict_self_asm_generic_unistd_h: Final = 446


def check() -> list[str]: ...
