<?php // Each line of input asks for one hash; the answer is its nanoseconds.
[, $what] = $argv;
$password = 'correct horse battery staple';
$old = password_hash($password, PASSWORD_BCRYPT, ['cost' => 10]);
$runs = [
    'argon2-19' => fn() => password_hash($password, PASSWORD_ARGON2ID,
        ['memory_cost' => 19456, 'time_cost' => 2, 'threads' => 1]),
    'argon2-64' => fn() => password_hash($password, PASSWORD_ARGON2ID,
        ['memory_cost' => 65536, 'time_cost' => 3, 'threads' => 4]),
    'bcrypt' => fn() => password_hash($password, PASSWORD_BCRYPT, ['cost' => 10]),
    'move' => fn() => password_verify($password, $old) && password_hash($password,
        PASSWORD_ARGON2ID, ['memory_cost' => 19456, 'time_cost' => 2, 'threads' => 1]),
];
while (fgets(STDIN) !== false) {
    $start = hrtime(true);
    $runs[$what]();
    echo hrtime(true) - $start, "\n";
    flush();
}
