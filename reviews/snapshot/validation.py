"""How a review's file differs from its schema.

A separate module, since the library takes a tenth of a second to import and only
imports need it.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from jsonschema import Draft202012Validator, TypeChecker, ValidationError, validators

# The longest location that is quoted: names in a file may be of any length.
MOST_CHARACTERS = 80


def is_integer(_: TypeChecker, value: Any) -> bool:
    """Strictly an integer: 1.0 would be printed as 1.0."""
    return isinstance(value, int) and not isinstance(value, bool)


def any_of(
    validator: Any, choices: list[dict[str, Any]], value: Any, _: dict[str, Any]
) -> Iterator[ValidationError]:
    """Like the library's own, but stops at the first error of each choice."""
    errors = []
    for choice in choices:
        error = next(validator.descend(value, choice), None)
        if error is None:
            return
        errors.append(error)
    yield ValidationError("", context=errors)


Validator = validators.extend(
    Draft202012Validator,
    {"anyOf": any_of},
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", is_integer),
)


def oddities(value: Any, schema: dict[str, Any]) -> Iterator[str]:
    """Where and how the value differs from the schema.

    In our own words: the library's messages repeat the whole value.
    """
    for error in Validator(schema).iter_errors(value):
        yield describe_error(deepest(error))


def deepest(error: ValidationError) -> ValidationError:
    """The error of the choice that matched furthest."""
    while error.context:
        error = max(error.context, key=lambda one: len(one.absolute_path))
    return error


def describe_error(error: ValidationError) -> str:
    """The place and the reason."""
    at = json_path(error.absolute_path)
    value: Any = error.instance
    wanted: Any = error.validator_value
    schema: Any = error.schema
    match error.validator:
        case "required":
            name = next(one for one in wanted if one not in value)
            return f"{at or 'the file'} has no {name}"
        case "additionalProperties":
            name = next(one for one in value if one not in schema["properties"])
            return f"{json_path([*error.absolute_path, name])} is not known"
        case "minItems" | "maxItems":
            return f"{at} has {len(value)} items"
        case "type":
            return f"{at or 'the file'} is no {wanted}"
    return f"{at or 'the file'} is not {wanted}"


def json_path(path: Iterable[str | int]) -> str:
    """Where in the file: snapshot.people[5]."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")[:MOST_CHARACTERS]
