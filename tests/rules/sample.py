"""What design rules say of real headers: ``python -m tests.rules.sample ID...``.

Prints how many findings each rule has and a sample of them, to be read by a person.
"""

from __future__ import annotations

import argparse
import random
import sys

from abi.rules.finding import Finding
from abi.rules.registry import find, rules
from abi.rules.review import review
from abi.target import TARGETS
from headers.load import load
from headers.sources.spec import open_source
from tests.header_trees import header_tree


def main(arguments: list[str]) -> int:
    """Review a tree; without ids, with all rules."""
    parser = argparse.ArgumentParser(prog="python -m tests.rules.sample", description=__doc__)
    parser.add_argument("ids", nargs="*", metavar="ID")
    parser.add_argument("--version", default="7.2.0", help="of Linux")
    parser.add_argument("--target", default="x86_64", choices=TARGETS)
    parser.add_argument("-n", type=int, default=20, help="findings of each rule")
    given = parser.parse_args(arguments)
    known = [(name, find(name)) for name in given.ids]
    if any(rule is None or rule.family != "design" for _, rule in known):
        parser.error("these are not all design rules")
    chosen = [rule for _, rule in known if rule] or list(rules("design"))
    tree = load(open_source(str(header_tree(given.version))), TARGETS[given.target])
    found = review(tree, None, chosen)
    for rule in chosen:
        _show(rule.id, [f for f in found if f.rule == rule.id], given.n)
    return 0


def _show(rule: str, found: list[Finding], count: int) -> None:
    print(f"{rule}: {len(found)}")
    some = random.Random(rule).sample(found, min(count, len(found)))
    for finding in sorted(some, key=found.index):
        place = f"{finding.new.header}:{finding.new.line}" if finding.new else ""
        print(f"  {place}  {finding.subject}: {finding.message}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
