// Writes scrypt.json and aes256_ctr.json: node tests/vectors/functions/generate_scrypt.js
const { createCipheriv, createHash, scryptSync } = require('crypto');
const fs = require('fs');
const path = require('path');

// Bytes that are the same at every run.
const bytes = (name, length) => {
    const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, n) => createHash('sha256').update(`${name} ${n}`).digest());
    return Buffer.concat(blocks).subarray(0, length);
};
const write = (name, vectors) => {
    const lines = vectors.map((vector) => JSON.stringify(vector));
    fs.writeFileSync(path.join(__dirname, name), `[\n${lines.join(',\n')}\n]\n`);
    console.log(process.version, name, vectors.length);
};

const LENGTHS = [0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 55, 56, 63, 64, 65, 127, 128, 255];
const vectors = [];
const scrypt = (password, salt, n, r, lanes, length) => {
    password = bytes('password', password);
    salt = bytes('salt', salt);
    vectors.push({
        password: password.toString('hex'), salt: salt.toString('hex'), n, r, lanes,
        output: scryptSync(password, salt, length, { N: n, r, p: lanes, maxmem: 2 ** 30 }).toString('hex'),
    });
};
for (const length of LENGTHS) {
    scrypt(length, 16, 16, 1, 1, 32);
    scrypt(13, length, 8, 2, 1, 32);
    if (length > 0) scrypt(13, 16, 4, 3, 1, length);
}
// Node itself takes no N of 2^16 and above where the block size is 1.
for (const n of [2, 4, 32, 128, 1024, 2048]) for (const [r, lanes] of [[1, 1], [8, 1], [2, 3], [5, 16]]) scrypt(13, 16, n, r, lanes, 64);
scrypt(13, 16, 16384, 8, 1, 64);
scrypt(13, 16, 2, 128, 2, 32);
write('scrypt.json', vectors);

write('aes256_ctr.json', [...LENGTHS, 256, 1000, 4200].map((length) => {
    const [key, data] = [bytes(`key ${length}`, 32), bytes('data', length)];
    const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
    return {
        key: key.toString('hex'), data: data.toString('hex'),
        output: Buffer.concat([cipher.update(data), cipher.final()]).toString('hex'),
    };
}));
