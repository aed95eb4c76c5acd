"""What gcc says of the records that a generated module has, and what ctypes says."""

from __future__ import annotations

import json
import keyword
import subprocess
import sys
from pathlib import Path

_MACHINES = {"x86_64": "-m64", "i386": "-m32"}
GCC = {t: ["gcc", flag, "-Wno-packed-bitfield-compat"] for t, flag in _MACHINES.items()}

_DUMP = """
import ctypes, json, sys
path, target = sys.argv[1:3]
sys.argv = [path, "--target", target]
space = {"__name__": "__main__"}
try:
    exec(compile(open(path).read(), path, "exec"), space)
except SystemExit as end:
    assert end.code == 0, end.code

def members(cls, prefix=""):
    for name, *_ in getattr(cls, "_fields_", ()):
        kind = getattr(cls, name)
        if name in getattr(cls, "_anonymous_", ()):
            inner = dict(cls._fields_)[name]
            yield from ((n, o + kind.offset) for n, o in members(inner))
        elif not name.startswith(("_pad_", "_bits_", "_align_")):
            yield name, kind.offset

def bits(cls):
    for name, value in vars(cls).items():
        if type(value).__name__ == "_Bits":
            record = cls()
            setattr(record, name, -1)
            yield name, bytes(record).hex()

records = {
    cls.__doc__.partition(",")[0]: {
        "size": ctypes.sizeof(cls), "align": ctypes.alignment(cls),
        "members": dict(members(cls)), "bits": dict(bits(cls)),
    }
    for cls in space["_RECORDS"]
}
constants = {n: int(v) for n, v in space.items() if isinstance(v, int) and not n.startswith("_")}
misaligned = [cls.__doc__.partition(",")[0] for cls in space["_MISALIGNED"]]
print(json.dumps({"records": records, "constants": constants, "misaligned": misaligned}))
"""


def said_by_ctypes(module: Path, target: str) -> dict:
    """Sizes, alignments, offsets, bit-fields' bytes and constants as the module has them."""
    command = [sys.executable, "-c", _DUMP, str(module), target]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def refuted_by_gcc(said: dict, target: str, head: str, includes: list[str], work: Path) -> str:
    """Compiler errors about what was said; empty when gcc agrees with everything."""
    source = work / f"said-{target}.c"
    source.write_text(head + "\n".join(_assertions(said)) + "\n")
    command = [*GCC[target], "-nostdinc", "-fsyntax-only", "-w", *includes, str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stderr


def _assertions(said: dict):
    for spelled, record in said["records"].items():
        if "." in spelled:
            continue  # without a name there is nothing to ask for
        name = spelled.removeprefix("typedef ")
        yield f'_Static_assert(sizeof({name}) == {record["size"]}, "size of {name}");'
        if spelled not in said["misaligned"]:
            yield f'_Static_assert(_Alignof({name}) == {record["align"]}, "align of {name}");'
        for member, offset in record["members"].items():
            in_c = member.rstrip("_") if keyword.iskeyword(member.rstrip("_")) else member
            offsetof = f"__builtin_offsetof({name}, {in_c})"
            yield f'_Static_assert({offsetof} == {offset}, "{name}.{member}");'
    for name, value in said["constants"].items():
        number = f"{value}ULL" if value >= 0 else f"{value}LL"
        yield f'_Static_assert((long long)({name}) == (long long){number}, "{name}");'


def bytes_by_gcc(
    records: dict[str, list[str]], target: str, head: str, work: Path
) -> dict[str, dict[str, str]]:
    """Each bit-field set to all ones by an initialiser, as bytes of the object file."""
    places = [(name, member) for name, members in records.items() for member in members]
    source, built = work / f"bits-{target}.c", work / f"bits-{target}.o"
    source.write_text(
        head
        + "".join(
            f'{name.removeprefix("typedef ")} v{i} __attribute__((section("t.{i}"))) '
            f"= {{ .{member} = -1 }};\n"
            for i, (name, member) in enumerate(places)
        )
    )
    subprocess.run([*GCC[target], "-w", "-c", str(source), "-o", str(built)], check=True)
    found: dict[str, dict[str, str]] = {}
    for i, (name, member) in enumerate(places):
        raw = work / "raw"
        copy = ["objcopy", "-O", "binary", "-j", f"t.{i}", "--set-section-flags", f"t.{i}=alloc"]
        subprocess.run([*copy, str(built), str(raw)], check=True)
        found.setdefault(name, {})[member] = raw.read_bytes().hex()
    return found
