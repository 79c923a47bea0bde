// Reads jobs as JSON and writes Node's digests and HMACs of them.
const { createHash, createHmac } = require('crypto');

const bytes = (text) => Buffer.from(text ?? '', 'hex');
const texts = JSON.parse(require('fs').readFileSync(0)).map((job) => {
    const [password, salt] = [bytes(job.password), bytes(job.salt)];
    const parts = { none: [password], before: [salt, password], behind: [password, salt] }[job.place ?? 'none'];
    const state = job.op === 'hmac' ? createHmac(job.digest, salt).update(password)
        : job.op === 'hmac-by-password' ? createHmac(job.digest, password).update(salt)
        : createHash(job.digest).update(Buffer.concat(parts));
    const raw = state.digest();
    return (job.mark ?? '') + (job.encoding === 'HEX' ? raw.toString('hex').toUpperCase()
        : job.encoding === 'base64+salt' ? Buffer.concat([raw, salt]).toString('base64')
        : raw.toString(job.encoding));
});
process.stdout.write(JSON.stringify(texts));
