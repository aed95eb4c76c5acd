"""``python -m reports.cli``: the same as ``uapi``."""

from reports.cli.main import run

run()
