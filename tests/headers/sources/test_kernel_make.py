"""The part of GNU make that the kernel's files about headers need."""

from __future__ import annotations

import pytest

from abi.diagnostic import UapiError
from headers.sources.kernel.make import Make


def make(text, files=(), **variables):
    sources = {"Makefile": text, **dict(files)}

    def wildcard(pattern):
        return [pattern] if pattern in sources else []

    reader = Make(variables, sources.get, wildcard)
    reader.include("Makefile")
    return reader


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x := a  # comment", "a"),
        ("x = a \\# b", "a # b"),
        ("x = $(y)\ny = later", "later"),
        ("x := $(y)\ny = later", ""),
        ("x ?= a\nx ?= b", "a"),
        ("x += a\nx += b", "a b"),
        ("y = 1\nx = $y\nx += $(y)\ny = 2", "2 2"),
        ("y = 1\nx := $y\nx += $(y)\ny = 2", "1 1"),
        ("x = a \\\n\tb \\\n  c", "a b c"),
        ("x-$(CONFIG_A) += a\nx-y += b\nx = $(x-y) $(x-)", "b a"),
        ("y = x\n$(y) = named", "named"),
        ("export x = a", "a"),
        ("override x := a", "a"),
        ("x = $$HOME ${y} $(z)\ny = Y", "$HOME Y "),
        ("y = a.h b.c\nx = $(y:.h=.o)", "a.o b.c"),
        ("y = a.h b.c\nx = $(y:%.c=%.d)", "a.h b.d"),
        ("define x\na $(y)\nb\nendef\ny = Y", "a Y\nb"),
        ("x = $(subst a,b,banana)", "bbnbnb"),
        ("x = $(patsubst %.h,<%>,a.h b)", "<a> b"),
        ("x = $(strip  a   b )", "a b"),
        ("x = $(filter %.h c,a.h b c)", "a.h c"),
        ("x = $(filter-out %.h c,a.h b c)", "b"),
        ("x = $(sort b a b)", "a b"),
        ("x = $(addprefix p/, a b) $(addsuffix .s,c)", "p/a p/b c.s"),
        ("x = $(dir a/b c) $(notdir a/b c) $(basename a/b.h)", "a/ ./ b c a/b"),
        ("x = $(firstword a b)$(firstword )", "a"),
        ("x = $(if $(y),yes,no)$(if a,(1,2))", "no(1,2)"),
        ("x = $(or $(y),,second,third)", "second"),
        ("x = $(foreach f,a b,<$(f)>)$(f)", "<a> <b>"),
        ("x = $(wildcard none Makefile)", "Makefile"),
        ("ifeq ($(y),)\nx = a\nelse\nx = b\nendif", "a"),
        ("ifneq ($(y),)\nx = a\nelse ifeq (1,1)\nx = b\nelse\nx = c\nendif", "b"),
        ("ifeq (1,2)\nifeq (1,1)\nx = a\nendif\nelse\nx = b\nendif", "b"),
        ("y =\nifdef y\nx = a\nelse\nx = b\nendif", "b"),
        ("ifndef y\nx = a\nendif", "a"),
        ("ifeq \"a\" 'a'\nx = a\nendif", "a"),
        ("ifeq (0,1)\n$(error not read)\nendif\nx = a", "a"),
        ("-include none\nsinclude none\ninclude more\n", "from more"),
        ("ifeq (1,0)\nall:\n\tx = recipe\nendif\nx = a", "a"),
    ],
)
def test_variables(text, value):
    assert make(text, [("more", "x = from more")]).value("x") == value


def test_rules():
    rules = make(
        "out := gen\n"
        "all: $(out)/a_1.h $(out)/b.h | order\n\t@:\n"
        "all: more\nmore: $(out)/c.h\n"
        "cmd_a = a $(args) $* $< $@ $(basetarget)\n"
        "cmd_any = any $*\n"
        "filechk_c = c $(1) $(2)\n"
        "args = none\n"
        "$(out)/%.h:\n\t$(call cmd,any)\n"
        "$(out)/a_%.h: table_% script FORCE\n\t$(call if_changed,a)\n"
        "$(out)/a_%.h: args := special\n"
        "$(out)/c.h: ; $(call filechk,c,$@)\n"
    )
    assert rules.reached("all") == ["gen/a_1.h", "gen/b.h", "more", "gen/c.h"]
    assert rules.command("gen/a_1.h") == "a special 1 table_1 gen/a_1.h a_1"
    assert rules.command("gen/b.h") == "any b"
    assert rules.command("other") == ""
    assert rules.value("args") == "none"


def test_a_rule_that_is_reached_by_itself():
    assert make("a: b\nb: a\n").reached("a") == ["b"]


def test_warnings_are_kept():
    assert make("$(warning a $(x))\n$(info b)", x="y").warnings == ["a y", "b"]


def test_commands_about_output_do_nothing():
    lines = (
        "o = arch/x/include/generated/uapi",
        "$(shell mkdir -p $(o))",
        "x := $(shell test -d $(o) && find $(o))",
        "y := $(shell [ -d '$(o)' ] || mkdir -p '$(o)')",
    )
    assert make("\n".join(lines)).value("x") == ""


DOUBLING = "".join(f"x{i} = $(x{i + 1})$(x{i + 1})\n" for i in range(30)) + "x30 = xx\nx := $(x0)"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x := $(eval a=b)", r"Makefile:1: \$\(eval …\) is not known here"),
        ("\n\nwhat is this", "Makefile:3: make syntax that is not known here: what is this"),
        ("x := $(shell id)", "Makefile:1: asks the system: id; commands do not run here"),
        ("x := $(shell mkdir -p a/include/generated/; id)", "commands do not run here"),
        ("x != id", "Makefile:1: x asks the system: id"),
        ("include none", "none: not in this kernel tree"),
        ("$(error stop $(x))", "Makefile:1: stop"),
        ("x := $(open", r"no end of \$\(open"),
        ("x := $(foreach a,b)", "too few arguments"),
        ("ifeq a b\nendif", "not known here: ifeq a b"),
        ("endif", "not known here: endif"),
        ("ifeq (a,a)", "a condition or define without its end"),
        ("define x\na", "a condition or define without its end"),
        ("x = $(x)\ny := $(x)", "refer to each other without end"),
        ("include Makefile", "too many includes"),
        (DOUBLING, "more work|too long"),
        ("x = " + "a" * 70_000, "too large for a makefile"),
        ("x := $(filter " + "a " * 15_000 + "," + "b " * 15_000 + ")", "more work"),
        ("\n".join(f"a{i}:" for i in range(2_100)), "too many rules"),
    ],
)  # fmt: skip
def test_what_is_not_understood_says_where(text, message):
    with pytest.raises(UapiError, match=message):
        make(text)


def test_a_recipe_that_is_not_known():
    with pytest.raises(UapiError, match="a recipe that is not known here: cp a b"):
        make("a.h: b\n\tcp a b\n").command("a.h")
