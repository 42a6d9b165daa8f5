// SPDX-License-Identifier: GPL-3.0-or-later
// unpack-vectors.mjs MODULE FOLDER: writes each vector of the package cctv-age,
// which is one module of byte arrays, as a file of its name into FOLDER.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [path, folder] = process.argv.slice(2);
const vectors = await import(pathToFileURL(resolve(path)).href);

mkdirSync(folder, { recursive: true });
for (const [name, bytes] of Object.entries(vectors))
  if (bytes instanceof Uint8Array)
    writeFileSync(join(folder, name), bytes);
