/**
 * `npm run lint`: formats, lints and types, without the tests.
 */
import { build } from "./build.mjs";
import { checks, passes } from "./checks.mjs";
import { command, step } from "./step.mjs";

await command(async () => {
  await build();
  const failed = [];
  for (const check of checks) {
    if (!(await step(check.title, () => passes(check)))) failed.push(check.title);
  }
  for (const title of failed) process.stderr.write(`✗ ${title}\n`);
  return failed.length === 0 ? 0 : 1;
});
