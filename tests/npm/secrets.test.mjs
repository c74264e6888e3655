/**
 * Values in AWS Secrets Manager and Parameter Store, from a server that checks signatures and policies.
 */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { moto } from "./moto.mjs";
import { catalogue, metarest, petstore } from "./process.mjs";

/** @typedef {{awsAccessKeyId: string, awsSecretAccessKey: string}} Key */

/** @type {Awaited<ReturnType<typeof moto>>} */
let aws;
/** @type {Awaited<ReturnType<typeof catalogue>>} */
let server;
/** Who may read secrets, parameters, nothing. @type {Record<"secrets" | "parameters" | "nothing", Key>} */
let users;

const token = "marked-token-of-the-bot";

before(
  async () => {
    server = await catalogue();
    aws = await moto();
    const tags = { Description: "a test" };
    await aws.json("secretsmanager.CreateSecret", { Name: "/om/token", SecretString: token, ...tags });
    await aws.json("secretsmanager.CreateSecret", { Name: "keyed", SecretString: JSON.stringify({ token }) });
    await aws.json("secretsmanager.CreateSecret", { Name: "deleted", SecretString: token });
    await aws.json("secretsmanager.DeleteSecret", { SecretId: "deleted", RecoveryWindowInDays: 7 });
    await aws.json("AmazonSSM.PutParameter", { Name: "/om/token", Value: token, Type: "SecureString" });
    users = {
      secrets: await aws.user("secrets", ["secretsmanager:GetSecretValue"]),
      parameters: await aws.user("parameters", ["ssm:GetParameter"]),
      nothing: await aws.user("nothing", ["s3:GetObject"]),
    };
    await aws.guard();
  },
  { timeout: 20 * 60_000 },
);

after(() => {
  aws?.stop();
  server?.stop();
});

/** @param {string} provider @param {string} id */
function config(provider, id) {
  return JSON.stringify({
    source: {
      type: "rest",
      serviceName: "with_secrets",
      serviceConnection: { config: { openAPISchemaConnection: { openAPISchemaFilePath: petstore } } },
      sourceConfig: { config: { type: "ApiMetadata" } },
    },
    sink: { type: "metadata-rest", config: {} },
    workflowConfig: {
      openMetadataServerConfig: {
        hostPort: server.url,
        securityConfig: { jwtToken: `secret:${id}` },
        secretsManagerProvider: provider,
        secretsManagerLoader: "env",
      },
    },
  });
}

/** @param {string} command @param {string} input @param {Key} key */
async function run(command, input, key) {
  const env = {
    AWS_ACCESS_KEY_ID: key.awsAccessKeyId,
    AWS_SECRET_ACCESS_KEY: key.awsSecretAccessKey,
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ENDPOINT_URL: aws.url,
  };
  const args = [...command.split(" "), "-c", "-", "--format", "json", "--log-level", "debug"];
  const { code, stdout, stderr } = await metarest(args, { input, env });
  for (const secret of [token, key.awsSecretAccessKey]) {
    assert.ok(!`${stdout}${stderr}`.includes(secret), "a secret was shown");
  }
  const report = JSON.parse(stdout);
  return { code, report, said: JSON.stringify(report.diagnostics) };
}

describe("a token in a secrets manager", () => {
  for (const [provider, user] of /** @type {const} */ ([
    ["aws", "secrets"],
    ["aws-ssm", "parameters"],
  ])) {
    it(`is fetched from ${provider} and used`, async () => {
      const check = await run("check --connect", config(provider, "/om/token"), users[user]);
      assert.equal(check.code, 0, check.said);
      assert.deepEqual(
        check.report.steps.slice(0, 3).map((/** @type {any} */ { step, state }) => [step, state]),
        [
          ["secrets", "passed"],
          ["server", "passed"],
          ["token", "passed"],
        ],
      );
      const { code, report, said } = await run("ingest", config(provider, "/om/token"), users[user]);
      assert.equal(code, 0, said);
      assert.equal(report.endpoints.length, 19);
    });
  }
});

describe("an error of a secrets manager is reported with its message", () => {
  /** @param {string} name @param {() => [string, string, Key]} given @param {RegExp} pattern */
  const check = (name, given, pattern) =>
    it(name, async () => {
      const [provider, id, key] = given();
      const { code, said } = await run("plan", config(provider, id), key);
      assert.equal(code, 1, said);
      assert.match(said, pattern);
    });

  const wrong = () => ({ ...users.secrets, awsSecretAccessKey: "marked-wrong-key" });
  check(
    "a wrong key",
    () => ["aws", "/om/token", wrong()],
    /secret-credentials.*SignatureDoesNotMatch.*AWS_SECRET_ACCESS_KEY/,
  );
  check(
    "no right",
    () => ["aws", "/om/token", users.nothing],
    /secret-denied.*secretsmanager:GetSecretValue/,
  );
  check(
    "no right to a parameter",
    () => ["aws-ssm", "/om/token", users.secrets],
    /secret-denied.*ssm:GetParameter/,
  );
  check("no secret", () => ["aws", "/om/none", users.secrets], /secret-missing.*ResourceNotFoundException/);
  check("no parameter", () => ["aws-ssm", "/om/none", users.parameters], /secret-missing.*ParameterNotFound/);
  check("a deleted secret", () => ["aws", "deleted", users.secrets], /secret-missing.*disabled or deleted/);
  check("a JSON object", () => ["aws", "keyed", users.secrets], /secret-unusable.*is a JSON object/);
});
