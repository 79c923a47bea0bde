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

function bcrypt(string $given): string
{
    return password_hash($given, PASSWORD_BCRYPT, ['cost' => 4]);
}

function utf16(string $text): string
{
    return iconv('UTF-8', 'UTF-16LE', $text);
}

$formulas = [
    'plaintext' => fn ($p) => $p,
    'nt-upper' => fn ($p) => strtoupper(hash('md4', utf16($p))),
    'tagged' => fn ($p, $s, $u, $c, $job) => encoded(hash($job['digest'], $p . $s, true) . $s, $job),
    'django' => fn ($p, $s, $u, $c, $job) => "{$job['digest']}\$$s\$" . hash($job['digest'], $s . $p),
    'wordpress-bcrypt' => function ($p) {
        $given = base64_encode(hash_hmac('sha384', trim($p), 'wp-sha384', true));
        return '$wp' . bcrypt($given);
    },
    'typo3-md5-bcrypt' => fn ($p) => 'M' . bcrypt(md5($p)),
    'owncloud-bcrypt' => fn ($p, $s, $u, $c) => bcrypt($p . $c),
    'magento-md5' => fn ($p, $s) => md5($s . $p) . ":$s:0",
    'magento-sha256' => fn ($p, $s) => hash('sha256', $s . $p) . ":$s:1",
    'magento-md5-sha256' => fn ($p, $s) => hash('sha256', $s . md5($s . $p)) . ":$s:0:1",
    'magento' => function ($p, $s, $u, $c, $job) {
        $text = $p;
        foreach (explode(':', $job['versions']) as $version) {
            [$version, $length, $passes, $memory] = explode('_', $version) + [0, 32, 2, 67108864];
            $text = match ($version) {
                '0' => md5($s . $text),
                '1' => hash('sha256', $s . $text),
                '2', '3' => bin2hex(sodium_crypto_pwhash((int) $length, $text, substr(str_pad($s, 16, $s), 0, 16), (int) $passes,
                    (int) $memory, SODIUM_CRYPTO_PWHASH_ALG_ARGON2ID13)),
            };
        }
        return "$text:$s:{$job['versions']}";
    },
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
        . strtoupper(bin2hex($s) . hash('sha512', utf16($p) . $s)),
    'vbulletin' => fn ($p, $s) => md5(md5(trim($p)) . $s),
    'mybb' => fn ($p, $s) => md5(md5($s) . md5($p)),
    'ipb' => fn ($p, $s) => md5(md5($s) . md5($p)),
    'smf' => fn ($p, $s, $u) => sha1(strtolower($u) . $p),
    'phpbb2' => fn ($p) => md5($p),
    'punbb' => fn ($p, $s) => sha1($s . sha1(trim($p))),
    'opencart' => fn ($p, $s) => sha1($s . sha1($s . sha1($p))),
    'prestashop' => fn ($p, $s, $u, $c) => md5($c . $p),
    'oscommerce' => fn ($p, $s) => md5($s . trim($p)) . ":$s",
    'joomla' => fn ($p, $s) => md5($p . $s) . ":$s",
    'redmine' => fn ($p, $s) => sha1($s . sha1($p)),
    'xenforo1-sha256' => fn ($p, $s) => hash('sha256', hash('sha256', $p) . $s),
    'xenforo1-sha1' => fn ($p, $s) => sha1(sha1($p) . $s),
    'jboss-management' => fn ($p, $s, $u) => md5("$u:ManagementRealm:$p"),
    'jboss-application' => fn ($p, $s, $u) => md5("$u:ApplicationRealm:$p"),
    'moodle' => fn ($p, $s, $u, $c) => md5($p . $c),
    'e107' => fn ($p, $s, $u) => '$E$' . md5(md5(trim($p)) . $u),
    'vbulletin5' => fn ($p) => bcrypt(md5($p)),
    'vbulletin5-legacy' => fn ($p, $s) => md5(md5(trim($p)) . $s) . " $s",
    'smf10' => fn ($p, $s, $u) => hash_hmac('md5', $p, strtolower($u)),
    'smf21' => fn ($p, $s, $u) => bcrypt(strtolower($u) . $p),
    'wbb3' => fn ($p, $s) => sha1($s . sha1($s . sha1($p))),
    'discuz' => fn ($p, $s) => md5(md5($p) . $s),
    'zencart-sha256' => fn ($p, $s) => hash('sha256', $s . trim($p)) . ":$s",
    'shopware-sha256' => function ($p, $s, $u, $c, $job) {
        $digest = '';
        for ($i = 0; $i <= $job['rounds']; $i++) {
            $digest = hash('sha256', $digest . $p . $s);
        }
        return "{$job['rounds']}:$s:$digest";
    },
    'nopcommerce-sha1' => fn ($p, $s) => strtoupper(sha1($p . $s)),
    'nopcommerce-sha512' => fn ($p, $s) => strtoupper(hash('sha512', $p . $s)),
    'concrete5' => fn ($p, $s, $u, $c) => md5("$p:$c"),
    'contao' => fn ($p, $s) => sha1($s . $p) . ":$s",
    'elgg' => fn ($p, $s) => md5($p . $s),
    'dolphin' => fn ($p, $s) => sha1(md5($p) . $s),
    'phpfusion-md5' => fn ($p) => md5(md5($p)),
    'phpfusion-sha256' => fn ($p, $s) => hash_hmac('sha256', $p, $s),
    'pluxml' => fn ($p, $s) => sha1($s . md5($p)),
    'omeka' => fn ($p, $s) => sha1($s . $p),
    'pligg' => fn ($p, $s) => $s . sha1($s . $p),
    'gallery2' => fn ($p, $s) => $s . md5($s . $p),
    'matomo' => fn ($p) => bcrypt(md5($p)),
    'bugzilla' => fn ($p, $s) => "$s," . rtrim(base64_encode(hash('sha256', $p . $s, true)), '=') . '{SHA-256}',
    'openmrs-sha512' => fn ($p, $s) => hash('sha512', $p . $s),
    'openmrs-sha1' => fn ($p, $s) => sha1($p . $s),
    'cakephp-sha1' => fn ($p, $s, $u, $c) => sha1($c . $p),
    'authlogic-sha512' => function ($p, $s) {
        $digest = $p . $s;
        for ($i = 0; $i < 20; $i++) {
            $digest = hash('sha512', $digest);
        }
        return $digest;
    },
    'restful-authentication' => function ($p, $s, $u, $c) {
        $digest = $c;
        for ($i = 0; $i < 10; $i++) {
            $digest = sha1(implode('--', [$digest, $s, $p, $c]));
        }
        return $digest;
    },
    'restful-authentication-old' => fn ($p, $s) => sha1("--$s--$p--"),
    'devise-sha1' => function ($p, $s, $u, $c) {
        $digest = $c;
        for ($i = 0; $i < 10; $i++) {
            $digest = sha1('--' . implode('--', [$s, $digest, $p, $c]) . '--');
        }
        return $digest;
    },
    'devise-bcrypt' => fn ($p, $s, $u, $c) => bcrypt($p . $c),
    'meteor' => fn ($p) => bcrypt(hash('sha256', $p)),
    'aspnet-membership-sha1' => fn ($p, $s) => base64_encode(sha1(base64_decode($s) . utf16($p), true)),
    // WoltLab's importers write the name of the system in front.
    'woltlab-wcf1' => fn ($p, $s) => 'wcf1:' . sha1($s . sha1($s . sha1($p))) . ":$s",
    'woltlab-vb' => fn ($p, $s, $u, $c, $job) => "{$job['name']}:" . md5(md5($p) . $s) . ":$s",
    'woltlab-mybb' => fn ($p, $s, $u, $c, $job) => "{$job['name']}:" . md5(md5($s) . md5($p)) . ":$s",
    'woltlab-smf' => fn ($p, $s, $u, $c, $job) => "{$job['name']}:" . sha1($s . $p) . ":$s",
    'woltlab-joomla' => fn ($p, $s, $u, $c, $job) => "{$job['name']}:" . md5($p . $s) . ":$s",
    'woltlab-phpfox3' => fn ($p, $s) => 'phpfox3:' . md5(md5($p) . md5($s)) . ":$s",
    'woltlab-xf1' => fn ($p, $s, $u, $c, $job) => 'xf1:'
        . hash($job['digest'], hash($job['digest'], $p) . $s) . ":$s",
    'shiro' => function ($p, $s, $u, $c, $job) {
        $digest = hash($job['digest'], $s . $p, true);
        for ($i = 1; $i < $job['rounds']; $i++) {
            $digest = hash($job['digest'], $digest, true);
        }
        return "\$shiro1\${$job['name']}\${$job['rounds']}\$" . base64_encode($s) . '$' . base64_encode($digest);
    },
    'sap-h' => function ($p, $s, $u, $c, $job) {
        $digest = hash($job['digest'], $p . $s, true);
        for ($i = 1; $i < $job['rounds']; $i++) {
            $digest = hash($job['digest'], $p . $digest, true);
        }
        return "{x-is{$job['name']}, {$job['rounds']}}" . base64_encode($digest . $s);
    },
    // Authlogic, Sorcery and devise-encryptable.
    'stretched' => function ($p, $s, $u, $c, $job) {
        $digest = $p . $s;
        for ($i = 0; $i < 20; $i++) {
            $digest = hash($job['digest'], $digest, $job['raw']);
        }
        return $job['raw'] ? bin2hex($digest) : $digest;
    },
    'authlogic-sha1' => function ($p, $s) {
        $digest = $p;
        for ($i = 0; $i < 10; $i++) {
            $digest = sha1("$digest--$s");
        }
        return $digest;
    },
    'digest-then-salt' => fn ($p, $s, $u, $c, $job) => hash($job['digest'], $p . $s),
    'bcrypt-salt' => fn ($p, $s, $u, $c) => bcrypt($p . $s . $c),
    'devise-sha512' => function ($p, $s, $u, $c) {
        $digest = $c;
        for ($i = 0; $i < 10; $i++) {
            $digest = hash('sha512', '--' . implode('--', [$s, $digest, $p, $c]) . '--');
        }
        return $digest;
    },
    'clearance-sha1' => fn ($p, $s) => sha1("--$s--$p--"),
    'nodebb' => fn ($p) => bcrypt(hash('sha512', $p)),
    'user-then-password' => fn ($p, $s, $u, $c, $job) => hash($job['digest'], $u . $p),
    'rabbitmq' => fn ($p, $s, $u, $c, $job) => base64_encode($s . hash($job['digest'], $s . $p, true)),
    'jenkins-sha256' => fn ($p, $s) => "$s:" . hash('sha256', $p . '{' . $s . '}'),
    'couchdb-sha1' => fn ($p, $s) => '-hashed-' . sha1($p . $s) . ",$s",
    'sha1' => fn ($p) => sha1($p),
    // PBKDF2 in a column, with the salt in another one.
    'pbkdf2-sha256' => fn ($p, $s, $u, $c, $job) => hash_pbkdf2('sha256', $p, $s, $job['rounds'], 2 * $job['length']),
    'elasticsearch' => fn ($p, $s, $u, $c, $job) => "{{$job['tag']}}{$job['rounds']}$" . base64_encode($s) . '$'
        . base64_encode(hash_pbkdf2('sha512', $job['tag'] == 'PBKDF2' ? $p : hash('sha512', $p), $s, $job['rounds'], 32, true)),
    'jenkins-pbkdf2' => fn ($p, $s, $u, $c, $job) => "\$PBKDF2\$HMACSHA512:{$job['rounds']}:" . bin2hex($s) . '$'
        . hash_pbkdf2('sha512', $p, $s, $job['rounds']),
    'couchdb-pbkdf2' => fn ($p, $s, $u, $c, $job) => "-pbkdf2{$job['mark2']}-"
        . hash_pbkdf2($job['digest'], $p, $s, $job['rounds']) . ",$s,{$job['rounds']}",
    'moodle-pepper' => fn ($p, $s, $u, $c) => crypt($p . $c, "\$6\$rounds=1000\$$s\$"),
    'ipa-nt' => fn ($p) => 'ipaNTHash: ' . rtrim(strtr(base64_encode(hash('md4', utf16($p), true)), '+/', '-_'), '='),
    'samba-nt' => fn ($p) => 'sambaNTPassword: ' . strtoupper(hash('md4', utf16($p))),
    // Clerk.
    'clerk-pbkdf2-sha1' => function ($p, $s, $u, $c, $job) {
        $length = $job['length'];
        return "pbkdf2_sha1\${$job['rounds']}\$" . ($job['hex'] ? bin2hex($s) : $s) . '$'
            . hash_pbkdf2('sha1', $p, $s, $job['rounds'], 2 * $length) . ($length == 32 ? '' : "\$$length");
    },
    'clerk-pbkdf2-sha256' => fn ($p, $s, $u, $c, $job) => "pbkdf2_sha256\${$job['rounds']}\$" . base64_encode($s) . '$'
        . base64_encode(hash_pbkdf2('sha256', $p, $s, $job['rounds'], $job['length'], true)),
    'clerk-pbkdf2-sha256-django' => fn ($p, $s, $u, $c, $job) => "pbkdf2_sha256\${$job['rounds']}\$$s\$"
        . base64_encode(hash_pbkdf2('sha256', $p, $s, $job['rounds'], 0, true)),
    'clerk-pbkdf2-sha512' => fn ($p, $s, $u, $c, $job) => "pbkdf2_sha512\${$job['rounds']}\$$s\$"
        . hash_pbkdf2('sha512', $p, $s, $job['rounds'], 2 * $job['length']),
    'clerk-pbkdf2-sha512-hex' => fn ($p, $s, $u, $c, $job) => "pbkdf2_sha512_hex\${$job['rounds']}\$" . bin2hex($s) . '$'
        . hash_pbkdf2('sha512', $p, $s, $job['rounds'], 2 * $job['length']),
    'clerk-bcrypt-peppered' => fn ($p, $s) => bcrypt($p . $s) . "\$$s",
    'clerk-hmac-sha256-utf16-b64' => fn ($p, $s) => 'hmac_sha256_utf16_b64$'
        . base64_encode(hash_hmac('sha256', utf16($p), $s, true)) . '$' . base64_encode($s),
    'salt-dollar-digest' => fn ($p, $s, $u, $c, $job) => "$s\$" . hash($job['digest'], $s . $p),
    'umbraco' => fn ($p) => base64_encode(hash_hmac('sha1', utf16($p), utf16($p), true)),
];

$texts = [];
foreach (json_decode(stream_get_contents(STDIN), true) as $job) {
    [$p, $s, $u, $c] = array_map(fn ($name) => hex2bin($job[$name] ?? ''), ['password', 'salt', 'user', 'constant1']);
    $texts[] = ($job['mark'] ?? '') . $formulas[$job['op']]($p, $s, $u, $c, $job);
}
echo json_encode($texts, JSON_THROW_ON_ERROR);
