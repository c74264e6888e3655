/**
 * A document in S3: signed requests to a server that checks signatures and policies.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { moto } from "./moto.mjs";
import { catalogue, metarest, petstore } from "./process.mjs";

/** @type {Awaited<ReturnType<typeof moto>>} */
let s3;
/** @type {Awaited<ReturnType<typeof catalogue>>} */
let server;

before(
  async () => {
    server = await catalogue();
    s3 = await moto();
    await s3.put("specs/apis/pet%20store.json", readFileSync(petstore, "utf8"));
    const refers = "{'200': {description: d, content: {application/json: {schema: {$ref: 'pet.yaml'}}}}}";
    await s3.put("specs/main.yaml", `openapi: 3.1.0\npaths:\n  /a: {get: {responses: ${refers}}}\n`);
    await s3.put("specs/pet.yaml", "type: object\nproperties: {id: {type: integer}}\n");
    await s3.guard();
  },
  { timeout: 20 * 60_000 },
);

after(() => {
  s3?.stop();
  server?.stop();
});

/** @param {string} url @param {Record<string, string>} credentials @param {string} [name] */
function config(url, credentials, name = "in_s3") {
  const awsCredentials = { awsRegion: "us-east-1", ...credentials };
  return JSON.stringify({
    source: {
      type: "rest",
      serviceName: name,
      serviceConnection: { config: { openAPISchemaConnection: { openAPISchemaS3URL: url, awsCredentials } } },
      sourceConfig: { config: { type: "ApiMetadata" } },
    },
    sink: { type: "metadata-rest", config: {} },
    workflowConfig: {
      openMetadataServerConfig: { hostPort: server.url, securityConfig: { jwtToken: "marked-token" } },
    },
  });
}

/** @param {string} command @param {string} input @param {Record<string, string>} [env] */
async function run(command, input, env) {
  const args = [...command.split(" "), "-c", "-", "--format", "json", "--log-level", "debug"];
  const { code, stdout, stderr } = await metarest(args, { input, env });
  for (const secret of [s3.reader.awsSecretAccessKey, s3.other.awsSecretAccessKey]) {
    assert.ok(!`${stdout}${stderr}`.includes(secret), "a key was shown");
  }
  const report = JSON.parse(stdout);
  return { code, report, said: JSON.stringify(report.diagnostics) };
}

const inAmazon = "https://specs.s3.amazonaws.com/apis/pet%20store.json";
const endPoint = () => ({ endPointURL: s3.url });

describe("a document in S3", () => {
  it("is ingested, and its keys are in the stored connection and nowhere else", async () => {
    const input = config(inAmazon, { ...s3.reader, ...endPoint() });
    const { code, report, said } = await run("ingest", input);
    assert.equal(code, 0, said);
    assert.equal(report.endpoints.length, 19);
    const answer = await fetch(`${server.url}/v1/services/apiServices/name/in_s3`, {
      headers: { authorization: "Bearer x" },
    });
    const { connection } = /** @type {any} */ (await answer.json());
    const stored = connection.config.openAPISchemaConnection;
    assert.equal(stored.openAPISchemaS3URL, inAmazon);
    assert.deepEqual(stored.awsCredentials, {
      awsRegion: "us-east-1",
      ...s3.reader,
      endPointURL: `${s3.url}/`,
    });
  });

  for (const [what, url] of /** @type {[string, () => string][]} */ ([
    ["with the bucket in the path", () => "https://s3.us-east-1.amazonaws.com/specs/apis/pet%20store.json"],
    ["below the endpoint itself", () => `${s3.url}/specs/apis/pet%20store.json`],
  ])) {
    it(`is fetched by an address ${what}`, async () => {
      const { code, said } = await run("check --connect", config(url(), { ...s3.reader, ...endPoint() }));
      assert.equal(code, 0, said);
    });
  }

  it("can consist of several objects", async () => {
    const url = "https://specs.s3.amazonaws.com/main.yaml";
    const { code, report, said } = await run("preview", config(url, { ...s3.reader, ...endPoint() }));
    assert.equal(code, 0, said);
    assert.equal(report.endpoints[0].responseSchema.schemaFields[0].name, "id");
  });

  it("uses keys of the environment if the config has none", async () => {
    const env = {
      AWS_ACCESS_KEY_ID: s3.reader.awsAccessKeyId,
      AWS_SECRET_ACCESS_KEY: s3.reader.awsSecretAccessKey,
    };
    const { code, said } = await run("check --connect", config(inAmazon, endPoint()), env);
    assert.equal(code, 0, said);
  });

  it("is fetched with the keys of a role", async () => {
    const role = { assumeRoleArn: s3.role, assumeRoleSourceIdentity: "me" };
    const input = config(inAmazon, { ...s3.other, ...role, ...endPoint() });
    const { code, said } = await run("check --connect", input);
    assert.equal(code, 0, said);
  });
});

describe("an error of S3 is reported with its message", () => {
  /** @param {string} name @param {() => [string, Record<string, string>]} given @param {RegExp} pattern */
  const check = (name, given, pattern) =>
    it(name, async () => {
      const [url, credentials] = given();
      const { code, said } = await run("check --connect", config(url, { ...credentials, ...endPoint() }));
      assert.equal(code, 1);
      assert.match(said, pattern);
    });

  const wrong = () => ({ ...s3.reader, awsSecretAccessKey: "marked-wrong-key" });
  check("a wrong key", () => [inAmazon, wrong()], /run-spec-status.*SignatureDoesNotMatch/);
  check("no rights", () => [inAmazon, s3.other], /HTTP 403.*AccessDenied/);
  check("no object", () => [inAmazon.replace("apis", "none"), s3.reader], /HTTP 404.*NoSuchKey/);
  const role = () => ({ ...s3.reader, assumeRoleArn: s3.role });
  check("a role that may not be assumed", () => [inAmazon, role()], /run-spec-credentials.*AccessDenied/);
});
