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
const run = {
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
