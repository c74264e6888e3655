/**
 * Certificates and servers that hold them: an authority of the test's own, made by the `openssl` command (Node's crypto
 * issues none), servers that ask for a client certificate or not, and a proxy.
 */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer as createHttp, request as forward } from "node:http";
import { createServer as createHttps } from "node:https";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalogue } from "./process.mjs";

const folder = mkdtempSync(join(tmpdir(), "metarest-tls-"));
const file = (/** @type {string} */ name) => join(folder, name);
const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

/** @param {string[]} args */
function openssl(...args) {
  execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
}

/** A certificate of the authority, for these names. @param {string} name @param {string} names @param {string} authority */
function issue(name, names, authority) {
  const [key, request, made] = [file(`${name}.key`), file(`${name}.csr`), file(`${name}.pem`)];
  openssl("req", "-new", ...newKey, "-keyout", key, "-out", request, "-subj", `/CN=${name}`);
  writeFileSync(file("names"), `subjectAltName=${names}\n`);
  const signed = ["-CA", file(`${authority}.pem`), "-CAkey", file(`${authority}.key`), "-days", "2"];
  openssl("x509", "-req", "-in", request, ...signed, "-extfile", file("names"), "-out", made);
  return { cert: made, key };
}

/** @param {string} name */
function authority(name) {
  const subject = ["-subj", `/CN=${name}`, "-days", "2"];
  openssl("req", "-x509", ...newKey, "-keyout", file(`${name}.key`), "-out", file(`${name}.pem`), ...subject);
  return file(`${name}.pem`);
}

/** The paths of everything that a test may name. */
export const pems = (() => {
  const ca = authority("authority");
  const server = issue("server", "DNS:localhost,IP:127.0.0.1,DNS:*.metarest.test", "authority");
  const client = issue("client", "DNS:client", "authority");
  return { ca, otherCa: authority("other"), server, client };
})();

/** @param {string} path */
export const read = (path) => readFileSync(path, "utf8");

/**
 * Listens on any free port.
 *
 * @param {import("node:http").Server | import("node:https").Server} server
 */
export async function listening(server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { port, stop };
}

/**
 * A local catalogue, and two servers of HTTPS before it: `closed` asks for a client's certificate, `open` does not.
 */
export async function securedCatalogue() {
  const server = await catalogue();
  const open = await secured(server.url);
  const closed = await secured(server.url, { asksForCertificate: true });
  const stop = () => {
    for (const { stop } of [server, open, closed]) stop();
  };
  return { server, open, closed, stop };
}

/**
 * HTTPS before a server of plain HTTP, and what was sent through it.
 *
 * @param {string} to the plain server's address @param {{asksForCertificate?: boolean}} [options]
 */
export async function secured(to, { asksForCertificate = false } = {}) {
  const seen = /** @type {{path: string, headers: import("node:http").IncomingHttpHeaders}[]} */ ([]);
  const asks = asksForCertificate && { requestCert: true, rejectUnauthorized: true, ca: read(pems.ca) };
  const identity = { cert: read(pems.server.cert), key: read(pems.server.key) };
  const server = createHttps({ ...identity, ...asks }, (request, response) => {
    seen.push({ path: String(request.url), headers: request.headers });
    const onward = forward(new URL(String(request.url), to), {
      method: request.method,
      headers: request.headers,
    });
    onward.on("response", (answer) => {
      response.writeHead(Number(answer.statusCode), answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  const { port, stop } = await listening(server);
  return { url: `https://localhost:${port}`, port, seen, stop };
}

/**
 * A proxy that leads to one port of this machine, whatever host is asked for, and what it was asked for.
 *
 * @param {(host: string) => number} portOf
 */
export async function proxy(portOf) {
  const asked = /** @type {{line: string, authorization?: string}[]} */ ([]);
  const note = (/** @type {import("node:http").IncomingMessage} */ { method, url, headers }) =>
    asked.push({ line: `${method} ${url}`, authorization: headers["proxy-authorization"] });
  const server = createHttp((request, response) => {
    note(request);
    const { hostname, pathname } = new URL(String(request.url));
    const to = { port: portOf(hostname), path: pathname, method: request.method, headers: request.headers };
    request.pipe(
      forward({ host: "127.0.0.1", ...to }, (answer) => {
        response.writeHead(Number(answer.statusCode), answer.headers);
        answer.pipe(response);
      }),
    );
  });
  server.on("connect", (request, socket) => {
    note(request);
    const [host = ""] = String(request.url).split(":");
    const onward = connect(portOf(host), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [socket, onward]) end.on("error", () => onward.destroy());
  });
  const { port, stop } = await listening(server);
  return { address: `127.0.0.1:${port}`, asked, stop };
}
