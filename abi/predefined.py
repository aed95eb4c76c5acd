"""The macros that a target's compilers predefine."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from abi.target_model import Target


@functools.cache
def predefined(target: Target) -> Mapping[str, str]:
    """Names and definitions: what gcc and clang say alike, and what the target's entry has."""
    from abi.predefined_table import PREDEFINED

    return {**PREDEFINED.get(target.name, {}), **dict(target.macros)}
