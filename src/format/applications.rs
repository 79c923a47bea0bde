//! Home-made schemes, by the application that they are of. Nothing tells them: they have to be declared.
//! A salt that stands in another column comes in the context, as the text of its column.

use crate::format::row::{Family, Row, declared};

/// The rows, and what the documents say of them.
pub(crate) const FAMILY: Family = Family {
    title: "Applications and frameworks, without a mark",
    page: "applications",
    about: "Most are a bare digest whose salt has a column of its own, so that nothing tells one\n\
        application from another: each is declared by its name. The salt of a `Context` is the text of\n\
        that column as it stands, constant 1 is what the application's configuration holds, and the\n\
        user's name is the one that was stored when the password was set. What was made up for an\n\
        application that is not here is one line, an `Expression`.",
    known: "vBulletin, MyBB, Joomla, Moodle, PrestaShop, Devise, Redmine, Tomcat",
    rows: ROWS,
};

const AUTHME: &str = "AuthMe 6.0.0, authme-core/src/main/java/fr/xephi/authme/security/crypts";
const TOMCAT: &str = "Tomcat, java/org/apache/catalina/realm/MessageDigestCredentialHandler.java";
const JBOSS: &str = "WildFly Elytron, \
     sasl/base/src/main/java/org/wildfly/security/sasl/util/UsernamePasswordHashUtil.java, as add-user \
     calls it. It hashes a name or a password of characters up to U+00FF as Latin-1, so that one with \
     any from U+0080 on is refused here";
const XENFORO: &str = "XenForo 1.0 and 1.1, library/XenForo/Authentication/Core.php";
const RESTFUL: &str = "restful_authentication, lib/authentication/by_password.rb";

const SORCERY: &str =
    "Sorcery, lib/sorcery/crypto_providers/common.rb, model.rb and model/config.rb";
const PKP: &str = "OJS, OMP and OPS before 3, lib/pkp/classes/security/Validation.inc.php";
const RABBITMQ: &str = "RabbitMQ, deps/rabbit/src/rabbit_password.erl";

const ROWS: &[Row] = &[
    // Forums.
    declared(
        "vbulletin",
        "<digest:hex>",
        "md5(md5(trim($p)).$s)",
        "63db90a4b38e5075b0732a7a4176907f",
        "vBulletin 3 and 4, clientscript/vbulletin_md5.js. It hashes characters up to U+00FF as Latin-1 \
         and later ones as HTML's references to their numbers, so that a password with any outside \
         ASCII may be refused here",
    ),
    declared(
        "vbulletin5",
        "<hash:$2>",
        "bcrypt(md5($p))",
        "$2y$04$abcdefghijklmnopqrstuueKjytCfJrbNzCoZNnMuVdvZmQQQd2Mm",
        "vBulletin 5, verifyPasswordFromInfo and vB_Utility_Password_Algorithm_Blowfish",
    )
    .noted("The text is the column `token`, where the column `scheme` says `blowfish:…`."),
    declared(
        "vbulletin5-legacy",
        "<digest:hex> <salt:text 1-256>",
        "md5(md5(trim($p)).$s)",
        "63db90a4b38e5075b0732a7a4176907f NaCl",
        "vBulletin 5, vB_Utility_Password_Algorithm_Legacy. As of vBulletin 3 and 4, a password with any \
         character outside ASCII may be refused here",
    )
    .noted("The column `token`, where the column `scheme` says `legacy`: accounts of earlier versions."),
    declared(
        "mybb",
        "<digest:hex>",
        "md5(md5($s).md5($p))",
        "c032d113daeedf9c05f34661b6faa5f1",
        "MyBB 1.8, inc/functions_user.php",
    ),
    declared(
        "ipb",
        "<digest:hex>",
        "md5(md5($s).md5($p))",
        "c032d113daeedf9c05f34661b6faa5f1",
        "IP.Board 2 and 3, documentation of its log-in modules, and hashcat's mode 2811. It replaces \
         `&`, `\\`, `!`, `$`, `\"`, `'`, `<` and `>` in the password by HTML entities first, so that one \
         with any of these is refused here",
    ),
    declared(
        "smf10",
        "<digest:hex>",
        "hmac_md5(lc($u), $p)",
        "d1fcaca70164d2db5bdf4f2ab0fb60c7",
        "SMF 1.0, Sources/LogInOut.php. The name's ASCII letters alone become lower-case",
    ),
    declared(
        "smf",
        "<digest:hex>",
        "sha1(lc($u).$p)",
        "ed05e25e0cebae9aa1b41e6565cdb8713f6d6ac8",
        "SMF 2.0, Sources/LogInOut.php, and 1.1. The name's ASCII letters alone become lower-case. It \
         decodes HTML entities in the password first, so that one that has the text of any is refused \
         here",
    ),
    declared(
        "smf21",
        "<hash:$2>",
        "bcrypt(lc($u).$p)",
        "$2y$04$abcdefghijklmnopqrstuu99licUcWjPeugkmjEhgUYzQE5TXMifK",
        "SMF 2.1, Sources/Subs-Auth.php. All letters of the name become lower-case: those outside ASCII \
         have to be when it is given. It decodes HTML entities in the password first, so that one that \
         has the text of any is refused here",
    ),
    declared(
        "phpbb2",
        "<digest:hex>",
        "md5($p)",
        "3cb4e732631f47e6eb961f34554b7cde",
        "phpBB 2.0.23, phpBB/login.php and common.php. It puts a backslash in front of `'`, `\"` and \
         `\\` in the password first, so that one with any of these is refused here, as is one outside \
         ASCII from pages that were not in UTF-8",
    ),
    declared(
        "punbb",
        "<digest:hex>",
        "sha1($s.sha1(trim($p)))",
        "a2f21228b806f249ef5b96674c21692195969ef6",
        "PunBB 1.3 and 1.4, include/functions.php and login.php. Its trim takes no-break spaces, too",
    ),
    declared(
        "wbb3",
        "<digest:hex>",
        "sha1($s.sha1($s.sha1($p)))",
        "6906d59a0a1f33de4c190b599d294b506fe6919a",
        "WoltLab Suite, \
         wcfsetup/install/files/lib/system/user/authentication/password/algorithm/Wcf1.class.php, which \
         reads Burning Board 3",
    ),
    declared(
        "xenforo1-sha256",
        "<digest:hex>",
        "sha256(sha256($p).$s)",
        "5ff7e4a2a19f7b77a00e88453bd67d2e413b9971e1f74f7d474a272a0ea157cf",
        XENFORO,
    ),
    declared(
        "xenforo1-sha1",
        "<digest:hex>",
        "sha1(sha1($p).$s)",
        "74806aaeb64975acc03e5248b4858b61989bd4ec",
        XENFORO,
    ),
    declared(
        "discuz",
        "<digest:hex>",
        "md5(md5($p).$s)",
        "63db90a4b38e5075b0732a7a4176907f",
        "Discuz! X, upload/uc_server/control/user.php of UCenter",
    ),
    // Shops.
    declared(
        "opencart",
        "<digest:hex>",
        "sha1($s.sha1($s.sha1($p)))",
        "6906d59a0a1f33de4c190b599d294b506fe6919a",
        "OpenCart 1.5 to 3, upload/catalog/model/account/customer.php. It escapes the password by PHP's \
         htmlspecialchars first (upload/system/library/request.php), so that one with `&`, `<`, `>` or \
         `\"` is refused here",
    ),
    declared(
        "prestashop",
        "<digest:hex>",
        "md5($c1.$p)",
        "4f7d814980864f784d4dbdb813c1d441",
        "PrestaShop before 1.7, classes/Tools.php. The earliest versions put a backslash in front of \
         quotes first",
    )
    .noted("Constant 1 is `_COOKIE_KEY_`."),
    declared(
        "oscommerce",
        "<digest:hex>:<salt:text 1-256>",
        "md5($s.trim($p))",
        "d897cc54e94fe33e4da398599cbdfbec:NaCl",
        "osCommerce 2.2, catalog/includes/functions/password_funcs.php and database.php, and Zen Cart \
         before 1.5.3. It makes several spaces one and `<` and `>` underlines in the password first, so \
         that one with these is refused here",
    ),
    declared(
        "zencart-sha256",
        "<digest:hex>:<salt:text 1-256>",
        "sha256($s.trim($p))",
        "cc0c19e7e854dad3a1ac59d270a830024c7d2efa248ea80d0a27223f30bbf504:NaCl",
        "Zen Cart 1.5.3, includes/classes/class.zcPassword.php. It makes several spaces one and `<` and \
         `>` underlines in the password first, and takes backslashes away, so that one with these is \
         refused here",
    ),
    declared(
        "shopware-sha256",
        "<n>:<salt:text 1-256>:<digest:hex>",
        "iterate($n, sha256($p.$s), sha256($_.$p.$s))",
        "3:NaCl:d8b21815d823efe06f6714437fe68f48bedd181b605415a6aa9eb42044aab4e0",
        "Shopware 5, engine/Shopware/Components/Password/Encoder/Sha256.php",
    )
    .noted("The number leaves the first hash out."),
    declared(
        "nopcommerce-sha1",
        "<digest:HEX>",
        "sha1($p.$s)",
        "2A2F90F518BC367D903758D46DC6AA7EC80AFE92",
        "nopCommerce before 3.9, src/Libraries/Nop.Services/Security/EncryptionService.cs",
    ),
    declared(
        "nopcommerce-sha512",
        "<digest:HEX>",
        "sha512($p.$s)",
        "C5DA89A0F672D33D884B25402E34EF068E71F409238859D6287D0DB0E3F853CD8ACE6C42444287940C00C2881AC336659A15BBA938F57C9644EDCBAD02958518",
        "nopCommerce since 3.9, src/Libraries/Nop.Services/Security/EncryptionService.cs",
    ),
    // Content management and communities.
    declared(
        "joomla",
        "<digest:hex>:<salt:text 1-256>",
        "md5($p.$s)",
        "5af3612cb8ad14d34cd17b21ceeb449d:NaCl",
        "Joomla before 2.5.18 and 3.2, libraries/joomla/user/helper.php",
    ),
    declared(
        "moodle",
        "<digest:hex>",
        "md5($p.$c1)",
        "97ccea6dccc1985495a3e1732d28841f",
        "Moodle before 2.5, lib/moodlelib.php. Before 2.0 it hashed `'`, `\"` and `\\` with a backslash in \
         front, so that a password of then with any of these is refused here",
    )
    .noted("Constant 1 is `passwordsaltmain`."),
    declared(
        "concrete5",
        "<digest:hex>",
        "md5($p.\":\".$c1)",
        "71ed4aca61580a651b7f32455f40b016",
        "concrete5 before 5.6.3, web/concrete/core/models/user.php",
    )
    .noted("Constant 1 is `PASSWORD_SALT`."),
    declared(
        "contao",
        "<digest:hex>:<salt:text 1-256>",
        "sha1($s.$p)",
        "cb663666d348d6a743f6c71bc7ad005432cbcbd9:NaCl",
        "Contao 2, system/libraries/User.php and system/modules/backend/Password.php",
    ),
    declared(
        "elgg",
        "<digest:hex>",
        "md5($p.$s)",
        "5af3612cb8ad14d34cd17b21ceeb449d",
        "Elgg before 1.10, engine/lib/users.php",
    ),
    declared(
        "dolphin",
        "<digest:hex>",
        "sha1(md5($p).$s)",
        "4d5e952c91b12a93d6143a7a499f80f86b84611d",
        "Dolphin 7, inc/utils.inc.php",
    ),
    declared(
        "phpfusion-md5",
        "<digest:hex>",
        "md5(md5($p))",
        "8e076cc271a46d554a161e4579dfe5e8",
        "PHP-Fusion 6, as includes/classes/PasswordAuth.class.php of 7.02 reads it",
    ),
    declared(
        "phpfusion-sha256",
        "<digest:hex>",
        "hmac_sha256($s, $p)",
        "3650bbb41a37c5dddb311ee2e964f864acc7c006ff908aa2efcd447f89cb3c83",
        "PHP-Fusion 7.02, includes/classes/PasswordAuth.class.php, to 9",
    ),
    declared(
        "pluxml",
        "<digest:hex>",
        "sha1($s.md5($p))",
        "0c4a11d1650bb7be2c767d2439df471c9df7ac49",
        "PluXml 5, core/admin/auth.php",
    ),
    declared(
        "omeka",
        "<digest:hex>",
        "sha1($s.$p)",
        "cb663666d348d6a743f6c71bc7ad005432cbcbd9",
        "Omeka Classic before 3.2, application/models/User.php",
    ),
    declared(
        "pligg",
        "<salt:text 9><digest:hex>",
        "sha1($s.$p)",
        "NaClKClxN7c373e6afca467b7609ead299a8f22fa8f298db4",
        "Pligg 2, libs/html1.php and login.php. It takes HTML tags out of the password and puts a \
         backslash in front of `'`, `\"` and `\\`, so that one with any of these is refused here",
    ),
    declared(
        "gallery2",
        "<salt:text 4><digest:hex>",
        "md5($s.$p)",
        "NaCld897cc54e94fe33e4da398599cbdfbec",
        "Gallery 2, modules/core/classes/GalleryUtilities.class. Before 2.1 it replaced `&`, `\"`, `<` \
         and `>` in the password by HTML entities",
    ),
    declared(
        "matomo",
        "<hash:$2>",
        "bcrypt(md5($p))",
        "$2y$04$abcdefghijklmnopqrstuueKjytCfJrbNzCoZNnMuVdvZmQQQd2Mm",
        "Matomo since 3, plugins/UsersManager/UsersManager.php and core/Auth/Password.php",
    ),
    // Trackers and records.
    declared(
        "redmine",
        "<digest:hex>",
        "sha1($s.sha1($p))",
        "a2f21228b806f249ef5b96674c21692195969ef6",
        "Redmine, app/models/user.rb",
    ),
    declared(
        "bugzilla",
        "<salt:text 1-64>,<digest:b64>{SHA-256}",
        "sha256($p.$s)",
        "NaCl,RZt1ffPUBCPIm1ExiBme2/Pq6LjxmOV+UuwTDxYUEXk{SHA-256}",
        "Bugzilla since 3.4, Bugzilla/Util.pm",
    ),
    declared(
        "openmrs-sha512",
        "<digest:hex>",
        "sha512($p.$s)",
        "c5da89a0f672d33d884b25402e34ef068e71f409238859d6287d0db0e3f853cd8ace6c42444287940c00c2881ac336659a15bba938f57c9644edcbad02958518",
        "OpenMRS, api/src/main/java/org/openmrs/util/Security.java",
    ),
    declared(
        "openmrs-sha1",
        "<digest:hex>",
        "sha1($p.$s)",
        "2a2f90f518bc367d903758d46dc6aa7ec80afe92",
        "OpenMRS, api/src/main/java/org/openmrs/util/Security.java",
    )
    .noted("Texts of fewer than 40 digits, whose bytes lack their leading zeros (ticket 1178), are not read."),
    // Frameworks. Their names stand for their defaults.
    declared(
        "cakephp-sha1",
        "<digest:hex>",
        "sha1($c1.$p)",
        "bc41f1c99fe5de5bf39c486f782b171167a20d31",
        "CakePHP 1.3 (cake/libs/security.php) and 2 (lib/Cake/Utility/Security.php)",
    )
    .noted("Constant 1 is `Security.salt`."),
    declared(
        "authlogic-sha512",
        "<digest:hex>",
        "iterate(19, sha512($p.$s), sha512($_))",
        "0ef6c1bfb3a40a0491a1efc98bc3a5b904113d82e742d40d47ee931733d5bc3be25309906011b70b2228672b18d747a681e0e8e6156a5e6b85bfd7749342871f",
        "Authlogic, lib/authlogic/crypto_providers/sha512.rb",
    )
    .noted("20 stretches. Devise has it, too, for those who come from there."),
    declared(
        "authlogic-sha512-v2",
        "<digest:hex>",
        "iterate(19, sha512_raw($p.$s), sha512_raw($_))",
        "ead91a94178625e9daa27cdce2e50fd4e188799ca0e7c9b29c07260ae7c9e66bd57b538570ff1576040ff64c0f9a0c71087cdb97fc01534f188c5f65112a07d9",
        "Authlogic, lib/authlogic/crypto_providers/sha512/v2.rb",
    )
    .noted("20 stretches."),
    declared(
        "authlogic-sha256",
        "<digest:hex>",
        "iterate(19, sha256($p.$s), sha256($_))",
        "9dd4d5ecdaeee52def3b8c0a87673328451e1f6c58e7159aa3c10824e78e64a3",
        "Authlogic, lib/authlogic/crypto_providers/sha256.rb",
    )
    .noted("20 stretches."),
    declared(
        "authlogic-sha256-v2",
        "<digest:hex>",
        "iterate(19, sha256_raw($p.$s), sha256_raw($_))",
        "d21ef1ce25189e4e76429f5fe3bdf76f133270fcb7bdee69bfad589b038eabf9",
        "Authlogic, lib/authlogic/crypto_providers/sha256/v2.rb",
    )
    .noted("20 stretches."),
    declared(
        "authlogic-sha1",
        "<digest:hex>",
        "iterate(10, $p, sha1($_.\"--\".$s))",
        "bc58da7420574cf2359dea31f88bed59e0e1a6c5",
        "Authlogic, lib/authlogic/crypto_providers/sha1.rb",
    )
    .noted("10 stretches."),
    declared(
        "authlogic-md5",
        "<digest:hex>",
        "md5($p.$s)",
        "5af3612cb8ad14d34cd17b21ceeb449d",
        "Authlogic, lib/authlogic/crypto_providers/md5.rb",
    ),
    declared(
        "authlogic-bcrypt",
        "<hash:$2>",
        "bcrypt($p.$s)",
        "$2a$04$abcdefghijklmnopqrstuuWpfkCq2aM0ELh3Np/zduu1nzYpdqSGK",
        "Authlogic, lib/authlogic/crypto_providers/bcrypt.rb",
    )
    .noted("The salt is the column `password_salt`. Where a table has none, it is bcrypt, and detected."),
    declared(
        "sorcery-bcrypt",
        "<hash:$2>",
        "bcrypt($p.$s)",
        "$2a$04$abcdefghijklmnopqrstuuWpfkCq2aM0ELh3Np/zduu1nzYpdqSGK",
        "Sorcery, lib/sorcery/crypto_providers/bcrypt.rb",
    )
    .noted("The salt is the column `salt`."),
    declared(
        "sorcery-bcrypt-pepper",
        "<hash:$2>",
        "bcrypt($p.$s.$c1)",
        "$2a$04$abcdefghijklmnopqrstuuviIdIK1O7gfX.ekrGEbrjBzmqB5oCL.",
        "Sorcery, lib/sorcery/crypto_providers/bcrypt.rb",
    )
    .noted("The salt is the column `salt`, and constant 1 the pepper."),
    declared(
        "sorcery-md5",
        "<digest:hex>",
        "md5($p.$s)",
        "5af3612cb8ad14d34cd17b21ceeb449d",
        SORCERY,
    )
    .noted("As it is without settings: one stretch, and nothing between password and salt."),
    declared(
        "sorcery-sha1",
        "<digest:hex>",
        "sha1($p.$s)",
        "2a2f90f518bc367d903758d46dc6aa7ec80afe92",
        SORCERY,
    )
    .noted("As it is without settings: one stretch, and nothing between password and salt."),
    declared(
        "sorcery-sha256",
        "<digest:hex>",
        "sha256($p.$s)",
        "459b757df3d40423c89b513188199edbf3eae8b8f198e57e52ec130f16141179",
        SORCERY,
    )
    .noted("As it is without settings: one stretch, and nothing between password and salt."),
    declared(
        "sorcery-sha512",
        "<digest:hex>",
        "sha512($p.$s)",
        "c5da89a0f672d33d884b25402e34ef068e71f409238859d6287d0db0e3f853cd8ace6c42444287940c00c2881ac336659a15bba938f57c9644edcbad02958518",
        SORCERY,
    )
    .noted("As it is without settings: one stretch, and nothing between password and salt."),
    declared(
        "restful-authentication",
        "<digest:hex>",
        "iterate(10, $c1, sha1($_.\"--\".$s.\"--\".$p.\"--\".$c1))",
        "405e082103de64906e4ea415ab19fd8ba32dd05f",
        RESTFUL,
    )
    .noted("10 stretches. Constant 1 is the site key."),
    declared(
        "restful-authentication-old",
        "<digest:hex>",
        "sha1(\"--\".$s.\"--\".$p.\"--\")",
        "3b406c0eccd7322c264daba65381bf0728157757",
        RESTFUL,
    )
    .noted("Before there was a site key."),
    declared(
        "devise-sha1",
        "<digest:hex>",
        "iterate(10, $c1, sha1(\"--\".$s.\"--\".$_.\"--\".$p.\"--\".$c1.\"--\"))",
        "a4bab1ec9cfad115b01a316048fa303998bc5812",
        "Devise 1.0, lib/devise/encryptors/sha1.rb",
    )
    .noted("10 stretches. Constant 1 is the pepper."),
    declared(
        "devise-sha512",
        "<digest:hex>",
        "iterate(10, $c1, sha512(\"--\".$s.\"--\".$_.\"--\".$p.\"--\".$c1.\"--\"))",
        "f47ce742a1fe158b44bb988c3bca7f940be0fa8ebe7583eecce4adb44e75054ff9c317574898797e78806cffc3a865a646643c30f64d96c096b0d330ac724003",
        "devise-encryptable, lib/devise/encryptable/encryptors/sha512.rb",
    )
    .noted("10 stretches. Constant 1 is the pepper."),
    declared(
        "clearance-sha1",
        "<digest:hex>",
        "sha1(\"--\".$s.\"--\".$p.\"--\")",
        "3b406c0eccd7322c264daba65381bf0728157757",
        "devise-encryptable, lib/devise/encryptable/encryptors/clearance_sha1.rb",
    ),
    declared(
        "devise-bcrypt",
        "<hash:$2>",
        "bcrypt($p.$c1)",
        "$2b$04$abcdefghijklmnopqrstuu71uIfclyYpx5CvtHPHL2zyKIMW7B9Xu",
        "Devise, lib/devise/encryptor.rb",
    )
    .noted("With a pepper, which is constant 1. Without one it is bcrypt, and detected."),
    declared(
        "meteor",
        "<hash:$2>",
        "bcrypt(sha256($p))",
        "$2b$04$abcdefghijklmnopqrstuuIvyWZlBcE3WoQXKqRnwrLYJ6nenE0Bq",
        "Meteor, packages/accounts-password/password_server.js",
    )
    .noted("What reaches the server is a digest."),
    declared(
        "matrix-synapse",
        "<hash:$2>",
        "bcrypt(nfkc($p).$c1)",
        "$2b$04$abcdefghijklmnopqrstuu71uIfclyYpx5CvtHPHL2zyKIMW7B9Xu",
        "Synapse, synapse/handlers/auth.py",
    )
    .noted("Constant 1 is `password_config.pepper`."),
    declared(
        "matrix-synapse-unpeppered",
        "<hash:$2>",
        "bcrypt(nfkc($p))",
        "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
        "Synapse, synapse/handlers/auth.py",
    )
    .noted("Without `password_config.pepper`. What is detected as bcrypt differs from it where a password is not in NFKC."),
    declared(
        "nodebb",
        "<hash:$2>",
        "bcrypt(sha512($p))",
        "$2a$04$abcdefghijklmnopqrstuupgjWfK2kzre/f8ysrPRF9N4kZHMkbVm",
        "NodeBB, src/password.js",
    )
    .noted("Where the user's field `password:shaWrapped` is 1. Otherwise it is bcrypt, and detected."),
    declared(
        "ojs-md5",
        "<digest:hex>",
        "md5($u.$p)",
        "801365da2276cdb4f9a00e7fdefdead7",
        PKP,
    )
    .noted("Where the setting `encryption` is `md5`."),
    declared(
        "ojs-sha1",
        "<digest:hex>",
        "sha1($u.$p)",
        "ed05e25e0cebae9aa1b41e6565cdb8713f6d6ac8",
        PKP,
    )
    .noted("Where the setting `encryption` is `sha1`."),
    declared(
        "grafana",
        "<digest:hex>",
        "pbkdf2_sha256($p, $s, 10000, 50)",
        "6b2059052e543fcf6a24cdc88e2e8447878972ebbd80b2d65f559e03651c5804539e6d7d2b6945798e16f6f7804d71209be8",
        "Grafana, pkg/util/encoding.go",
    )
    .noted("The salt is the column `salt`."),
    declared(
        "gitea-pbkdf2",
        "<digest:hex>",
        "pbkdf2_sha256($p, $s, 10000, 50)",
        "6b2059052e543fcf6a24cdc88e2e8447878972ebbd80b2d65f559e03651c5804539e6d7d2b6945798e16f6f7804d71209be8",
        "Gitea and Forgejo, modules/auth/password/hash/pbkdf2.go and hash.go",
    )
    .noted("Where `passwd_hash_algo` is `pbkdf2`, `pbkdf2$10000$50` or empty; Gogs', too. The salt is the column `salt`: its bytes, decoded, where it is hexadecimal, and as it stands where it has ten characters."),
    declared(
        "gitea-pbkdf2-v2",
        "<digest:hex>",
        "pbkdf2_sha256($p, $s, 50000, 50)",
        "1e1b53b5eab5ca7c59177b243c9e4185e4a44da9157527d1c1f77f16520fb1f35b446d245ba8045ad1506accdf3523b7ac91",
        "Gitea and Forgejo, modules/auth/password/hash/pbkdf2.go and hash.go",
    )
    .noted("Where `passwd_hash_algo` is `pbkdf2$50000$50`. The salt is the column `salt`: its bytes, decoded, where it is hexadecimal, and as it stands where it has ten characters."),
    declared(
        "gitea-pbkdf2-hi",
        "<digest:hex>",
        "pbkdf2_sha256($p, $s, 320000, 50)",
        "26ff7d47c0797e15ae350a328a963f2b9eb6c62ef253c56748e87cc1a9b0a2224241fa75a2d74ddcd034d543c28e870938f3",
        "Gitea and Forgejo, modules/auth/password/hash/pbkdf2.go and hash.go",
    )
    .noted("Where `passwd_hash_algo` is `pbkdf2$320000$50`. The salt is the column `salt`: its bytes, decoded, where it is hexadecimal, and as it stands where it has ten characters."),
    declared(
        "discourse",
        "<digest:hex>",
        "pbkdf2_sha256($p, $s, 600000, 32)",
        "a5352e9634fe1923e23124c85042e316b1e5082d59dba62081c999d25aa7c8c5",
        "Discourse, app/models/user_password.rb and lib/password_hasher.rb",
    )
    .noted("Where `password_algorithm` is `$pbkdf2-sha256$i=600000,l=32$`. The salt is the column `salt`, as it stands."),
    declared(
        "discourse-64000",
        "<digest:hex>",
        "pbkdf2_sha256($p, $s, 64000, 32)",
        "e18c5da8876e01a82c1e0b65b09a05c9df9543bdab941b12760b1deecfd2054f",
        "Discourse, app/models/user_password.rb and lib/password_hasher.rb",
    )
    .noted("Where `password_algorithm` is `$pbkdf2-sha256$i=64000,l=32$`, and before there was that column. The salt is the column `salt`, as it stands."),
    declared(
        "moodle-pepper",
        "<hash:$6$>",
        "sha512_crypt($p.$c1)",
        "$6$rounds=1000$NaCl$BL59LZ8sdrHIbWFo/CM3R5p38slTi2ppbp6zTdLhhOxxfx6hpnaa97XqTtjxU.46X6zNAImYPGQNE7DqtkvLa.",
        "Moodle since 4.3, validate_internal_user_password()",
    )
    .noted("Constant 1 is one of `passwordpeppers`. Without one it is sha512-crypt, and detected."),
    declared(
        "elasticsearch-pbkdf2",
        "{PBKDF2}<n>$<salt:base64>$<digest:base64>",
        "pbkdf2_sha512($p, $s, $n, 32)",
        "{PBKDF2}4$TmFDbA==$aBfCQZyVoxztusYX2hGJVLGawU1BYA64eTovVqj59jg=",
        "Elasticsearch, x-pack/plugin/core/src/main/java/org/elasticsearch/xpack/core/security/authc/support/Hasher.java",
    )
    .noted("LDAP servers have the tag for another function."),
    declared(
        "elasticsearch-pbkdf2-stretch",
        "{PBKDF2_STRETCH}<n>$<salt:base64>$<digest:base64>",
        "pbkdf2_sha512(sha512($p), $s, $n, 32)",
        "{PBKDF2_STRETCH}4$TmFDbA==$eE4Xu+Gu58aVSXnqZHGoT1KqGY1rFembXWSjznOZQyI=",
        "Elasticsearch, x-pack/plugin/core/src/main/java/org/elasticsearch/xpack/core/security/authc/support/Hasher.java",
    ),
    // RabbitMQ: four bytes of salt in front.
    declared(
        "rabbitmq-sha256",
        "<salt+digest:base64 4>",
        "sha256($s.$p)",
        "TmFDbMwMGefoVNrToaxZ0nCoMAJMfS76JI6oDQonIj8wu/UE",
        RABBITMQ,
    ),
    declared(
        "rabbitmq-sha512",
        "<salt+digest:base64 4>",
        "sha512($s.$p)",
        "TmFDbOCHWnpwOXDdgGTKEdK56ZPFhsEpYYorXG1M5lAS0+cZekJAXcn64MkgvWOpulJnmFAOYkbdPgmdXQxQGwlVHzY=",
        RABBITMQ,
    ),
    declared(
        "rabbitmq-md5",
        "<salt+digest:base64 4>",
        "md5($s.$p)",
        "TmFDbNiXzFTpT+M+TaOYWZy9++w=",
        RABBITMQ,
    )
    .noted("Before RabbitMQ 3.6."),
    declared(
        "aspnet-membership-sha1",
        "<digest:base64>",
        "sha1(unbase64($s).utf16($p))",
        "egY7GePsfXOL4zV+RaLU+SaBr3w=",
        "ASP.NET 2 to 4, SqlMembershipProvider.EncodePassword",
    )
    .noted("The salt is the text of its column, base64."),
    declared(
        "umbraco",
        "<digest:base64>",
        "hmac_sha1(utf16($p), utf16($p))",
        "XX5sKsl/NWsrKm7iZjQDwEmnams=",
        "Umbraco 4 to 7, src/Umbraco.Core/Security/MembershipProviderBase.cs",
    )
    .noted("The password is the key as well."),
    declared(
        "jboss-management",
        "<digest:hex>",
        "md5($u.\":ManagementRealm:\".$p)",
        "50b42226f1851706db4eabf29f56331f",
        JBOSS,
    )
    .noted("Of `mgmt-users.properties`."),
    declared(
        "jboss-application",
        "<digest:hex>",
        "md5($u.\":ApplicationRealm:\".$p)",
        "7bad5f017129495ba109a18a13845c10",
        JBOSS,
    )
    .noted("Of `application-users.properties`."),
    // The number counts the first hash.
    declared(
        "tomcat-md5",
        "<salt:hex>$<n-1>$<digest:hex>",
        "iterate($n, md5_raw($s.$p), md5_raw($_))",
        "4e61436c$4$5220bd77f2e6c11bc56cdc3e5c0ad729",
        TOMCAT,
    ),
    declared(
        "tomcat-sha1",
        "<salt:hex>$<n-1>$<digest:hex>",
        "iterate($n, sha1_raw($s.$p), sha1_raw($_))",
        "4e61436c$4$20e5d1ee7724a7f61e69c983dd79438cbecd98c9",
        TOMCAT,
    ),
    declared(
        "tomcat-sha256",
        "<salt:hex>$<n-1>$<digest:hex>",
        "iterate($n, sha256_raw($s.$p), sha256_raw($_))",
        "4e61436c$4$5a6dd9856dd12e5dbf990902e33b9135cc97ba70b6c13c247b659018fdf5b9b9",
        TOMCAT,
    ),
    declared(
        "tomcat-sha512",
        "<salt:hex>$<n-1>$<digest:hex>",
        "iterate($n, sha512_raw($s.$p), sha512_raw($_))",
        "4e61436c$4$9f00652c53e3b94b30f4bf807d2539954d54fde12d8d0c9036080d2ba5d8356ca9de4d7a108bcea657df250db94628524d2c9aee36bf03af77452bf0c402197d",
        TOMCAT,
    ),
    // AuthMe, where the text has no mark.
    declared(
        "authme-sha256-separate",
        "<digest:hex>",
        "sha256($p.$s)",
        "459b757df3d40423c89b513188199edbf3eae8b8f198e57e52ec130f16141179",
        AUTHME,
    ),
    declared(
        "authme-sha512-separate",
        "<digest:hex>",
        "sha512($p.$s)",
        "c5da89a0f672d33d884b25402e34ef068e71f409238859d6287d0db0e3f853cd8ace6c42444287940c00c2881ac336659a15bba938f57c9644edcbad02958518",
        AUTHME,
    ),
    declared(
        "authme-double-sha512",
        "<digest:hex>",
        "sha512(sha512($p).$s)",
        "af34258b172715151fddd13bcd1942944671b516fa8e8215ca477068f726a2b65fe4e86a4ab2ff27415dddfef949ed70efd168daf0f8ba42928bc011c66bb1ea",
        AUTHME,
    ),
    declared(
        "authme-cmw",
        "<digest:hex>",
        "md5(sha1($p))",
        "c0a7f6eb81d809ec8b1f102c7f6d1fce",
        AUTHME,
    ),
    declared(
        "authme-royalauth",
        "<digest:hex>",
        "iterate(24, sha512($p), sha512($_))",
        "b82cf17ce1c29d0707f812de7be348776bf67bf85e102fc5704f3aa57c043476c421baf3adcb56dca4981ecee5c571070655fb0e75b8fd8b1d8d58613d3e505f",
        AUTHME,
    ),
    declared(
        "authme-phpfusion",
        "<digest:hex>",
        "hmac_sha256(sha1($s), $p)",
        "af636e0ba8ff51cf98092e19bf439bf1b8958b937b18d888a040ccc6c4bab886",
        AUTHME,
    ),
];
