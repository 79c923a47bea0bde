// Writes pbkdf2.json: node tests/vectors/functions/generate_pbkdf2.js
const { createHash, pbkdf2Sync } = require('crypto');
const fs = require('fs');
const path = require('path');

// Bytes that are the same at every run.
const bytes = (name, length) => {
    const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, n) => createHash('sha256').update(`${name} ${n}`).digest());
    return Buffer.concat(blocks).subarray(0, length);
};

const LENGTHS = [0, 1, 7, 8, 9, 15, 16, 17, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, 255];
const FREQUENT = { md5: 16, sha1: 20, sha224: 28, sha256: 32, sha384: 48, sha512: 64 };
const RARE = {
    'sha512-224': 28, 'sha512-256': 32, 'sha3-224': 28, 'sha3-256': 32, 'sha3-384': 48, 'sha3-512': 64, ripemd160: 20,
    blake2b512: 64, blake2s256: 32, sm3: 32,
};
const vectors = [];
const add = (digest, password, salt, rounds, length) => {
    password = bytes('password', password);
    salt = bytes('salt', salt);
    vectors.push({
        digest, password: password.toString('hex'), salt: salt.toString('hex'), rounds,
        output: pbkdf2Sync(password, salt, rounds, length, digest).toString('hex'),
    });
};
for (const [digest, own] of Object.entries(FREQUENT)) {
    LENGTHS.forEach((length, n) => {
        add(digest, length, 16, 1 + n % 4, own);
        add(digest, 13, length, 1 + n % 3, own);
    });
    for (const length of [1, own - 1, own + 1, 2 * own, 3 * own + 5]) add(digest, 13, 16, 3, length);
    add(digest, 13, 16, 1000, own);
}
for (const [digest, own] of Object.entries(RARE)) {
    for (const length of [0, 16, 64, 128, 145]) add(digest, length, 16, 2, own);
    add(digest, 13, 16, 20, 2 * own + 1);
}
fs.writeFileSync(path.join(__dirname, 'pbkdf2.json'), `[\n${vectors.map((vector) => JSON.stringify(vector)).join(',\n')}\n]\n`);
console.log(process.version, vectors.length);
