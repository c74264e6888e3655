//! Codes of `spec`: what a document can be instead of OpenAPI, and what of it could not be read.

use super::Example::{Run, Spec};

codes! {
    STATUS = "spec-status", Error,
        "the document's address did not answer with 200",
        "The server has no document there, wants credentials, or is in trouble; what it sent instead is said. Nothing is written or deleted.",
        Run("a_status_other_than_200_is_an_error_that_says_what_came");
    INCOMPLETE = "spec-incomplete", Error,
        "fewer bytes came than were announced",
        "The answer's Content-Length, or the file's size, counts more bytes than were read: the document is cut off. Nothing is written or deleted.",
        Run("a_text_shorter_than_announced_is_an_error");
    LENGTH_DIFFERS = "spec-length-differs", Warning,
        "more bytes came than were announced",
        "The answer's Content-Length counts fewer bytes than came. Whether the YAML is whole cannot be told, so nothing is deleted on account of it.",
        Run("a_text_longer_than_announced_is_a_hole");
    UNFINISHED_LINE = "spec-unfinished-line", Warning,
        "the last line of the YAML does not end",
        "YAML that was cut off reads as a shorter document. A text whose last line has no end, and no announced length to hold it against, may be such a one: what it no longer has is not deleted. End the file with a line break.",
        Spec { raises: "openapi: 3.1.0\npaths: {}\ninfo:\n  title: Pets and ow", passes: "openapi: 3.1.0\npaths: {}\ninfo:\n  title: Pets and owners\n" };
    HTML = "spec-html", Error,
        "the text is an HTML page",
        "The address leads to a page: a login, an error, a documentation viewer. Give the address of the document itself. Nothing is written or deleted.",
        Spec { raises: "<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>\n", passes: "openapi: 3.1.0\npaths: {}\n" };
    NOT_OPENAPI = "spec-not-openapi", Error,
        "the text is not an OpenAPI document",
        "It is well-formed, but its root has neither `openapi` nor `swagger`. What it seems to be is said. Nothing is written or deleted.",
        Spec { raises: "asyncapi: 3.0.0\nchannels: {}\n", passes: "openapi: 3.1.0\npaths: {}\n" };
    SWAGGER_1 = "spec-swagger-1", Error,
        "the document is Swagger 1",
        "Swagger 1.x spreads an API over several documents in a form of its own. It is not read; convert it to OpenAPI.",
        Spec { raises: "swaggerVersion: '1.2'\napis: []\n", passes: "swagger: '2.0'\npaths: {}\n" };
    VERSION_UNKNOWN = "spec-version-unknown", Warning,
        "the version is not one that is known",
        "The document is read as the nearest version that is known: 2.0, 3.0, 3.1, 3.2.",
        Spec { raises: "openapi: 4.0.0\npaths: {}\n", passes: "openapi: 3.0\npaths: {}\n" };
    WRONG_TYPE = "spec-wrong-type", Warning,
        "a value is not of the type that belongs there",
        "The value is left out; everything around it is read.",
        Spec { raises: "openapi: 3.1.0\ninfo: {title: [a]}\npaths: {}\n", passes: "openapi: 3.1.0\ninfo: {title: a}\npaths: {}\n" };
    TOO_MANY = "spec-too-many", Warning,
        "a list has more entries than are read",
        "Reading is bounded: 1,000 entries of each list of an operation, three million of all of them, 300,000 members of path items. Lists that are referred to count wherever they are used. Real documents have some hundred, some hundred thousand and some ten thousand.",
        Run("lists_of_an_operation_are_bounded");
    NO_PATHS = "spec-no-paths", Warning,
        "the document has no paths",
        "Up to 3.0 `paths` is required; from 3.1 on webhooks or components may stand alone. A document that lost its paths must not empty the catalogue, so nothing is deleted on account of it.",
        Spec { raises: "openapi: 3.0.0\ninfo: {title: a}\n", passes: "openapi: 3.1.0\ncomponents: {}\n" };
    PATH_ITEM_MALFORMED = "spec-path-item-malformed", Warning,
        "a path item is not an object",
        "It may hold operations that cannot be seen, so nothing is deleted on account of this document.",
        Spec { raises: "openapi: 3.1.0\npaths:\n  /a:\n", passes: "openapi: 3.1.0\npaths:\n  /a: {}\n" };
    OPERATION_MALFORMED = "spec-operation-malformed", Warning,
        "an operation is not an object",
        "It is left out. It may have been one before, so nothing is deleted on account of this document.",
        Spec { raises: "openapi: 3.1.0\npaths:\n  /a:\n    get:\n", passes: "openapi: 3.1.0\npaths:\n  /a:\n    get: {}\n" };
    PATH_WITHOUT_SLASH = "spec-path-without-slash", Warning,
        "a path does not begin with a slash",
        "OpenAPI wants paths to begin with `/`. It is kept as it is written.",
        Spec { raises: "openapi: 3.1.0\npaths:\n  a: {}\n", passes: "openapi: 3.1.0\npaths:\n  /a: {}\n" };
    NOT_A_METHOD = "spec-not-a-method", Warning,
        "a path item has a member that is not known",
        "Methods are get, put, post, delete, options, head, patch and trace, in lower case; from 3.2 on also query, and others under `additionalOperations`. An operation under any other key is left out.",
        Spec { raises: "openapi: 3.1.0\npaths:\n  /a:\n    GET: {}\n", passes: "openapi: 3.1.0\npaths:\n  /a:\n    get: {}\n    x-GET: {}\n" };
    COMPANION_UNREAD = "spec-companion-unread", Warning,
        "a document that this one refers to could not be read",
        "The document is in several files, and one of them cannot be fetched, is no JSON or YAML, or is more than the limits allow. What is in it is missing in the catalogue, each reference to it is a loss. While a path item is in it, nothing is deleted on account of this document.",
        Run("a_companion_that_is_not_there_is_named");
    EXTERNAL_REFERENCE = "spec-external-reference", Warning,
        "a reference leads to another document",
        "Other documents are read from the document's own host, or beside its file, and from hosts that `x-metarest.hosts` names; this one is none of these or could not be read, so what is there is missing. While a path item is, nothing is deleted on account of this document.",
        Spec { raises: "openapi: 3.1.0\npaths:\n  /a:\n    $ref: a.yaml\n", passes: "openapi: 3.1.0\npaths:\n  /a:\n    $ref: '#/components/pathItems/a'\ncomponents:\n  pathItems:\n    a: {}\n" };
    DANGLING_REFERENCE = "spec-dangling-reference", Warning,
        "a reference leads to nothing",
        "Nothing stands in the document where the reference points. References are resolved by their whole JSON Pointer; a schema of the same last name is not taken in its place.",
        Spec { raises: "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      parameters:\n      - $ref: '#/components/parameters/b'\n", passes: "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      parameters:\n      - $ref: '#/components/parameters/b'\ncomponents:\n  parameters:\n    b: {name: b, in: query, schema: {type: string}}\n" };
    REFERENCE_CYCLE = "spec-reference-cycle", Warning,
        "references lead in a circle",
        "Each refers to the next and none to a value, or more than 64 stand in a row.",
        Spec { raises: "openapi: 3.1.0\npaths:\n  /a: {$ref: '#/paths/~1b'}\n  /b: {$ref: '#/paths/~1a'}\n", passes: "openapi: 3.1.0\npaths:\n  /a: {$ref: '#/paths/~1b'}\n  /b: {}\n" };
    PARAMETER_MALFORMED = "spec-parameter-malformed", Warning,
        "a parameter lacks its name or its location",
        "A parameter needs `name`, and `in` with one of path, query, header, cookie (3.x), formData, body (2.0), querystring (3.2). It alone is left out.",
        Spec { raises: "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      parameters:\n      - name: b\n", passes: "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      parameters:\n      - {name: b, in: query}\n" };
    DUPLICATE_PARAMETER = "spec-duplicate-parameter", Warning,
        "a parameter is given twice",
        "Two parameters of one list have the same name and location; the first one counts.",
        Spec { raises: "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      parameters:\n      - {name: b, in: query}\n      - {name: b, in: query}\n", passes: "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      parameters:\n      - {name: b, in: query}\n      - {name: b, in: header}\n" };
    SECOND_BODY = "spec-second-body", Warning,
        "an operation has more than one request body",
        "Of `requestBody`, `in: body` and `in: formData` an operation can have one, and of `in: body` one parameter. The first counts, in this order.",
        Spec { raises: "swagger: '2.0'\npaths:\n  /a:\n    post:\n      parameters:\n      - {name: b, in: body, schema: {type: object}}\n      - {name: c, in: body, schema: {type: object}}\n", passes: "swagger: '2.0'\npaths:\n  /a:\n    post:\n      parameters:\n      - {name: b, in: body, schema: {type: object}}\n" };
    TAG_MALFORMED = "spec-tag-malformed", Warning,
        "a tag is not an object with a name",
        "It declares nothing and is left out. Operations that use a tag of that name still make its collection.",
        Spec { raises: "openapi: 3.1.0\npaths: {}\ntags: [pets]\n", passes: "openapi: 3.1.0\npaths: {}\ntags: [{name: pets}]\n" };
    DUPLICATE_TAG = "spec-duplicate-tag", Warning,
        "a tag is declared twice",
        "It is one collection, with the description of the last.",
        Spec { raises: "openapi: 3.1.0\npaths: {}\ntags: [{name: a}, {name: a}]\n", passes: "openapi: 3.1.0\npaths: {}\ntags: [{name: a}, {name: b}]\n" };
}
