<?php
// Reads jobs as JSON and writes PHP's own digests and password hashes of them.
$texts = [];
foreach (json_decode(stream_get_contents(STDIN), true) as $job) {
    $password = hex2bin($job['password']);
    $texts[] = ($job['mark'] ?? '') . match ($job['op']) {
        'hash' => match ($job['encoding']) {
            'hex' => hash($job['digest'], $password),
            'HEX' => strtoupper(hash($job['digest'], $password)),
            'base64' => base64_encode(hash($job['digest'], $password, true)),
        },
        'bcrypt' => password_hash($password, PASSWORD_BCRYPT, ['cost' => 4]),
        'argon2i', 'argon2id' => password_hash($password, $job['op'], ['memory_cost' => 64, 'time_cost' => 1, 'threads' => 1]),
    };
}
echo json_encode($texts);
