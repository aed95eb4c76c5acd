"""The schema of ``case.toml``: made from the model, and true of every case."""

from __future__ import annotations

import inspect
import json
import os
import tomllib

import jsonschema
import msgspec
import pytest

from abi.case import Case
from headers.case import case_names
from headers.sources.spec import CASES

SCHEMA = CASES / "case.schema.json"


def test_the_schema_is_that_of_the_model():
    """Written by ``UAPI_UPDATE_GOLDEN=1``."""
    made = {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(Case)}
    text = json.dumps(_dedented(made), indent=1, sort_keys=True) + "\n"
    if os.environ.get("UAPI_UPDATE_GOLDEN"):
        SCHEMA.write_text(text)
    assert SCHEMA.read_text() == text


def _dedented(found):
    """With descriptions as Python 3.13 keeps docstrings: earlier ones keep their indentation."""
    if isinstance(found, list):
        return [_dedented(one) for one in found]
    if not isinstance(found, dict):
        return found
    made = {key: _dedented(value) for key, value in found.items()}
    if isinstance(made.get("description"), str):
        made["description"] = inspect.cleandoc(made["description"])
    return made


@pytest.mark.parametrize("name", case_names())
def test_every_case_follows_it(name):
    data = tomllib.loads((CASES / name / "case.toml").read_text())
    plain = json.loads(json.dumps(data, default=str))  # dates as texts
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(plain)


def test_a_wrong_key_does_not():
    data = tomllib.loads((CASES / "mem-enc-op" / "case.toml").read_text())
    data["titel"] = data.pop("title")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(
            json.loads(json.dumps(data, default=str))
        )
