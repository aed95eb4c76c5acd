"""What single headers of a set lead to."""

from __future__ import annotations

from pathlib import Path

from headers.sources.scan import Within, scan


def test_headers_scanned_again_are_as_they_were_scanned(tmp_path: Path) -> None:
    """Each header of a set leads to the same files, whether the set was scanned before or not."""
    texts = {f"h{n}.h": "".join(f"#include <h{k}.h>\n" for k in range(n)) for n in range(40)}
    texts |= {
        "linux/a.h": '#include "b.h"\n#include <linux/missing.h>\n#include <h3.h>\n',
        "linux/b.h": '#include "../h1.h"\n#include <linux/a.h>\n#include "missing.h"\n',
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    within = Within(scan(texts, (tmp_path,)), (tmp_path,))
    for name in texts:
        one, again = scan((name,), (tmp_path,)), within.scan((name,))
        assert (again.files, set(again.missing)) == (one.files, set(one.missing))
