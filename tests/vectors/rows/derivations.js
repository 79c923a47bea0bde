// Reads jobs as JSON and writes what documented formulas make of them, on Node's PBKDF2, scrypt and AES.
const { pbkdf2Sync, scryptSync, createCipheriv } = require('crypto');

const hex = (bytes) => bytes.toString('hex');
const padded = (bytes) => bytes.toString('base64');
const unpadded = (bytes) => padded(bytes).replace(/=+$/, '');
const ab64 = (bytes) => unpadded(bytes).replace(/\+/g, '.');
const u32 = (number) => { const bytes = Buffer.alloc(4); bytes.writeUInt32BE(number); return bytes; };

const pbkdf2 = (job) => pbkdf2Sync(job.password, job.salt, job.rounds, job.length, job.digest);
const scrypt = (job, length = job.length) =>
    scryptSync(job.password, job.salt, length, { N: 2 ** job.log2, r: job.block, p: job.lanes, maxmem: 2 ** 30 });

// Firebase's: what scrypt gives is the key under which the project's signer key is enciphered.
const firebase = (job) => {
    const key = scrypt({ ...job, salt: Buffer.concat([job.salt, job.separator]) }, 32);
    const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
    return padded(Buffer.concat([cipher.update(job.signer), cipher.final()]));
};
const optional = (name, bytes) => (bytes.length ? `,${name}=${padded(bytes)}` : '');

const formulas = {
    // passlib's spelling, and the same with padding and in the standard alphabet, which passwap takes as well.
    passlib: (job) => `$${job.name}$${job.rounds}$${ab64(job.salt)}$${ab64(pbkdf2(job))}`,
    'passlib-padded': (job) => `$${job.name}$${job.rounds}$${padded(job.salt)}$${padded(pbkdf2(job))}`,
    phc: (job) => `$pbkdf2-${job.digest}$i=${job.rounds},l=${job.length}$${unpadded(job.salt)}$${unpadded(pbkdf2(job))}`,
    'workos-pbkdf2': (job) => `$pbkdf2$i=${job.rounds},d=${job.digest}$${unpadded(job.salt)}$${unpadded(pbkdf2(job))}`,
    '389ds': (job) => `{${job.name}}${job.rounds}$${padded(job.salt)}$${padded(pbkdf2(job))}`,
    '389ds-blob': (job) => '{PBKDF2_SHA256}' + padded(Buffer.concat([u32(job.rounds), job.salt, pbkdf2(job)])),
    grub: (job) => `grub.pbkdf2.sha512.${job.rounds}.` + `${hex(job.salt)}.${hex(pbkdf2(job))}`.toUpperCase(),
    macos: (job) => `$ml$${job.rounds}$${hex(job.salt)}$${hex(pbkdf2(job))}`,
    web2py: (job) => `pbkdf2(${job.rounds},${job.length},${job.digest})$${job.salt}$${hex(pbkdf2(job))}`,
    'aspnet-v2': (job) => padded(Buffer.concat([Buffer.alloc(1), job.salt, pbkdf2(job)])),
    'aspnet-v3': (job) => padded(Buffer.concat(
        [Buffer.from([1]), u32(job.prf), u32(job.rounds), u32(job.salt.length), job.salt, pbkdf2(job)])),
    'spring-pbkdf2': (job) =>
        `{${job.name}}` + hex(job.salt) + hex(pbkdf2({ ...job, salt: Buffer.concat([job.salt, job.constant1 ?? Buffer.alloc(0)]) })),
    scrypt: (job) =>
        `$scrypt$ln=${job.log2},r=${job.block},p=${job.lanes}$${unpadded(job.salt)}$${unpadded(scrypt(job))}`,
    'kratos-scrypt': (job) =>
        `$scrypt$ln=${2 ** job.log2},r=${job.block},p=${job.lanes}$${padded(job.salt)}$${padded(scrypt(job))}`,
    'workos-scrypt': (job) =>
        `$scrypt$v=1$n=${2 ** job.log2},r=${job.block},p=${job.lanes},kl=${job.length}$${unpadded(job.salt)}$${unpadded(scrypt(job))}`,
    'kratos-firebase': (job) => `$firescrypt$ln=${job.log2},r=${job.block},p=${job.lanes}$${padded(job.salt)}$`
        + `${firebase(job)}$${padded(job.separator)}$${padded(job.signer)}`,
    'supabase-firebase': (job) => `$fbscrypt$v=1,n=${job.log2},r=${job.block},p=${job.lanes}`
        + `${optional('ss', job.separator)}${optional('sk', job.signer)}$${padded(job.salt)}$${firebase(job)}`,
    'workos-firebase': (job) => `$firebase-scrypt$hash=${firebase(job)}$salt=${padded(job.salt)}$sk=${padded(job.signer)}`
        + `$ss=${padded(job.separator)}$r=${job.block}$m=${job.log2}`,
    'passwap-7': (job) => `$7$ln=${job.log2},r=${job.block},p=${job.lanes}$${unpadded(job.salt)}$${unpadded(scrypt(job))}`,
    'stalwart-pbkdf2': (job) => '{PBKDF2}' + formulas.phc(job),
    'clerk-firebase': (job) => [firebase(job), padded(job.salt), padded(job.signer), padded(job.separator), job.block,
        job.log2].join('$'),
};

const BYTES = ['password', 'salt', 'separator', 'signer', 'constant1'];
const texts = JSON.parse(require('fs').readFileSync(0)).map((job) => {
    for (const name of BYTES) {
        if (name in job) {
            job[name] = Buffer.from(job[name], 'hex');
        }
    }
    return formulas[job.op](job);
});
process.stdout.write(JSON.stringify(texts));
