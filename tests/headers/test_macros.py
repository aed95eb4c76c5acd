"""Macro expansion (C11 6.10.3), judged by gcc's preprocessor and by hand."""

from __future__ import annotations

import re
import subprocess

import pytest

from headers.cost import Costs
from headers.macros import LIMIT, ExpansionError, definition, expand
from headers.words import TOKEN

DEFINITIONS = r"""
#define one 1
#define sum(a, b) ((a) + (b))
#define twice(a) sum(a, a)
#define empty
#define nothing()
#define call(f, x) f(x)
#define paste(a, b) a ## b
#define paste_expanded(a, b) paste(a, b)
#define paste3(a, b, c) a##b##c
#define left_empty(b) 0x ## b
#define text(a) #a
#define text_expanded(a) text(a)
#define pair(a, b) #a b #b
#define itself itself + 1
#define ping pong + 1
#define pong ping + 2
#define f(a) a * g
#define g(a) f(a)
#define rest(...) __VA_ARGS__
#define first(a, ...) a
#define others(a, ...) (__VA_ARGS__)
#define named(args...) { args }
#define after(a, args...) a, ##args
#define after_va(a, ...) a, ##__VA_ARGS__
#define count(...) nth(__VA_ARGS__, 4, 3, 2, 1, 0)
#define nth(a, b, c, d, n, ...) n
#define hash_hash # ## #
#define brackets(a) [a]
#define type_of_name(x) struct x ## _s
#define _IOC_(d, t, n, s) (((d) << 30) | ((t) << 8) | ((n) << 0) | ((s) << 16))
#define _IO_(t, n) _IOC_(0U, (t), (n), 0)
#define _IOR_(t, n, s) _IOC_(2U, (t), (n), (sizeof(s)))
#define LATER EARLIER
#define EARLIER 5
#define apply(m, ...) m(__VA_ARGS__)
#define xs(s) text(s)
#define joined paste(on, e)
#define lead(a, b) x a##b
#define trail(a, b) a##b x
#define spaces(a,b) text_expanded(a+b) text_expanded( a + b )
#define no_parameters() 42
#define name_of(f) f
"""

USES = r"""
one + one
sum(1, 2)
twice(one)
sum((1, 2), [3])
sum(sum(1, one), twice(2))
empty one empty
nothing() 1
nothing ( ) 1
call(twice, one)
call(no_parameters, )
paste(on, e)
paste(one, two)
paste_expanded(one, two)
paste3(a, b, c)
paste3(1, , 2)
paste(, x) paste(x, ) paste(,)
left_empty(ff)
text(one) text_expanded(one)
text( a  +   b )
text("quoted \n \"x\"") text('"') text('\0')
text()
pair(one, one)
itself
ping pong
f(2)(9)
f(f)(1)
g(g)(2)
rest(1, 2, (3, 4)) rest()
first(1) first(1, 2, 3)
others(1) others(1, 2) others(1, 2, 3)
named(int a; int b, c;) named()
after(1) after(1, 2) after(1, 2, 3)
after_va(1) after_va(1, 2)
count(a) count(a, b) count(a, b, c)
hash_hash
brackets({1}) brackets((1))
type_of_name(kvm);
_IO_(0xAE, 0x01)
_IOR_('K', 2, struct kvm_regs)
LATER
apply(sum, 1, 2) apply(text, one)
xs(one) xs(sum(1, 2))
joined
no_parameters() no_parameters
lead(, b) lead(a, ) lead(,) trail(, b) trail(a, ) trail(,)
spaces(1,2) spaces( 1 , 2 ) xs( sum (one,two) ) xs(pong+itself)
sum
sum + 1
name_of(sum)(1, 2)
name_of(name_of)(sum)(1, 2)
sum
(1, 2)
"one" 'one' one1 1one .one
"""


def definitions(text: str) -> dict:
    found = {}
    for line in text.strip().splitlines():
        name, parameters, body = re.fullmatch(
            r"#define (\w+)(?:\((.*?)\))?(?: (.*))?", line
        ).groups()
        found[name] = definition(parameters, body or "")
    return found


def words(text: str) -> list[str]:
    return [m[0] for m in TOKEN.finditer(text) if m.lastgroup != "space"]


@pytest.mark.oracle
def test_gcc_agrees(gcc: str) -> None:
    uses = USES.strip().splitlines()
    text = DEFINITIONS + "".join(f"<{n}>\n{use}\n" for n, use in enumerate(uses)) + "<end>"
    command = [gcc, "-E", "-P", "-undef", "-nostdinc", "-std=gnu11", "-x", "c", "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    theirs = re.split(r"<\d+>|<end>", done.stdout)[1:-1]
    known = definitions(DEFINITIONS)
    different = {}
    for use, expanded in zip(uses, theirs, strict=True):
        said = expand(use, known)
        if words(said) != words(expanded):
            different[use] = said, expanded
    assert different == {}


@pytest.mark.parametrize(
    ("use", "expanded"),
    [
        ("itself", "itself + 1"),
        ("paste(on, e)", "1"),
        ("text( a  +   b )", '"a + b"'),
        ('text("a\\n")', '"\\"a\\\\n\\""'),
        ("count(a, b, c)", "3"),
        ("after(1)", "1"),
        ("_IO_(1, 2)", "(((0U)<<30)|(((1))<<8)|(((2))<<0)|((0)<<16))"),
    ],
)
def test_by_hand(use: str, expanded: str) -> None:
    assert words(expand(use, definitions(DEFINITIONS))) == words(expanded)


def test_growth_is_limited() -> None:
    text = "#define x0 1 1 1 1\n"
    text += "".join(f"#define x{n + 1} x{n} x{n} x{n} x{n}\n" for n in range(20))
    with pytest.raises(ExpansionError, match=str(LIMIT)):
        expand("x20", definitions(text))


@pytest.mark.parametrize("use", ["sum(1, 2", "sum(1)", "sum(1, 2, 3)", "sum()"])
def test_calls_that_cannot_be(use: str) -> None:
    with pytest.raises(ExpansionError):
        expand(use, definitions(DEFINITIONS))


def test_deep_nesting_ends() -> None:
    with pytest.raises((ExpansionError, RecursionError)):
        expand("sum(" * 100_000 + "1", definitions(DEFINITIONS))


LISTS = """
#define OPEN (
#define CLOSE )
#define PAIR 1, 2
#define PAIRS PAIR PAIR
#define ITSELF ITSELF PAIR
#define SUM(a, b) ((a) + (b))
"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("1, 2", True),
        ("PAIR", True),
        ("PAIRS", True),
        ("ITSELF", True),
        ("SUM(1, 2), SUM(3, 4)", True),
        ("SUM(1, 2)", False),
        ("SUM(PAIR, 3)", False),
        ("(1, 2)", False),
        ("{ 1, 2 }", False),
        ("','", False),
        ('"a, b"', False),
        ("OPEN 1, 2 CLOSE", False),
    ],
)
def test_a_list_is_known_without_expansion(body: str, expected: bool) -> None:
    known = definitions(LISTS)
    assert Costs(known).of_text(body).is_list is expected
    depth, outside = 0, False
    for word in words(expand(body, known)):
        depth += (word in "({") - (word in ")}")
        outside = outside or (word == "," and depth == 0)
    assert outside is expected
