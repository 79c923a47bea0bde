// What Logto's migration guide has its readers write: posts each user of a JSON file to the import
// API, and waits where it is told to. Prints each answer's status and, where there is one, its code.
//
//     node import.mjs ENDPOINT TOKEN FILE
import { readFile } from 'node:fs/promises';

const [endpoint, token, file] = process.argv.slice(2);
const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

const post = async (user) => {
  for (;;) {
    const response = await fetch(`${endpoint}/api/users`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
      body: JSON.stringify(user),
    });
    if (response.status !== 429) return response;
    console.log('429');
    await wait(Number(response.headers.get('Retry-After')));
  }
};

for (const user of JSON.parse(await readFile(file, 'utf8'))) {
  const response = await post(user);
  const answer = await response.json();
  console.log(response.status, answer.code ?? answer.username);
}
