"""What about a review's file is other than its schema says.

A module of its own, since the library takes a tenth of a second to import, and only a
file that is read back needs it.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from jsonschema import Draft202012Validator, TypeChecker, ValidationError, validators

# Of a place in a file, whose names can be as long as they like.
MOST_CHARACTERS = 80


def is_integer(_: TypeChecker, value: Any) -> bool:
    """As Python means it: 1.0 would be printed as such."""
    return isinstance(value, int) and not isinstance(value, bool)


def any_of(
    validator: Any, choices: list[dict[str, Any]], value: Any, _: dict[str, Any]
) -> Iterator[ValidationError]:
    """As the library's own, but content with the first error of each choice."""
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
    """What about the value is other than the schema says, and where.

    In words of our own: the library's repeat the value, however long it is.
    """
    for error in Validator(schema).iter_errors(value):
        yield describe_error(deepest(error))


def deepest(error: ValidationError) -> ValidationError:
    """Of several choices, the one that was nearly met."""
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
