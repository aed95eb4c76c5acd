from __future__ import annotations

import json
from importlib.resources import files

import jsonschema
import pytest

TEXT = """
#define NUMBER (-1)
#define WIDE 0xffffffff
#define LONGEST 0xffffffffffffffffULL
#define NAME "TASK" "STATS"
#define CALL(a, b) ((a) + (b))
#define GUARD
#define NOTHING_KNOWN (undeclared + 1)
#define THING_GET _IOR('T', 3, struct thing)
#include <linux/ioctl.h>
enum colour { RED = 3, GREEN, BLUE = -1 };
enum { LOOSE = 7 };
struct thing {
	unsigned char a;
	union {
		struct { unsigned int lo, hi; };
		unsigned long long both;
	};
	unsigned int b : 3, : 5, c : 9;
	unsigned short tail[];
};
struct declared;
typedef struct thing thing_t;
typedef struct { short x; } point_t;
int call(struct thing *t, ...);
extern int object;
"""


@pytest.fixture
def taken(uapi, header):
    header(TEXT)
    done = uapi("snapshot", "x.h", "--target", "i386")
    assert done.code == 0, done.err
    return json.loads(done.out)


def schema(name: str):
    return json.loads(files("reports").joinpath(f"schemas/{name}.schema.json").read_text())


def test_it_follows_its_schema(taken):
    jsonschema.Draft202012Validator(schema("snapshot")).validate(taken)


@pytest.mark.parametrize("variant", ["sev-6.8", "sev-6.9", "rfc-v4", "tdx-6.16"])
def test_cases_follow_the_schema(uapi, variant):
    done = uapi("snapshot", f"case:mem-enc-op/{variant}")
    jsonschema.Draft202012Validator(schema("snapshot")).validate(json.loads(done.out))


def test_members_of_anonymous_records_count_from_the_named_record(taken):
    # i386: a at 0, the union 4-aligned (psABI: long long has 4-byte alignment in records).
    thing = taken["types"]["struct thing"]
    assert (thing["size"], thing["align"]) == (16, 4)
    union = thing["members"][1]
    assert (union["name"], union["type"], union["offset"], union["size"]) == (None, "union", 4, 8)
    inner, both = union["members"]
    assert [(m["name"], m["offset"]) for m in inner["members"]] == [("lo", 4), ("hi", 8)]
    assert both == {"name": "both", "type": "unsigned long long", "offset": 4, "size": 8}


def test_bit_fields_have_bits_and_flexible_arrays_no_size(taken):
    # 96 bits before; b takes 3, 5 unnamed, c 9 up to bit 113; the next even byte is 16.
    members = taken["types"]["struct thing"]["members"]
    bits = [(m["name"], m["bit_offset"], m["bit_width"]) for m in members if "bit_offset" in m]
    assert bits == [("b", 96, 3), (None, 99, 5), ("c", 104, 9)]
    assert members[-1] == {"name": "tail", "type": "unsigned short[]", "offset": 16, "size": 0}


def test_values_are_those_of_c(taken):
    constants = {name: entry["value"] for name, entry in taken["constants"].items()}
    assert constants["NUMBER"] == -1
    assert constants["WIDE"] == 0xFFFFFFFF
    assert constants["LONGEST"] == 0xFFFFFFFFFFFFFFFF
    assert (constants["RED"], constants["GREEN"], constants["BLUE"]) == (3, 4, -1)
    assert constants["LOOSE"] == 7
    assert constants["THING_GET"] == 2 << 30 | 16 << 16 | ord("T") << 8 | 3


def test_everything_else_is_in_its_section(taken):
    assert taken["strings"]["NAME"]["value"] == "TASKSTATS"
    assert taken["macros"]["CALL"]["parameters"] == ["a", "b"]
    assert taken["ioctls"]["THING_GET"] == {
        "number": 0x80105403, "direction": "read", "type": 0x54, "nr": 3, "size": 16,
        "argument": "struct thing",
    }  # fmt: skip
    assert taken["functions"]["call"]["type"] == "int call(struct thing *t, ...)"
    assert taken["variables"]["object"]["type"] == "int"
    assert "NOTHING_KNOWN" in taken["unevaluated"]
    assert "GUARD" not in taken["unevaluated"]
    assert taken["types"]["struct declared"]["members"] is None
    assert taken["types"]["enum colour"] == {
        "kind": "enum", "size": 4, "signed": True,
        "enumerators": {"RED": 3, "GREEN": 4, "BLUE": -1}, "header": "x.h", "line": 11,
    }  # fmt: skip
    assert taken["types"]["typedef point_t"]["members"][0]["name"] == "x"


def test_lines_are_those_of_the_header(taken):
    lines = TEXT.split("\n")
    for section in ("constants", "strings", "macros", "functions", "variables"):
        for name, entry in taken[section].items():
            if entry["header"] == "x.h":
                assert name in lines[entry["line"] - 1]


def test_two_runs_give_the_same_bytes(uapi, header):
    header(TEXT)
    first = uapi("snapshot", "x.h")
    assert uapi("snapshot", "x.h").out == first.out
    assert uapi("snapshot", "x.h", "--no-cache").out == first.out
