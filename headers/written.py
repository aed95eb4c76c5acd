"""TOML that people write for this program: decisions and cases. It may be hostile, too."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from abi.diagnostic import UapiError
from headers.regular import SETTINGS, read_regular

_PARTS = 100
_LONG_KEY = re.compile(rf"(?<![\w\-\"'])(?:[\w\-\"']++[ \t]*+\.[ \t]*+){{{_PARTS}}}")
"""A key with that many parts, which costs `tomllib` their square."""


def toml(path: Path) -> tuple[str, dict[str, Any]]:
    """The text of such a file, and what it says.

    Raises:
        UapiError: it cannot be read, is too large, no TOML, or none that a person would write.
    """
    try:
        text = read_regular(path, SETTINGS).decode()
        if _LONG_KEY.search(text):
            raise UapiError(f"{path}: a key of more than {_PARTS} parts; refused")
        return text, tomllib.loads(text)
    except OSError as error:
        raise UapiError(f"{path}: cannot be read: {error.strerror}") from None
    except RecursionError:
        raise UapiError(f"{path}: nested too deeply") from None
    except ValueError as error:  # also of a number with thousands of digits
        raise UapiError(f"{path}: is no TOML: {error}") from None
