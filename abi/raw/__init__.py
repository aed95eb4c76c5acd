"""One look at the raw text of a header: lines, comments, directives, includes, conditions, guards.

Whoever asks something of text that no preprocessor has read asks here, because two scanners
disagree sooner or later. No file is opened. The text is a `str`: who has bytes decodes them
as Latin-1, so that positions are those of the bytes.
"""

from abi.raw.directive import Condition, Directive
from abi.raw.doubt import Doubt
from abi.raw.reads import Include, Probe
from abi.raw.text import Guard, Raw

__all__ = ["Condition", "Directive", "Doubt", "Guard", "Include", "Probe", "Raw"]
