// SPDX-License-Identifier: GPL-3.0-or-later
// Twenty lines of TAP, so that meson counts each case and no test framework is needed.
import { deepStrictEqual } from 'node:assert';

const cases = [];
class Skip extends Error {}

export const test = (name, body) => cases.push([name, body]);
export const equal = (actual, expected, message) => deepStrictEqual(actual, expected, message);
export const ok = (value, message = 'expected something true') => {
  if (!value) throw new Error(message);
};
export const skip = (why) => {
  throw new Skip(why);
};

const comment = (text) => String(text).split('\n').map((line) => `# ${line}`).join('\n');

export async function run() {
  let failed = 0;
  for (const [index, [name, body]] of cases.entries()) {
    try {
      await body();
      console.log(`ok ${index + 1} - ${name}`);
    } catch (error) {
      if (error instanceof Skip) {
        console.log(`ok ${index + 1} - ${name} # SKIP ${error.message}`);
        continue;
      }
      failed++;
      console.log(comment(error.stack || error));
      console.log(`not ok ${index + 1} - ${name}`);
    }
  }
  console.log(`1..${cases.length}`);
  process.exitCode = failed ? 1 : 0;
}
