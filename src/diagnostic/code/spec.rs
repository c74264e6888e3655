//! Codes of `spec`: texts that are not OpenAPI documents, and parts of a document that could not be read.

use super::Example::{Run, Spec};

codes! {
    STATUS = "spec-status", Error,
        "the document's address did not answer with status 200",
        "The server has no document at this address, requires credentials, or has a problem. The message describes what it sent. Nothing is written or deleted.",
        Run("a_status_other_than_200_is_an_error_with_a_description");
    INCOMPLETE = "spec-incomplete", Error,
        "fewer bytes were received than announced",
        "`Content-Length`, or the size of the file, is larger than the number of bytes that were read: the document is cut off. Nothing is written or deleted.",
        Run("a_text_shorter_than_announced_is_an_error");
    LENGTH_DIFFERS = "spec-length-differs", Warning,
        "more bytes were received than announced",
        "`Content-Length` is smaller than the number of bytes that were received, so the YAML may be cut off. Nothing is deleted.",
        Run("a_text_longer_than_announced_is_a_hole");
    UNFINISHED_LINE = "spec-unfinished-line", Warning,
        "the last line of the YAML has no line break",
        "YAML that was cut off is a shorter document that is still valid. A text without a line break at its end, and without a `Content-Length` to compare with, may be cut off. So nothing is deleted. End the file with a line break.",
        Spec { raises: "openapi: 3.1.0\npaths: {}\ninfo:\n  title: Pets and ow", passes: "openapi: 3.1.0\npaths: {}\ninfo:\n  title: Pets and owners\n" };
    HTML = "spec-html", Error,
        "the text is an HTML page",
        "The address is that of a page: a login, an error, a documentation viewer. Use the address of the document itself. Nothing is written or deleted.",
        Spec { raises: "<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>\n", passes: "openapi: 3.1.0\npaths: {}\n" };
    NOT_OPENAPI = "spec-not-openapi", Error,
        "the text is not an OpenAPI document",
        "It is valid JSON or YAML, but its root has neither `openapi` nor `swagger`. The message names what it seems to be. Nothing is written or deleted.",
        Spec { raises: "asyncapi: 3.0.0\nchannels: {}\n", passes: "openapi: 3.1.0\npaths: {}\n" };
    SWAGGER_1 = "spec-swagger-1", Error,
        "the document is Swagger 1",
        "Swagger 1.x describes an API in several documents of another format, which is not supported. Convert it to OpenAPI.",
        Spec { raises: "swaggerVersion: '1.2'\napis: []\n", passes: "swagger: '2.0'\npaths: {}\n" };
    VERSION_UNKNOWN = "spec-version-unknown", Warning,
        "the version is not supported",
        "The document is read as the nearest supported version: 2.0, 3.0, 3.1 or 3.2.",
        Spec { raises: "openapi: 4.0.0\npaths: {}\n", passes: "openapi: 3.0\npaths: {}\n" };
    WRONG_TYPE = "spec-wrong-type", Warning,
        "a value has the wrong type",
        "The value is ignored; everything around it is read.",
        Spec { raises: "openapi: 3.1.0\ninfo: {title: [a]}\npaths: {}\n", passes: "openapi: 3.1.0\ninfo: {title: a}\npaths: {}\n" };
    TOO_MANY = "spec-too-many", Warning,
        "a list has more entries than the limit",
        "The limits are 1,000 entries of each list of an operation, three million of all such lists, and 300,000 members of path items. A list that is referred to counts wherever it is used. Real documents have some hundred, some hundred thousand and some ten thousand.",
        Run("lists_of_an_operation_are_bounded");
    NO_PATHS = "spec-no-paths", Warning,
        "the document has no paths",
        "Up to 3.0, `paths` is required; from 3.1 on, a document may have only webhooks or components. A document that lost its paths must not empty the catalogue, so nothing is deleted. It is an error if `paths` has another type with something in it.",
        Spec { raises: "openapi: 3.0.0\ninfo: {title: a}\n", passes: "openapi: 3.1.0\ncomponents: {}\n" };
    PATH_ITEM_MALFORMED = "spec-path-item-malformed", Warning,
        "a path item is not an object",
        "It may have operations that cannot be read, so nothing is deleted.",
        Spec { raises: "openapi: 3.1.0\npaths:\n  /a:\n", passes: "openapi: 3.1.0\npaths:\n  /a: {}\n" };
    OPERATION_MALFORMED = "spec-operation-malformed", Warning,
        "an operation is not an object",
        "It is ignored. It may have been a valid operation before, so nothing is deleted.",
        Spec { raises: "openapi: 3.1.0\npaths:\n  /a:\n    get:\n", passes: "openapi: 3.1.0\npaths:\n  /a:\n    get: {}\n" };
    MISPLACED_OPERATION = "spec-misplaced-operation", Error,
        "an operation is not where it belongs",
        "A path is at the root of the document or in another object instead of directly under `paths`, often because it is not indented; a method is under no path; or a path has the content of an operation, but no method. Such operations are not read, and nothing is deleted. It is a warning if the document has other operations in the right place.",
        Spec { raises: "openapi: 3.1.0\npaths:\n/a:\n  get: {}\n", passes: "openapi: 3.1.0\npaths:\n  /a:\n    get: {}\n" };
    NO_OPERATIONS = "spec-no-operations", Error,
        "no operation of the document can be read",
        "There are paths, but each of them is empty, malformed or a reference that cannot be followed; a warning names each. A document without any path is not an error.",
        Spec { raises: "openapi: 3.1.0\npaths:\n  /a:\n    get:\n", passes: "openapi: 3.1.0\npaths:\n  /a:\n    get:\n  /b:\n    get: {}\n" };
    PATHS_REFERENCE = "spec-paths-reference", Error,
        "`paths` is a reference",
        "OpenAPI allows `$ref` in a path item, but not in `paths`, so no operation can be read. Put a `$ref` under each path, or bundle the document into one file.",
        Spec { raises: "openapi: 3.1.0\npaths:\n  $ref: paths.yaml\n", passes: "openapi: 3.1.0\npaths:\n  /a:\n    $ref: '#/components/pathItems/a'\ncomponents:\n  pathItems:\n    a: {}\n" };
    PATH_WITHOUT_SLASH = "spec-path-without-slash", Warning,
        "a path does not begin with a slash",
        "OpenAPI requires paths to begin with `/`. The path is kept as written.",
        Spec { raises: "openapi: 3.1.0\npaths:\n  a: {}\n", passes: "openapi: 3.1.0\npaths:\n  /a: {}\n" };
    NOT_A_METHOD = "spec-not-a-method", Warning,
        "a path item has an unknown member",
        "The methods are get, put, post, delete, options, head, patch and trace; from 3.2 on also query, and others under `additionalOperations`. An operation under another key is ignored.",
        Spec { raises: "openapi: 3.1.0\npaths:\n  /a:\n    connect: {}\n", passes: "openapi: 3.1.0\npaths:\n  /a:\n    get: {}\n    x-connect: {}\n" };
    IGNORED_CONTENT = "spec-ignored-content", Warning,
        "content is under a key that the object does not have",
        "An operation, request body, response, media type, parameter or header has a key that belongs under one of its fields, often because it is not indented, or that is a misspelt field. What is under such a key is lost.",
        Spec { raises: "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      responses:\n      '200': {description: b}\n", passes: "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      responses:\n        '200': {description: b}\n" };
    METHOD_CASE = "spec-method-case", Warning,
        "a method is not in lower case",
        "OpenAPI requires methods in lower case. The operation is read nevertheless, and its endpoint has the method's name as written. The stock connector 1.12 reads it too, 2.0 ignores it.",
        Spec { raises: "openapi: 3.1.0\npaths:\n  /a:\n    GET: {}\n", passes: "openapi: 3.1.0\npaths:\n  /a:\n    get: {}\n    x-GET: {}\n" };
    DUPLICATE_OPERATION = "spec-duplicate-operation", Warning,
        "a path has a method twice",
        "A path item has one operation for each method. The one in lower case is used, else the first. The other one is lost.",
        Spec { raises: "openapi: 3.1.0\npaths:\n  /a:\n    get: {}\n    GET: {}\n", passes: "openapi: 3.1.0\npaths:\n  /a:\n    get: {}\n    put: {}\n" };
    EXTERNAL_UNREAD = "spec-external-unread", Warning,
        "an external document could not be read",
        "The document refers to an external document that cannot be fetched, is not JSON or YAML, or exceeds the limits; or it is of another host, which is not asked unless `x-metarest.hosts` of the config names it. In the package, the options `files` and `load` are asked for texts of other hosts only then, too. Its content is missing in the catalogue; each reference to it is a loss. If a path item is in it, nothing is deleted.",
        Run("a_companion_that_is_not_there_is_named");
    EXTERNAL_REFERENCE = "spec-external-reference", Warning,
        "a reference leads to an external document that was not read",
        "External documents are read from the document's own host, from files if it is a file, and from the hosts in `x-metarest.hosts`. This one is not allowed or could not be read, so its content is missing. If a path item is in it, nothing is deleted.",
        Spec { raises: "openapi: 3.1.0\npaths:\n  /a:\n    $ref: a.yaml\n", passes: "openapi: 3.1.0\npaths:\n  /a:\n    $ref: '#/components/pathItems/a'\ncomponents:\n  pathItems:\n    a: {}\n" };
    DANGLING_REFERENCE = "spec-dangling-reference", Warning,
        "the target of a reference does not exist",
        "The document has no value at this reference. References are resolved by their whole JSON Pointer; a value with the same last name elsewhere is not used instead.",
        Spec { raises: "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      parameters:\n      - $ref: '#/components/parameters/b'\n", passes: "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      parameters:\n      - $ref: '#/components/parameters/b'\ncomponents:\n  parameters:\n    b: {name: b, in: query, schema: {type: string}}\n" };
    REFERENCE_CYCLE = "spec-reference-cycle", Warning,
        "references form a circle",
        "Each reference leads to the next and none to a value, or there are more than 64 in a row.",
        Spec { raises: "openapi: 3.1.0\npaths:\n  /a: {$ref: '#/paths/~1b'}\n  /b: {$ref: '#/paths/~1a'}\n", passes: "openapi: 3.1.0\npaths:\n  /a: {$ref: '#/paths/~1b'}\n  /b: {}\n" };
    WRONG_KIND = "spec-wrong-kind", Warning,
        "a reference leads to another kind of object",
        "A response, body, parameter, header, media type, link or path item refers to something else, such as a schema; or a response, body or media type is written as a schema. Where it is plain what is meant, it is read so: a response or body that is a schema, as JSON of that schema; a media type or header that is a schema, as if it had that schema. Otherwise it is left out, and is a loss. Other tools may reject the document.",
        Spec { raises: "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      responses:\n        '200': {$ref: '#/components/schemas/b'}\ncomponents:\n  schemas:\n    b: {type: object}\n", passes: "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      responses:\n        '200': {$ref: '#/components/responses/b'}\ncomponents:\n  responses:\n    b: {description: b, content: {application/json: {schema: {type: object}}}}\n" };
    PARAMETER_MALFORMED = "spec-parameter-malformed", Warning,
        "a parameter lacks its name or its location",
        "A parameter needs `name`, and `in` with one of path, query, header, cookie (3.x), formData, body (2.0), querystring (3.2). Only this parameter is ignored.",
        Spec { raises: "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      parameters:\n      - name: b\n", passes: "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      parameters:\n      - {name: b, in: query}\n" };
    DUPLICATE_PARAMETER = "spec-duplicate-parameter", Warning,
        "a parameter is repeated",
        "Two parameters of one list have the same name and location. The first one is used.",
        Spec { raises: "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      parameters:\n      - {name: b, in: query}\n      - {name: b, in: query}\n", passes: "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      parameters:\n      - {name: b, in: query}\n      - {name: b, in: header}\n" };
    SECOND_BODY = "spec-second-body", Warning,
        "an operation has more than one request body",
        "An operation can have only one of `requestBody`, `in: body` and `in: formData`, and only one parameter `in: body`. The first in this order is used; each further body, and each field of a form beside a body, is a loss.",
        Spec { raises: "swagger: '2.0'\npaths:\n  /a:\n    post:\n      parameters:\n      - {name: b, in: body, schema: {type: object}}\n      - {name: c, in: body, schema: {type: object}}\n", passes: "swagger: '2.0'\npaths:\n  /a:\n    post:\n      parameters:\n      - {name: b, in: body, schema: {type: object}}\n" };
    NOT_A_STATUS = "spec-not-a-status", Warning,
        "a key of `responses` is not a status",
        "The keys are status codes, ranges such as `2XX`, and `default`. A key that means one, such as `200-299`, `OK` or `Default`, is read as that one; any other response is not the one whose fields are shown.",
        Spec { raises: "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      responses:\n        OK: {description: b}\n", passes: "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      responses:\n        '200': {description: b}\n" };
    SERVER_ADDRESS = "spec-server-address", Warning,
        "the address of a server is not written as it must be",
        "`host` of Swagger 2.0 is a host without a scheme and a path, which are in `schemes` and `basePath`; a `url` of OpenAPI 3 without a scheme is a path. It is read as what it plainly means. It counts where endpoints have the address of the server.",
        Spec { raises: "swagger: '2.0'\nhost: https://a.example\npaths: {}\n", passes: "swagger: '2.0'\nhost: a.example\nschemes: [https]\npaths: {}\n" };
    TAG_MALFORMED = "spec-tag-malformed", Warning,
        "a tag is not an object with a name",
        "Such a tag is ignored. If operations use a tag of that name, its collection is still created.",
        Spec { raises: "openapi: 3.1.0\npaths: {}\ntags: [pets]\n", passes: "openapi: 3.1.0\npaths: {}\ntags: [{name: pets}]\n" };
    DUPLICATE_TAG = "spec-duplicate-tag", Warning,
        "a tag is declared twice",
        "The tag is one collection, with the description of the last declaration.",
        Spec { raises: "openapi: 3.1.0\npaths: {}\ntags: [{name: a}, {name: a}]\n", passes: "openapi: 3.1.0\npaths: {}\ntags: [{name: a}, {name: b}]\n" };
}
