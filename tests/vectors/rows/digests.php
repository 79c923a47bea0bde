<?php
// Reads jobs as JSON and writes PHP's own digests, HMACs and password hashes of them.
$texts = [];
foreach (json_decode(stream_get_contents(STDIN), true) as $job) {
    $password = hex2bin($job['password']);
    $salt = hex2bin($job['salt'] ?? '');
    $data = match ($job['place'] ?? 'none') {
        'none' => $password,
        'before' => $salt . $password,
        'behind' => $password . $salt,
    };
    $raw = match ($job['op']) {
        'hash' => hash($job['digest'], $data, true),
        'hmac' => hash_hmac($job['digest'], $password, $salt, true),
        'hmac-by-password' => hash_hmac($job['digest'], $salt, $password, true),
        'bcrypt' => password_hash($password, PASSWORD_BCRYPT, ['cost' => 4]),
        'argon2i', 'argon2id' => password_hash($password, $job['op'], ['memory_cost' => 64, 'time_cost' => 1, 'threads' => 1]),
    };
    $encoded = match ($job['encoding'] ?? 'none') {
        'none' => $raw,
        'hex' => bin2hex($raw),
        'HEX' => strtoupper(bin2hex($raw)),
        'base64' => base64_encode($raw),
        'base64+salt' => base64_encode($raw . $salt),
    };
    $texts[] = ($job['mark'] ?? '') . $encoded;
}
echo json_encode($texts);
