// Checks the proof of one audit entry without any code of Hourkey: Sigstore's verifier of transparency logs checks
// the signature and the path in the tree. See "With your own tools" in audit.md. It needs Node.js 20 or later.
//
//   npm install --no-save @sigstore/verify@3.1.1
//   node verify-proof.mjs entry-1207.tlog-proof hourkey.example.com/audit/prod+1a2b3c4d+A…
import { createHash, createPublicKey } from 'node:crypto';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const sigstore = dirname(require.resolve('@sigstore/verify'));
const { verifyCheckpoint } = require(join(sigstore, 'tlog/checkpoint.js'));
const { verifyMerkleInclusion } = require(join(sigstore, 'tlog/merkle.js'));

const [file, key] = process.argv.slice(2);
const [proof, ...note] = readFileSync(file, 'utf8').split('\n\n');
const [, extra, index, ...hashes] = proof.split('\n');
const [, name, id, publicKey] = key.match(/^(.*?)\+(.*?)\+(.*)$/);
const entry = JSON.parse(Buffer.from(extra.slice('extra '.length), 'base64').toString());

// The hash of an entry, as audit.md describes it.
const seq = Buffer.alloc(8);
seq.writeBigUInt64BE(BigInt(entry.seq));
const hash = createHash('sha256')
  .update(Buffer.from(entry.prevHash, 'hex')).update(seq).update(entry.payload).digest();

const log = {
  baseURL: name,
  logID: Buffer.from(id, 'hex'),
  publicKey: createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey, 'base64').subarray(1).toString('base64url') },
  }),
};
const tlogEntry = {
  canonicalizedBody: hash,
  inclusionProof: {
    logIndex: index.slice('index '.length),
    hashes: hashes.map((line) => Buffer.from(line, 'base64')),
    checkpoint: { envelope: note.join('\n\n') },
  },
};
const checkpoint = verifyCheckpoint(tlogEntry, [log]);
verifyMerkleInclusion(tlogEntry, checkpoint);
if (checkpoint.origin !== name) throw new Error('The checkpoint is of another log.');
if (BigInt(entry.seq) !== BigInt(tlogEntry.inclusionProof.logIndex) + 1n) throw new Error('The proof is of another entry.');
console.log(`Entry ${entry.seq} is among the ${checkpoint.logSize} entries that ${checkpoint.origin} signed.`);
console.log(entry.payload);
