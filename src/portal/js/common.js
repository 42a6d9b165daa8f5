// SPDX-License-Identifier: GPL-3.0-or-later
// What the return visit borrows from kumbang.js, so that kembali.js needs no second copy: its modules
// import from here and nowhere else.
export { Decrypter } from 'age-encryption';
export { ed25519 } from '@noble/curves/ed25519.js';
export { hmac } from '@noble/hashes/hmac.js';
export { sha256 } from '@noble/hashes/sha2.js';
export { base32, bech32 } from '@scure/base';
export { ascii, concat, hex, u64 } from './bytes.js';
export { clean } from './checks.js';
export { $, announce, grouped, longDate, make, show } from './dom.js';
export {
  KIND_COMPLAINT, KIND_MESSAGE, ROLE, STREAM, contextOf, encodeEntry, encodeHeader, entryId,
  registrationNumber, signedBytes,
} from './header.js';
export { fetchProfile } from './profile.js';
export { authorOf, deriveKeys, recipientOf, sign } from './reporter.js';
export { STORY_SIZES, sealPart } from './seal.js';
export { startSending } from './send.js';
export { currentStep, goBack, goTo, leaving } from './steps.js';
export { readWords } from './words.js';
