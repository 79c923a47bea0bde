<?php
// Reads jobs as JSON and writes what a PHP application's own code makes of them.
// Arguments: the folder that the Debian packages were unpacked into, the application, and "version" to be told only that.
[, $root, $application] = $argv;
$share = rtrim($root, '/') . '/usr/share/';

// Symfony and MediaWiki load classes by their names.
spl_autoload_register(function (string $class) use ($share) {
    $path = str_starts_with($class, 'Symfony\\')
        ? $share . 'php/' . strtr($class, '\\', '/') . '.php'
        : $share . "mediawiki/includes/password/$class.php";
    if (is_file($path)) {
        require $path;
    }
});

function need(string $path): string
{
    if (!is_file($path)) {
        fwrite(STDERR, "$path is not there\n");
        exit(1);
    }
    return $path;
}

/** From the package's changelog, whose first line has it in parentheses. */
function debian_version(string $folder): string
{
    preg_match('/\((.+?)[+)-]/', file_get_contents('compress.zlib://' . need("$folder/changelog.Debian.gz")), $found);
    return $found[1];
}

switch ($application) {
    case 'dokuwiki':
        $version = 'DokuWiki ' . trim(file_get_contents(need($share . 'dokuwiki/VERSION')));
        require need($share . 'dokuwiki/inc/PassHash.php');
        $make = function (array $job) {
            $method = 'hash_' . $job['op'];
            $passhash = new dokuwiki\PassHash();
            $given = ($job['md5'] ?? false) ? md5($job['password']) : $job['password'];
            $text = ($job['mark'] ?? '') . $passhash->$method($given, $job['salt'] ?? null);
            // DokuWiki itself knows this mark of Drupal 7's, for those who came from Drupal 6.
            if ($text[0] === 'U' && !$passhash->verify_hash($job['password'], $text)) {
                throw new Exception('refused by its own verification');
            }
            return $text;
        };
        break;
    case 'symfony':
        need($share . 'php/Symfony/Component/PasswordHasher/Hasher/MessageDigestPasswordHasher.php');
        $version = 'Symfony ' . debian_version($share . 'doc/php-symfony-password-hasher');
        $make = function (array $job) {
            $class = 'Symfony\\Component\\PasswordHasher\\Hasher\\MessageDigestPasswordHasher';
            $hasher = new $class($job['digest'], $job['base64'], $job['rounds']);
            $text = $hasher->hash($job['password'], $job['salt'] ?? null);
            // Clerk writes the parts in front of it.
            return ($job['clerk'] ?? false) ? "sha512_symfony\${$job['rounds']}\${$job['salt']}\$$text" : $text;
        };
        break;
    case 'mediawiki':
        need($share . 'mediawiki/includes/password/PasswordFactory.php');
        preg_match("/'MW_VERSION', '(.+?)'/", file_get_contents($share . 'mediawiki/includes/Defines.php'), $found);
        $version = "MediaWiki $found[1]";
        $make = function (array $job) {
            $pbkdf2 = ['class' => 'Pbkdf2Password', 'algo' => 'sha512', 'cost' => '10', 'length' => '64'];
            $factory = new PasswordFactory(['A' => ['class' => 'MWOldPassword'], 'B' => ['class' => 'MWSaltedPassword'],
                'pbkdf2' => $pbkdf2]);
            // An existing password gives the salt and the parameters.
            $salt = isset($job['salt']) ? "{$job['salt']}:" : '';
            $parameters = isset($job['parameters']) ? "{$job['parameters']}:" : '';
            $password = $factory->newFromCiphertext(":{$job['op']}:$parameters$salt" . str_repeat('0', 32));
            $password->crypt($job['password']);
            return $password->toString();
        };
        break;
    case 'wordpress':
        require need($share . 'wordpress/wp-includes/class-phpass.php');
        preg_match('/wp_version = .(.+?).;/', file_get_contents($share . 'wordpress/wp-includes/version.php'), $found);
        $version = "WordPress $found[1]";
        $make = fn (array $job) => (new PasswordHash($job['rounds'], true))->HashPassword($job['password']);
        break;
    case 'horde':
        require need($share . 'php/Horde/Auth.php');
        $version = 'Horde_Auth ' . debian_version($share . 'doc/php-horde-auth');
        $make = fn (array $job) => Horde_Auth::getCryptedPassword($job['password'], $job['salt'] ?? '', $job['op'], true);
        break;
    default:
        fwrite(STDERR, "$application is not known\n");
        exit(1);
}
if (($argv[3] ?? '') === 'version') {
    exit($version);
}
$texts = [];
foreach (json_decode(stream_get_contents(STDIN), true) as $job) {
    foreach (['password', 'salt'] as $name) {
        if (isset($job[$name])) {
            $job[$name] = hex2bin($job[$name]);
        }
    }
    $texts[] = $make($job);
}
echo json_encode($texts);
