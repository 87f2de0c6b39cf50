"""The JSON Schema of a review's file, made from the snapshot's dataclasses.

It is published under static/schemas, one file per format (`manage.py review_schema`
writes it); `validation` checks files against it.
"""

import dataclasses
import json
import types
import typing
from pathlib import Path
from typing import Any

from django.conf import settings

from reviews.snapshot.values import FORMAT, Snapshot

KIND = "goals-tracker review"
PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean"}


def present_schema() -> dict[str, Any]:
    """The schema of the current format."""
    kinds: dict[str, Any] = {}
    whole = kind_schema(Snapshot, kinds)
    members = {
        "kind": {"const": KIND},
        "digest": {
            "type": "string",
            "pattern": "^[0-9a-f]{64}$",
            "description": "SHA-256 of the snapshot as JSON with sorted keys.",
        },
        "snapshot": whole,
        "pictures": {
            "type": "object",
            "description": "Photos, pictures and logo in base64, by their names.",
            "additionalProperties": {"type": "string"},
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A review of Goals Tracker, format {FORMAT}",
        **as_object(members, list(members)),
        "$defs": kinds,
    }


def schema_of_format(number: int) -> dict[str, Any]:
    """The schema that was published for a format, or the current one."""
    file = file_path(number)
    if number == FORMAT or not file.is_file():
        return present_schema()
    return typing.cast(dict[str, Any], json.loads(file.read_text(encoding="utf-8")))


def kind_schema(kind: Any, kinds: dict[str, Any]) -> dict[str, Any]:
    """The schema of an annotated type; dataclasses are added to `kinds` by name."""
    if dataclasses.is_dataclass(kind):
        name = typing.cast(type, kind).__name__
        if name not in kinds:
            kinds[name] = {}
            kinds[name] = dataclass_schema(kind, kinds)
        return {"$ref": f"#/$defs/{name}"}
    if typing.get_origin(kind) is tuple:
        item, *others = typing.get_args(kind)
        found = {"type": "array", "items": kind_schema(item, kinds)}
        number = 1 + len(others)
        return found if others == [...] else found | count(number)
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        members = typing.get_args(kind)
        return {"anyOf": [kind_schema(member, kinds) for member in members]}
    return {"type": "null" if kind is type(None) else PLAIN[kind]}


def count(number: int) -> dict[str, int]:
    """Exactly this many items."""
    return {"minItems": number, "maxItems": number}


def dataclass_schema(kind: Any, kinds: dict[str, Any]) -> dict[str, Any]:
    """An object with the fields; those with a default may be missing."""
    hints = typing.get_type_hints(kind)
    fields = dataclasses.fields(kind)
    members = {field.name: kind_schema(hints[field.name], kinds) for field in fields}
    needed = [
        field.name
        for field in fields
        if field.default is field.default_factory is dataclasses.MISSING
    ]
    words = " ".join(str(kind.__doc__).split("\n\n")[0].split())
    return {"description": words, **as_object(members, needed)}


def as_object(members: dict[str, Any], needed: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": members,
        "required": needed,
        "additionalProperties": False,
    }


def to_json() -> str:
    """The content of the schema's file."""
    return json.dumps(present_schema(), indent=2, ensure_ascii=False) + "\n"


def file_path(number: int = FORMAT) -> Path:
    """The file of a format's schema."""
    folder = Path(settings.BASE_DIR) / "static" / "schemas"
    return folder / f"review-{number}.json"
