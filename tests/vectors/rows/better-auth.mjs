// Reads jobs as JSON and writes what @better-auth/utils makes of them, from the folder that npm installed it into.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [, , folder, only] = process.argv;
const path = createRequire(`${folder}/`).resolve('@better-auth/utils/password');
if (only === 'version') {
    const manifest = path.replace(/dist\/.*/, 'package.json');
    console.log('@better-auth/utils ' + JSON.parse(readFileSync(manifest)).version);
} else {
    const { hashPassword } = await import(pathToFileURL(path));
    const texts = [];
    for (const { password } of JSON.parse(readFileSync(0))) {
        texts.push(await hashPassword(Buffer.from(password, 'hex').toString()));
    }
    console.log(JSON.stringify(texts));
}
