// Each line of input asks for one hash; the answer is its nanoseconds.
const password = 'correct horse battery staple';
const salt = Buffer.from('saltsaltsaltsalt');

const argon2 = (memoryCost, timeCost, parallelism) => {
  const argon2 = require('argon2');
  const options = { type: argon2.argon2id, memoryCost, timeCost, parallelism, salt, raw: true };
  return () => argon2.hash(password, options);
};
const wasm = (memorySize, iterations, parallelism) => {
  const { argon2id } = require('hash-wasm');
  const options = { password, salt, memorySize, iterations, parallelism, hashLength: 32 };
  return () => argon2id({ ...options, outputType: 'binary' });
};
const wasmBcrypt = () => {
  const { bcrypt } = require('hash-wasm');
  return bcrypt({ password, salt, costFactor: 10, outputType: 'binary' });
};
const crypto = require('node:crypto');
const pbkdf2 = (digest, length) => () => crypto.pbkdf2Sync(password, salt, 100000, length, digest);
const run = {
  'pbkdf2-sha1': () => pbkdf2('sha1', 20),
  'pbkdf2-sha256': () => pbkdf2('sha256', 32),
  'pbkdf2-sha512': () => pbkdf2('sha512', 64),
  scrypt: () => () => crypto.scryptSync(password, salt, 32, { N: 16384, r: 8, p: 1 }),
  'argon2-19': () => argon2(19456, 2, 1),
  'argon2-64': () => argon2(65536, 3, 4),
  'wasm-19': () => wasm(19456, 2, 1),
  'wasm-64': () => wasm(65536, 3, 4),
  'wasm-bcrypt': () => wasmBcrypt,
  'wasm-move': () => {
    const make = wasm(19456, 2, 1);
    return async () => (await wasmBcrypt(), make());
  },
}[process.argv[2]]();

(async () => {
  for await (const _ of require('node:readline').createInterface({ input: process.stdin })) {
    const start = process.hrtime.bigint();
    await run();
    console.log(String(process.hrtime.bigint() - start));
  }
})();
