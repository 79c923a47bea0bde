// Reads jobs as JSON and writes Node's digests of them.
const { createCipheriv, createHash, createHmac, pbkdf2Sync, scryptSync } = require('crypto');

// Logto's `Legacy`: the arguments one behind the other, with the password for each "@".
const logto = ({ digest, arguments: given, password }) => {
    const text = given.map((argument) => (argument === '@' ? password.toString() : argument)).join('');
    return JSON.stringify([digest, given, createHash(digest).update(text).digest('hex')]);
};

// Logto's derivations, whose arguments are texts.
const logtoPbkdf2 = ({ salt, isHex, rounds, length, digest, password }) => {
    const given = isHex ? `hex:${salt.toString('hex')}` : salt.toString();
    const key = pbkdf2Sync(password, salt, rounds, length, digest);
    return JSON.stringify(['pbkdf2', [given, `${rounds}`, `${length}`, digest, '@'], key.toString('hex')]);
};
const logtoFirebase = ({ salt, key, separator, rounds, memCost, password }) => JSON.stringify(['firebase-scrypt',
    [salt.toString('base64'), key.toString('base64'), separator.toString('base64'), `${rounds}`, `${memCost}`, '@'],
    modifiedScrypt(password, salt, separator, key, rounds, memCost).toString('base64')]);

// Firebase's scrypt: the signer key, encrypted with what scrypt makes of the password.
const modifiedScrypt = (password, salt, separator, key, rounds, memCost) => {
    const derived = scryptSync(password, Buffer.concat([salt, separator]), 32, { N: 1 << memCost, r: rounds, p: 1 });
    return createCipheriv('aes-256-ctr', derived, Buffer.alloc(16)).update(key);
};

const object = (entries) => Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
const joined = (password, salt, saltIsLast) => Buffer.concat(saltIsLast ? [password, salt] : [salt, password]);
const encoded = (bytes, encoding) => bytes.toString(encoding);
const urlSafe = (text) => text.replace(/\+/g, '-').replace(/\//g, '_');

// Auth0's `custom_password_hash`. What it transcodes a password to is what Node's Buffer makes of the text.
const auth0 = (job) => {
    const { algorithm, digest, encoding, position, saltEncoding, passwordEncoding, keyEncoding, salt, key } = job;
    const password = passwordEncoding ? Buffer.from(job.password.toString(), passwordEncoding) : job.password;
    const given = salt && algorithm !== 'scrypt' ? joined(password, salt, position === 'suffix') : password;
    const saltObject = salt && { value: encoded(salt, saltEncoding || 'utf8'), encoding: saltEncoding, position };
    let hash, numbers = {};
    if (algorithm === 'pbkdf2') {
        const bare = (bytes) => bytes.toString('base64').replace(/=+$/, '');
        const derived = bare(pbkdf2Sync(password, salt, job.rounds, job.length, digest));
        const said = job.name || `i=${job.rounds},l=${job.length}`;
        hash = { value: `$pbkdf2-${digest}$${said}$${bare(salt)}$${derived}`, encoding: 'utf8' };
    } else if (algorithm === 'ldap') {
        const value = Buffer.concat([createHash(digest).update(Buffer.concat([password, salt || Buffer.alloc(0)])).digest(),
            salt || Buffer.alloc(0)]);
        hash = { value: `{${job.tag}}${value.toString('base64')}`, encoding: 'utf8' };
    } else if (algorithm === 'scrypt') {
        const { n, r, lanes, length } = job;
        hash = { value: encoded(scryptSync(password, salt, length, { N: n, r, p: lanes }), encoding), encoding };
        numbers = { keylen: length, cost: n, blockSize: r, parallelization: lanes };
        delete saltObject.position;
    } else if (algorithm === 'hmac') {
        hash = { value: encoded(createHmac(digest, key).update(given).digest(), encoding), encoding, digest,
            key: { value: encoded(key, keyEncoding || 'utf8'), encoding: keyEncoding } };
    } else {
        hash = { value: encoded(createHash(algorithm).update(given).digest(), encoding), encoding };
    }
    const inValue = algorithm === 'pbkdf2' || algorithm === 'ldap';
    return JSON.stringify(object({ algorithm, hash, salt: inValue ? undefined : saltObject,
        password: passwordEncoding && { encoding: passwordEncoding }, ...numbers }), null, job.indent);
};

const okta = ({ algorithm, digest, salt, order, rounds, length, password, indent }) => {
    const bytes = digest && rounds ? pbkdf2Sync(password, salt, rounds, length, digest)
        : createHash(digest).update(salt ? joined(password, salt, order === 'POSTFIX') : password).digest();
    return JSON.stringify(object({ algorithm, salt: salt && salt.toString('base64'), saltOrder: order,
        value: bytes.toString('base64'), digestAlgorithm: rounds && `${digest.toUpperCase()}_HMAC`, iterationCount: rounds,
        keySize: rounds && length }), null, indent);
};

// A credential in a realm's export.
const keycloak = ({ algorithm, digest, salt, rounds, length, password, isObject }) => {
    const value = pbkdf2Sync(password, salt, rounds, length, digest).toString('base64');
    const data = [{ value, salt: salt.toString('base64'), additionalParameters: {} },
        { hashIterations: rounds, algorithm, additionalParameters: {} }];
    const [secretData, credentialData] = isObject ? data : data.map((part) => JSON.stringify(part));
    return JSON.stringify({ id: 'd1c0c2a4', type: 'password', userLabel: 'My password', createdDate: 1700000000000,
        secretData, credentialData });
};

// A user of `auth:export`, and the parameters of `auth:import` under its options' names.
const firebase = (job) => {
    const { algorithm, digest, order, salt, key, separator, rounds, memCost, size, lanes, length, password, isUrlSafe } = job;
    const given = salt ? joined(password, salt, order ? order === 'PASSWORD_FIRST' : algorithm.startsWith('HMAC')) : password;
    const base64 = (bytes) => bytes && (isUrlSafe ? urlSafe(bytes.toString('base64')) : bytes.toString('base64'));
    let bytes, config = { rounds, hash_input_order: order };
    if (algorithm === 'SCRYPT') {
        bytes = modifiedScrypt(password, salt, separator, key, rounds, memCost);
        config = { base64_signer_key: base64(key), base64_salt_separator: base64(separator), rounds, mem_cost: memCost };
    } else if (algorithm === 'STANDARD_SCRYPT') {
        bytes = scryptSync(password, salt, length, { N: memCost, r: size, p: lanes });
        config = { mem_cost: memCost, block_size: size, parallelization: lanes, dk_len: length };
    } else if (algorithm.startsWith('PBKDF')) {
        bytes = pbkdf2Sync(password, salt, rounds, length, digest);
    } else if (algorithm.startsWith('HMAC')) {
        bytes = createHmac(digest, key).update(given).digest();
        config = { key: base64(key), hash_input_order: order };
    } else {
        bytes = createHash(digest).update(given).digest();
        bytes = algorithm === 'MD5' ? Buffer.from(bytes.toString('hex')) : bytes;
    }
    return JSON.stringify(object({ localId: 'aB3', email: 'alice@example.com', passwordHash: base64(bytes),
        salt: base64(salt), hash_config: object({ algorithm, ...config }) }));
};

const RECORDS = { logto, 'logto-pbkdf2': logtoPbkdf2, 'logto-firebase': logtoFirebase, auth0, okta, keycloak, firebase };
const BYTES = ['password', 'salt', 'key', 'separator'];

const texts = JSON.parse(require('fs').readFileSync(0)).map((job) => {
    for (const name of BYTES.filter((name) => name in job)) job[name] = Buffer.from(job[name], 'hex');
    return RECORDS[job.op] ? RECORDS[job.op](job) : createHash(job.digest).update(job.password).digest(job.encoding);
});
process.stdout.write(JSON.stringify(texts));
