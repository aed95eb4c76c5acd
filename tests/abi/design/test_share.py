"""The share of an envelope, each number counted by hand."""

from __future__ import annotations

from abi.design.share import share


def test_each_command_once():
    # Three commands pass 24 bytes each, 12 of them common; two lead to 40 and 16 bytes:
    # 72 + 56 = 128 in all, 72 / 128 = 56.25 %, 36 / 128 = 28.1 %.
    found = share(24, 12, [40, 16], uses=3)
    assert (found.envelope, found.common, found.payload, found.whole) == (72, 36, 56, 128)
    assert (found.envelope_percent, found.common_percent) == (56, 28)


def test_each_record_once():
    # 24 + 56 = 80 bytes: 30 % and 15 %.
    found = share(24, 12, [40, 16])
    assert (found.whole, found.envelope_percent, found.common_percent) == (80, 30, 15)


def test_an_envelope_without_payloads_is_all_there_is():
    found = share(4, 0, [], uses=2)
    assert (found.whole, found.envelope_percent, found.common_percent) == (8, 100, 0)


def test_nothing_at_all():
    found = share(0, 0, [])
    assert (found.whole, found.envelope_percent, found.common_percent) == (0, 0, 0)
