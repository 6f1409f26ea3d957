# SPDX-License-Identifier: Apache-2.0
"""pydantic_core: Rust by PyO3, which validates by a schema."""

from pydantic_core import SchemaValidator, ValidationError, core_schema, to_json

schema = core_schema.typed_dict_schema(
    {
        "name": core_schema.typed_dict_field(core_schema.str_schema(min_length=2)),
        "age": core_schema.typed_dict_field(core_schema.int_schema(ge=0)),
        "tags": core_schema.typed_dict_field(
            core_schema.list_schema(core_schema.str_schema()), required=False
        ),
    }
)
validator = SchemaValidator(schema)
print(validator.validate_python({"name": "Ann", "age": "7", "tags": ["a", "b"]}))
print(validator.validate_json('{"name": "Bob", "age": 8}'))
try:
    validator.validate_python({"name": "A", "age": -1, "tags": [1]})
except ValidationError as error:
    for item in error.errors(include_url=False):
        print(item["type"], item["loc"], item["msg"])
dates = SchemaValidator(core_schema.datetime_schema())
print(dates.validate_python("2024-02-29T12:30:00Z"))
calls = SchemaValidator(core_schema.no_info_plain_validator_function(lambda value: value * 2))
print(calls.validate_python(21))
print(to_json({"a": [1, 2.5, None, (3,)], "b": {4}}))
