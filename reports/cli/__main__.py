"""``python -m reports.cli``: the same as ``uapi``."""

import sys

from reports.cli.main import main

sys.exit(main())
