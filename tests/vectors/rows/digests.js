// Reads jobs as JSON and writes Node's digests of them.
const { createHash } = require('crypto');

const texts = JSON.parse(require('fs').readFileSync(0)).map((job) =>
    createHash(job.digest).update(Buffer.from(job.password, 'hex')).digest(job.encoding));
process.stdout.write(JSON.stringify(texts));
