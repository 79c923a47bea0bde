<?php // Each line of input asks for one hash; the answer is its nanoseconds.
[, $what] = $argv;
$password = 'correct horse battery staple';
$salt = 'saltsaltsaltsalt';
$old = password_hash($password, PASSWORD_BCRYPT, ['cost' => 10]);
$runs = [
    'argon2-19' => fn() => password_hash($password, PASSWORD_ARGON2ID,
        ['memory_cost' => 19456, 'time_cost' => 2, 'threads' => 1]),
    'argon2-64' => fn() => password_hash($password, PASSWORD_ARGON2ID,
        ['memory_cost' => 65536, 'time_cost' => 3, 'threads' => 4]),
    'bcrypt' => fn() => password_hash($password, PASSWORD_BCRYPT, ['cost' => 10]),
    'move' => fn() => password_verify($password, $old) && password_hash($password,
        PASSWORD_ARGON2ID, ['memory_cost' => 19456, 'time_cost' => 2, 'threads' => 1]),
    'pbkdf2-sha1' => fn() => hash_pbkdf2('sha1', $password, $salt, 100000, 20, true),
    'pbkdf2-sha256' => fn() => hash_pbkdf2('sha256', $password, $salt, 100000, 32, true),
    'pbkdf2-sha512' => fn() => hash_pbkdf2('sha512', $password, $salt, 100000, 64, true),
    'phpass' => function () use ($password) {
        $digest = md5('saltsalt' . $password, true);
        for ($count = 8192; $count > 0; $count--) {
            $digest = md5($digest . $password, true);
        }
    },
];
// Another text is what crypt made of the password.
$repeats = isset($runs[$what]) || $what[0] === '$' ? 1 : ($what[0] === '_' ? 10 : 1000);
$run = $runs[$what] ?? fn() => crypt($password, $what) === $what || exit(1);
while (fgets(STDIN) !== false) {
    $start = hrtime(true);
    for ($number = 0; $number < $repeats; $number++) {
        $run();
    }
    echo intdiv(hrtime(true) - $start, $repeats), "\n";
    flush();
}
