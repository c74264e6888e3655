/**
 * A server of S3, STS, IAM and the services that store secrets: `moto`, from PyPI, in a folder of its own that is kept by its version in METAREST_CACHE.
 * Requests are held against policies and signatures once everything is in its place.
 */
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { pythonWith } from "./python.mjs";
import { listening } from "./tls.mjs";

const version = "5.2.5";

/** Starts it on any free port, with a key that may read one bucket, and a role that may. */
export async function moto() {
  const free = await listening(createServer());
  free.stop();
  const args = ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(free.port)];
  const child = spawn(pythonWith("moto", version, "[server]"), args, { stdio: "ignore" });
  const url = `http://127.0.0.1:${free.port}`;
  const stop = () => child.kill();
  try {
    await answering(url, child);
    return { url, stop, ...(await furnished(url)) };
  } catch (error) {
    stop();
    throw error;
  }
}

/** @param {string} url @param {import("node:child_process").ChildProcess} child */
async function answering(url, child) {
  for (const until = Date.now() + 60_000; Date.now() < until; await wait(100)) {
    if (child.exitCode !== null) throw new Error(`moto ended with exit code ${child.exitCode}`);
    const answer = await fetch(`${url}/moto-api/data.json`).catch(() => undefined);
    if (answer?.ok) return;
  }
  throw new Error("moto did not answer within a minute");
}

/** Puts key and role in their places; from then on nothing goes without them. @param {string} url */
async function furnished(url) {
  const put = (/** @type {string} */ path, /** @type {string} */ body = "") =>
    asked(`${url}/${path}`, { method: "PUT", body });
  const policy = allowed("s3:GetObject");
  const assume = allowed("sts:AssumeRole");
  await put("specs");
  await iam(url, { Action: "CreateUser", UserName: "reader" });
  await iam(url, { Action: "PutUserPolicy", UserName: "reader", PolicyName: "p", PolicyDocument: policy });
  const reader = keys(await iam(url, { Action: "CreateAccessKey", UserName: "reader" }));
  await iam(url, { Action: "CreateUser", UserName: "other" });
  await iam(url, { Action: "PutUserPolicy", UserName: "other", PolicyName: "p", PolicyDocument: assume });
  const other = keys(await iam(url, { Action: "CreateAccessKey", UserName: "other" }));
  const trust = { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" };
  const role = { RoleName: "role", AssumeRolePolicyDocument: policyOf(trust) };
  const created = await iam(url, { Action: "CreateRole", ...role });
  await iam(url, { Action: "PutRolePolicy", RoleName: "role", PolicyName: "p", PolicyDocument: policy });
  const guard = () => asked(`${url}/moto-api/reset-auth`, { method: "POST", body: "0" });
  const user = (/** @type {string} */ name, /** @type {string[]} */ actions) => userWith(url, name, actions);
  const json = (/** @type {string} */ target, /** @type {object} */ body) => asJson(url, target, body);
  return { put, guard, reader, other, role: element(created, "Arn"), user, json };
}

/** A user who may do this, with an access key. @param {string} url @param {string} name @param {string[]} actions */
async function userWith(url, name, actions) {
  await iam(url, { Action: "CreateUser", UserName: name });
  const policy = { UserName: name, PolicyName: "p", PolicyDocument: allowed(actions) };
  await iam(url, { Action: "PutUserPolicy", ...policy });
  return keys(await iam(url, { Action: "CreateAccessKey", UserName: name }));
}

/** A request in JSON 1.1 of Amazon. @param {string} url @param {string} target @param {object} body */
function asJson(url, target, body) {
  const service = target.startsWith("AmazonSSM") ? "ssm" : "secretsmanager";
  const scope = `Credential=a/20260101/us-east-1/${service}/aws4_request`;
  const headers = {
    authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=b`,
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": target,
  };
  return asked(url, { method: "POST", headers, body: JSON.stringify(body) });
}

/** @param {string | string[]} action */
function allowed(action) {
  return policyOf({ Effect: "Allow", Action: action, Resource: "*" });
}

/** @param {object} statement */
function policyOf(statement) {
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

/** @param {string} url @param {Record<string, string>} parameters */
function iam(url, parameters) {
  const scope = "Credential=a/20260101/us-east-1/iam/aws4_request";
  const headers = { authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=b` };
  const body = new URLSearchParams({ ...parameters, Version: "2010-05-08" });
  return asked(url, { method: "POST", headers, body });
}

/** @param {string} url @param {RequestInit} init */
async function asked(url, init) {
  const answer = await fetch(url, init);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${init.method} ${url}: ${answer.status} ${text}`);
  return text;
}

/** @param {string} xml @param {string} name @returns {string} */
function element(xml, name) {
  const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml);
  if (!found?.[1]) throw new Error(`no ${name} in ${xml}`);
  return found[1];
}

/** @param {string} xml */
function keys(xml) {
  return { awsAccessKeyId: element(xml, "AccessKeyId"), awsSecretAccessKey: element(xml, "SecretAccessKey") };
}
