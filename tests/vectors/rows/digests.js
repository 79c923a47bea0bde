// Reads jobs as JSON and writes Node's digests of them.
const { createHash } = require('crypto');

// Logto's `Legacy`: the arguments one behind the other, with the password for each "@".
const logto = ({ digest, arguments: given, password }) => {
    const text = given.map((argument) => (argument === '@' ? password.toString() : argument)).join('');
    return JSON.stringify([digest, given, createHash(digest).update(text).digest('hex')]);
};

const texts = JSON.parse(require('fs').readFileSync(0)).map((job) => {
    const password = Buffer.from(job.password, 'hex');
    return job.op === 'logto' ? logto({ ...job, password })
        : createHash(job.digest).update(password).digest(job.encoding);
});
process.stdout.write(JSON.stringify(texts));
