//! Codes of `schema`: Schema Objects that are malformed or cannot be mapped to fields.

use super::Example::{Run, Spec};

codes! {
    MALFORMED = "schema-malformed", Warning,
        "something in a schema is not what the specification requires there",
        "Only the malformed part is ignored; the rest of the schema is mapped. Other tools may reject the whole document.",
        Spec {
            raises: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {type: object, properties: {c: 1, d: {type: string}}}}}}}}}}\n",
            passes: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {type: object, properties: {c: true, d: {type: string}}}}}}}}}}\n",
        };
    UNKNOWN_TYPE = "schema-unknown-type", Warning,
        "the name of a type is unknown",
        "The types are string, integer, number, boolean, object and array, and in OpenAPI 3.1 null; several are a list. The field is kept without a type. For a value of any type, leave `type` out.",
        Spec {
            raises: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {type: object, properties: {c: {type: integre}}}}}}}}}}\n",
            passes: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {type: object, properties: {c: {type: integer}}}}}}}}}}\n"
        };
    MISSPELT = "schema-misspelt-keyword", Warning,
        "a name in a schema is similar to a keyword and is none",
        "Other names are allowed in a schema and mean nothing. One that differs from a keyword in letter case only is read as the keyword, which other tools do not do. Otherwise it is ignored, and what it holds is lost. So are properties that are beside an empty `properties`, because they are not indented. Fix the spelling, or begin a name of your own with `x-`.",
        Spec {
            raises: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {type: object, propertes: {c: {type: string}}, properties: {d: {type: string}}}}}}}}}}\n",
            passes: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {type: object, x-propertes: {c: {type: string}}, properties: {d: {type: string}}}}}}}}}}\n",
        };
    UNQUOTED_NULL = "schema-unquoted-null", Warning,
        "the type `null` is written without quotes",
        "In YAML and JSON, null without quotes is the value null, not the name of a type. It is read as the type, unless other keywords say what the schema is. Other tools may reject it. Write `'null'`, or in JSON `\"null\"`.",
        Spec {
            raises: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {type: object, properties: {c: {type: [string, null]}}}}}}}}}}\n",
            passes: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {type: object, properties: {c: {type: [string, 'null']}}}}}}}}}}\n",
        };
    DANGLING = "schema-dangling-reference", Warning,
        "the target of a reference does not exist",
        "The field is kept without its type. A schema with the same last name elsewhere is not used instead. Add the target, or fix the reference.",
        Spec {
            raises: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}\n",
            passes: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}\ncomponents: {schemas: {A: {type: object, properties: {c: {type: string}}}}}\n",
        };
    EXTERNAL = "schema-external-reference", Warning,
        "a reference leads to an external document that was not read",
        "External documents are read from the document's own host, from files if it is a file, and from the hosts in `x-metarest.hosts`. This one is not allowed or could not be read, so the field is kept without its type.",
        Spec {
            raises: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {$ref: 'other.yaml#/A'}}}}}}}}\n",
            passes: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}\ncomponents: {schemas: {A: {type: object, properties: {c: {type: string}}}}}\n",
        };
    WRONG_KIND = "schema-wrong-kind", Warning,
        "something else stands where a schema is needed",
        "A schema refers to another kind of object, such as a response, or is written as one. If a response, body, parameter, header or media type has a schema, that one is used. Otherwise the field is kept without its type.",
        Spec {
            raises: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {$ref: '#/components/responses/A'}}}}}}}}\ncomponents: {responses: {A: {description: b, content: {application/json: {schema: {type: string}}}}}}\n",
            passes: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}\ncomponents: {schemas: {A: {type: object, properties: {c: {type: string}}}}}\n",
        };
    LOOP = "schema-reference-loop", Warning,
        "a schema only refers to itself",
        "References that form a circle define no type. The field is kept without a type.",
        Spec {
            raises: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}\ncomponents: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}\n",
            passes: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}\ncomponents: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {type: object, properties: {c: {$ref: '#/components/schemas/A'}}}}}\n",
        };
    CONFLICT = "schema-conflict", Warning,
        "parts of one schema contradict each other",
        "All parts of a schema apply together: its keywords, the members of its `allOf`, the target of its `$ref`. No value is valid for all of these. A part whose types or values contradict those of an outer part is left out of the field; bounds are all shown.",
        Spec {
            raises: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {type: object, properties: {c: {type: string, allOf: [{type: integer}]}}}}}}}}}}\n",
            passes: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {type: object, properties: {c: {type: number, allOf: [{type: integer}]}}}}}}}}}}\n",
        };
    CUT = "schema-cut", Info,
        "a schema has more fields than the limit",
        "By default, 2,000 fields and 64 levels of each schema are kept, the upper levels and plain properties first. The type of a field whose children were cut ends with their number. The message names the schema and the first operations that use it. Raise `x-metarest.limits` to keep more.",
        Run("fields_over_the_limit_are_cut_and_reported");
    NAME = "schema-name", Warning,
        "a property has an empty name",
        "The name of a field must have at least one character. The property with the empty name is left out.",
        Spec {
            raises: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {type: object, properties: {'': {type: string}, d: {type: string}}}}}}}}}}\n",
            passes: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {type: object, properties: {c: {type: string}, d: {type: string}}}}}}}}}}\n",
        };
}
