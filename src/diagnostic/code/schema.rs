//! Codes of `schema`: what of a Schema Object cannot be shown, and what is wrong with it.

use super::Example::{Run, Spec};

codes! {
    MALFORMED = "schema-malformed", Warning,
        "something in a schema is not what the specification wants there",
        "It costs itself alone: the rest of the schema is mapped. Other tools may refuse the whole document.",
        Spec {
            raises: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {type: object, properties: {c: 1, d: {type: string}}}}}}}}}}\n",
            passes: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {type: object, properties: {c: true, d: {type: string}}}}}}}}}}\n",
        };
    DANGLING = "schema-dangling-reference", Warning,
        "a reference leads nowhere",
        "The field is kept without its type. Nothing else of the same last name is taken for it. Add the target, or mend the pointer.",
        Spec {
            raises: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}\n",
            passes: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}\ncomponents: {schemas: {A: {type: object, properties: {c: {type: string}}}}}\n",
        };
    EXTERNAL = "schema-external-reference", Warning,
        "a reference leads to another document",
        "Other documents are read from the document's own host, or beside its file, and from hosts that `x-metarest.hosts` names; this one is none of these or could not be read, so the field is kept without its type.",
        Spec {
            raises: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {$ref: 'other.yaml#/A'}}}}}}}}\n",
            passes: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}\ncomponents: {schemas: {A: {type: object, properties: {c: {type: string}}}}}\n",
        };
    LOOP = "schema-reference-loop", Warning,
        "a reference leads back to itself and to no schema",
        "References that only name one another say nothing of a type. The field is kept without one.",
        Spec {
            raises: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}\ncomponents: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}\n",
            passes: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}\ncomponents: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {type: object, properties: {c: {$ref: '#/components/schemas/A'}}}}}\n",
        };
    CONFLICT = "schema-conflict", Warning,
        "parts of one schema contradict each other",
        "The parts of an `allOf` hold together, and these leave nothing: no value fits both. The part that stands further in is left out of the field.",
        Spec {
            raises: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {type: object, properties: {c: {type: string, allOf: [{type: integer}]}}}}}}}}}}\n",
            passes: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {type: object, properties: {c: {type: number, allOf: [{type: integer}]}}}}}}}}}}\n",
        };
    CUT = "schema-cut", Info,
        "a schema has more fields than the limit",
        "By default 2,000 fields and 64 levels of each schema are kept, the upper levels and plain properties first; a field whose children were cut says so. Raise `x-metarest.limits` to keep more.",
        Run("what_is_over_the_limit_is_cut_from_below_and_said");
    NAME = "schema-name", Warning,
        "a property has no name that the catalogue could take",
        "A field needs a name of at least one character; the property with the empty name is left out.",
        Spec {
            raises: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {type: object, properties: {'': {type: string}, d: {type: string}}}}}}}}}}\n",
            passes: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: b, content: {application/json: {schema: {type: object, properties: {c: {type: string}, d: {type: string}}}}}}}}}}\n",
        };
}
