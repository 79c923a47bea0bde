<?php
// Reads jobs as JSON and writes what a system's documented formula makes of them, for systems whose own program is not
// at hand. $p is the password, $s the salt, $u the user, $c the first constant.

function encoded(string $raw, array $job): string
{
    return match ($job['encoding']) {
        'hex' => bin2hex($raw),
        'base64' => base64_encode($raw),
    };
}

$formulas = [
    'plaintext' => fn ($p) => $p,
    'nt-upper' => fn ($p) => strtoupper(hash('md4', iconv('UTF-8', 'UTF-16LE', $p))),
    'tagged' => fn ($p, $s, $u, $c, $job) => encoded(hash($job['digest'], $p . $s, true) . $s, $job),
    'django' => fn ($p, $s, $u, $c, $job) => "{$job['digest']}\$$s\$" . hash($job['digest'], $s . $p),
    'wordpress-bcrypt' => function ($p) {
        $given = base64_encode(hash_hmac('sha384', trim($p), 'wp-sha384', true));
        return '$wp' . password_hash($given, PASSWORD_BCRYPT, ['cost' => 4]);
    },
    'owncloud-bcrypt' => fn ($p, $s, $u, $c) => password_hash($p . $c, PASSWORD_BCRYPT, ['cost' => 4]),
    'magento-md5' => fn ($p, $s) => md5($s . $p) . ":$s:0",
    'magento-sha256' => fn ($p, $s) => hash('sha256', $s . $p) . ":$s:1",
    'magento-md5-sha256' => fn ($p, $s) => hash('sha256', $s . md5($s . $p)) . ":$s:0:1",
    'magento1-md5' => fn ($p, $s) => md5($s . $p) . ":$s",
    'magento1-sha256' => fn ($p, $s) => hash('sha256', $s . $p) . ":$s",
    'kratos-hmac' => fn ($p, $s, $u, $c, $job) => "\$hmac-{$job['digest']}\$"
        . base64_encode(hash_hmac($job['digest'], $p, $s)) . '$' . base64_encode($s),
    'kratos' => function ($p, $s, $u, $c, $job) {
        $places = hex2bin($job['places']);
        $given = strtr($places, ['{SALT}' => $s, '{PASSWORD}' => $p]);
        return "\${$job['digest']}\$pf=" . base64_encode($places) . '$' . base64_encode($s) . '$'
            . base64_encode(hash($job['digest'], $given, true));
    },
    'kratos-md5-unsalted' => fn ($p) => '$md5$' . base64_encode(md5($p, true)),
    'passwap-md5-prefix' => fn ($p, $s) => "\$md5salted-prefix\$$s\$" . base64_encode(md5($s . $p, true)),
    'passwap-md5-suffix' => fn ($p, $s) => "\$md5salted-suffix\$$s\$" . base64_encode(md5($p . $s, true)),
    'mssql2012' => fn ($p, $s) => '0x0200'
        . strtoupper(bin2hex($s) . hash('sha512', iconv('UTF-8', 'UTF-16LE', $p) . $s)),
    'vbulletin' => fn ($p, $s) => md5(md5($p) . $s),
    'mybb' => fn ($p, $s) => md5(md5($s) . md5($p)),
    'ipb' => fn ($p, $s) => md5(md5($s) . md5($p)),
    'smf' => fn ($p, $s, $u) => sha1(strtolower($u) . $p),
    'phpbb2' => fn ($p) => md5($p),
    'punbb' => fn ($p, $s) => sha1($s . sha1($p)),
    'opencart' => fn ($p, $s) => sha1($s . sha1($s . sha1($p))),
    'prestashop' => fn ($p, $s, $u, $c) => md5($c . $p),
    'oscommerce' => fn ($p, $s) => md5($s . $p) . ":$s",
    'joomla' => fn ($p, $s) => md5($p . $s) . ":$s",
    'redmine' => fn ($p, $s) => sha1($s . sha1($p)),
    'xenforo1-sha256' => fn ($p, $s) => hash('sha256', hash('sha256', $p) . $s),
    'xenforo1-sha1' => fn ($p, $s) => sha1(sha1($p) . $s),
    'jboss-management' => fn ($p, $s, $u) => md5("$u:ManagementRealm:$p"),
    'jboss-application' => fn ($p, $s, $u) => md5("$u:ApplicationRealm:$p"),
    'moodle' => fn ($p, $s, $u, $c) => md5($p . $c),
];

$texts = [];
foreach (json_decode(stream_get_contents(STDIN), true) as $job) {
    [$p, $s, $u, $c] = array_map(fn ($name) => hex2bin($job[$name] ?? ''), ['password', 'salt', 'user', 'constant1']);
    $texts[] = ($job['mark'] ?? '') . $formulas[$job['op']]($p, $s, $u, $c, $job);
}
echo json_encode($texts, JSON_THROW_ON_ERROR);
