//! Content management systems and forums whose texts say what they are, and Magento's.

use std::borrow::Cow;

use base64ct::{Base64Unpadded, Encoding};
use zeroize::Zeroizing;

use crate::encoding;
use crate::error::Field;
use crate::expression::Expression;
use crate::format::coding::Coding;
use crate::format::fields::Fields;
use crate::format::row::{
    Detection, Family, Functions, Row, Unread, declared, functions, row, shape,
};

/// The rows, and what the documents say of them.
pub(crate) const FAMILY: Family = Family {
    title: "Content management and forums, with a mark",
    page: "cms",
    about: "A mark at the beginning says what made the text, and the salt, where there is one, stands in\n\
        it. phpass (`$P$`, `$H$`) and Drupal (`$S$`) write the logarithm of their rounds as one character,\n\
        eight characters of salt, and the digest in the digits `./0-9A-Za-z`; `U` and `M` in front say that\n\
        an MD5 was hashed again. Magento's texts begin with the digest, as those of many others do, and\n\
        ownCloud 7's look like any bcrypt: these are declared, as is what phpBB's converters brought (`$CP$`).",
    known: "WordPress, phpBB, Drupal, TYPO3, MediaWiki, WoltLab, Nextcloud, Magento",
    rows: ROWS,
};

const DRUPAL: &str = "Drupal 7, includes/password.inc";
const TYPO3: &str =
    "TYPO3 4.3 to 9, typo3/sysext/saltedpasswords/Classes/SaltedPasswordService.php";
const PBKDF2: &str = "MediaWiki, includes/password/Pbkdf2Password.php";
const MAGENTO: &str = "Magento 2, lib/internal/Magento/Framework/Encryption/Encryptor.php";
const AUTHME: &str = "AuthMe 6.0.0, authme-core/src/main/java/fr/xephi/authme/security/crypts";
const WOLTLAB: &str =
    "WoltLab Suite, wcfsetup/install/files/lib/system/user/authentication/password/algorithm";
const NEXTCLOUD: &str = "Nextcloud and ownCloud since 8, lib/private/Security/Hasher.php";

const ROWS: &[Row] = &[
    row(
        "wordpress-bcrypt",
        "$wp<hash:$2>",
        "bcrypt(hmac_sha384_64(\"wp-sha384\", trim($p)))",
        "$wp$2y$04$abcdefghijklmnopqrstuujv/86KBUqWwIdPp0uRATkCcvgptl1Pm",
        "WordPress 6.8, wp-includes/pluggable.php and user.php. It puts a backslash in front of quotes \
         first, so that a password with `'` or `\"` is refused here",
    ),
    // WordPress before 6.8, and phpBB 3 with `$H$`.
    row(
        "phpass",
        "$P$<n:log2 7-30><salt:text 8><digest:crypt64>",
        "iterate($n, md5_raw($s.$p), md5_raw($_.$p))",
        "$P$6NaClKClxPC2BQg60DsqJt7T2MWgCO/",
        "Openwall's phpass, PasswordHash.php. WordPress (wp-includes/user.php) trims the password and \
         puts a backslash in front of quotes first, so that one with spaces around it, `'` or `\"` is \
         refused here",
    ),
    row(
        "phpass-phpbb",
        "$H$<n:log2 7-30><salt:text 8><digest:crypt64>",
        "iterate($n, md5_raw($s.$p), md5_raw($_.$p))",
        "$H$6NaClKClxPC2BQg60DsqJt7T2MWgCO/",
        "phpBB 3, phpBB/phpbb/passwords/driver/salted_md5.php. It escapes the password by PHP's \
         htmlspecialchars first (phpBB/phpbb/request/type_cast_helper.php), so that one with `&`, `<`, \
         `>` or `\"` is refused here",
    ),
    // phpBB 3.1 and later puts `$CP$` in front of what a converter brought.
    declared(
        "phpbb-converted-phpbb2",
        "$CP$<digest:hex>",
        "md5($p)",
        "$CP$3cb4e732631f47e6eb961f34554b7cde",
        "phpBB 3.3, phpBB/phpbb/passwords/driver/md5_phpbb2.php. It puts a backslash in front of `'`, `\"` and `\\` in the password first, so that one with any of these is refused here",
    ),
    declared(
        "phpbb-converted-mybb",
        "$CP$<digest:hex>",
        "md5(md5($s).md5($p))",
        "$CP$c032d113daeedf9c05f34661b6faa5f1",
        "phpBB 3.3, phpBB/phpbb/passwords/driver/md5_mybb.php",
    )
    .noted("The salt is the column `user_passwd_salt`."),
    declared(
        "phpbb-converted-vbulletin",
        "$CP$<digest:hex>",
        "md5(md5($p).$s)",
        "$CP$63db90a4b38e5075b0732a7a4176907f",
        "phpBB 3.3, phpBB/phpbb/passwords/driver/md5_vb.php",
    )
    .noted("The salt is the column `user_passwd_salt`."),
    declared(
        "phpbb-converted-sha1",
        "$CP$<digest:hex>",
        "sha1($p)",
        "$CP$2f9e53523b62abc141a2b4d6019d23cba835dbd0",
        "phpBB 3.3, phpBB/phpbb/passwords/driver/sha1.php",
    ),
    declared(
        "phpbb-converted-smf",
        "$CP$<digest:hex>",
        "sha1(lc($u).$p)",
        "$CP$ed05e25e0cebae9aa1b41e6565cdb8713f6d6ac8",
        "phpBB 3.3, phpBB/phpbb/passwords/driver/sha1_smf.php",
    )
    .noted("The user is the column `login_name`."),
    declared(
        "phpbb-converted-wbb3",
        "$CP$<digest:hex>",
        "sha1($s.sha1($s.sha1($p)))",
        "$CP$6906d59a0a1f33de4c190b599d294b506fe6919a",
        "phpBB 3.3, phpBB/phpbb/passwords/driver/sha1_wcf1.php",
    )
    .noted("The salt is the column `user_passwd_salt`."),
    declared(
        "phpbb-converted-xenforo-sha1",
        "$CP$<digest:hex>",
        "sha1(sha1($p).$s)",
        "$CP$74806aaeb64975acc03e5248b4858b61989bd4ec",
        "phpBB 3.3, phpBB/phpbb/passwords/driver/sha_xf1.php",
    )
    .noted("The salt is the column `user_passwd_salt`."),
    declared(
        "phpbb-converted-xenforo-sha256",
        "$CP$<digest:hex>",
        "sha256(sha256($p).$s)",
        "$CP$5ff7e4a2a19f7b77a00e88453bd67d2e413b9971e1f74f7d474a272a0ea157cf",
        "phpBB 3.3, phpBB/phpbb/passwords/driver/sha_xf1.php",
    )
    .noted("The salt is the column `user_passwd_salt`."),
    // Drupal 7 cuts the text to 55 characters. `U` says that an MD5 of Drupal 6 was hashed again.
    row(
        "drupal",
        "$S$<n:log2 7-30><salt:text 8><digest:crypt64 43>",
        "iterate($n, sha512_raw($s.$p), sha512_raw($_.$p))",
        "$S$6NaClKClx6hv7AUPswNCIEeBf/NKVyEdSqk6l0i1lOnvuFGwDc2g",
        DRUPAL,
    ),
    row(
        "drupal-md5",
        "U$S$<n:log2 7-30><salt:text 8><digest:crypt64 43>",
        "iterate($n, sha512_raw($s.md5($p)), sha512_raw($_.md5($p)))",
        "U$S$6NaClKClxAhtNanCaG43yow3v/YKICg80sRPFAmQFE//AJi.WSjj",
        DRUPAL,
    )
    .noted("An MD5 of Drupal 6 was hashed again."),
    row(
        "drupal-md5-phpass",
        "U$P$<n:log2 7-30><salt:text 8><digest:crypt64>",
        "iterate($n, md5_raw($s.md5($p)), md5_raw($_.md5($p)))",
        "U$P$6NaClKClxGJHGJAYAcdpa95KlDKr/C.",
        DRUPAL,
    )
    .noted("An MD5 of Drupal 6 was hashed again."),
    // TYPO3's `saltedpasswords`: `C` or `M` in front, the latter where an MD5 was hashed again.
    row(
        "typo3-phpass",
        "C$P$<n:log2 7-30><salt:text 8><digest:crypt64>",
        "iterate($n, md5_raw($s.$p), md5_raw($_.$p))",
        "C$P$6NaClKClxPC2BQg60DsqJt7T2MWgCO/",
        TYPO3,
    ),
    row(
        "typo3-md5-phpass",
        "M$P$<n:log2 7-30><salt:text 8><digest:crypt64>",
        "iterate($n, md5_raw($s.md5($p)), md5_raw($_.md5($p)))",
        "M$P$6NaClKClxGJHGJAYAcdpa95KlDKr/C.",
        TYPO3,
    )
    .noted("An MD5 was hashed again."),
    row(
        "typo3-bcrypt",
        "C<hash:$2>",
        "bcrypt($p)",
        "C$2y$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
        TYPO3,
    ),
    row(
        "typo3-md5-bcrypt",
        "M<hash:$2>",
        "bcrypt(md5($p))",
        "M$2y$04$abcdefghijklmnopqrstuueKjytCfJrbNzCoZNnMuVdvZmQQQd2Mm",
        TYPO3,
    )
    .noted("An MD5 was hashed again."),
    row(
        "mediawiki-a",
        ":A:<digest:hex>",
        "md5($p)",
        ":A:3cb4e732631f47e6eb961f34554b7cde",
        "MediaWiki, includes/password/MWOldPassword.php",
    ),
    row(
        "mediawiki-b",
        ":B:<salt:text 1-256>:<digest:hex>",
        "md5($s.\"-\".md5($p))",
        ":B:NaCl:679f8bd113db4c2720151c134e841d3e",
        "MediaWiki, includes/password/MWSaltedPassword.php",
    ),
    row(
        "mediawiki-pbkdf2-sha256",
        ":pbkdf2:sha256:<n>:<length>:<salt:base64 0->:<digest:base64 16-128>",
        "pbkdf2_sha256($p, $s, $n, $length)",
        ":pbkdf2:sha256:4:128:TmFDbA==:/q+7uHl4+fAmRgVuSJL2IF7sEzWDL1Aaii7yTiBzxSYxv/dt4MyFDzOtKugFFXFcvJESBjqajViVdG0Zk76dlnLHAOYVWfFhTMo2mqTCuSLx5MYRjCZgOmspsBO3uszf/qbthizAQrnWALj0I9mJxJSg4vCovml6LugF3H08cto=",
        PBKDF2,
    )
    .noted("Of MediaWiki 1.24 to 1.26, with 128 bytes."),
    row(
        "mediawiki-pbkdf2-sha512",
        ":pbkdf2:sha512:<n>:<length>:<salt:base64 0->:<digest:base64 16-128>",
        "pbkdf2_sha512($p, $s, $n, $length)",
        ":pbkdf2:sha512:4:64:TmFDbA==:aBfCQZyVoxztusYX2hGJVLGawU1BYA64eTovVqj59jhTO2e5/FcnHZeqKYefZz0AQy4d6iSNrW74tK19rnCfYA==",
        PBKDF2,
    )
    .noted("Of MediaWiki since 1.27, with 64 bytes."),
    row(
        "mediawiki-argon2",
        ":argon2:<hash:$argon2>",
        "argon2($p)",
        ":argon2:$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$fGboIvzlkt1eU7JnWpaFoCiFdQqj41xKJW/x6HC4Hu4",
        "MediaWiki, includes/password/Argon2Password.php",
    ),
    // Magento 2: the last number is the function, and an older hash that was hashed again has several.
    declared(
        "magento-md5",
        "<digest:hex>:<salt:text 1-256>:0",
        "md5($s.$p)",
        "d897cc54e94fe33e4da398599cbdfbec:NaCl:0",
        MAGENTO,
    ),
    declared(
        "magento-sha256",
        "<digest:hex>:<salt:text 1-256>:1",
        "sha256($s.$p)",
        "cc0c19e7e854dad3a1ac59d270a830024c7d2efa248ea80d0a27223f30bbf504:NaCl:1",
        MAGENTO,
    ),
    declared(
        "magento-md5-sha256",
        "<digest:hex>:<salt:text 1-256>:0:1",
        "sha256($s.md5($s.$p))",
        "dbe27a9ec5bf45409c7116f2d471bd6f85f8860550f1141cd7470389a8904718:NaCl:0:1",
        MAGENTO,
    )
    .noted("An MD5 was hashed again."),
    functions(
        "magento",
        MAGENTO_CHAIN,
        "argon2($p)",
        "abbd4a1e786664ae6fc1db2ad1a717db3f00e916fdf6ce56a7692c867e31e78b:NaCl:3_32_1_8192",
        MAGENTO,
    )
    .told(Detection::Declared)
    .saying(chained)
    .noted("All of Magento 2's: behind the salt stand the functions, the first one first, each over the salt and the text of the last; 0 is MD5, 1 SHA-256, 2 Argon2id as libsodium has it for interactive use, and 3 the same with its length, passes and bytes of memory. Argon2id takes 16 bytes of the salt, and has to be the last function."),
    declared(
        "magento1-md5",
        "<digest:hex>:<salt:text 1-256>",
        "md5($s.$p)",
        "d897cc54e94fe33e4da398599cbdfbec:NaCl",
        "Magento 1, app/code/core/Mage/Core/Model/Encryption.php",
    ),
    declared(
        "magento1-sha256",
        "<digest:hex>:<salt:text 1-256>",
        "sha256($s.$p)",
        "cc0c19e7e854dad3a1ac59d270a830024c7d2efa248ea80d0a27223f30bbf504:NaCl",
        "OpenMage, app/code/core/Mage/Core/Model/Encryption.php",
    ),
    // Of Minecraft servers.
    row(
        "authme-sha256",
        "$SHA$<salt:text 1-256>$<digest:hex>",
        "sha256(sha256($p).$s)",
        "$SHA$NaCl$5ff7e4a2a19f7b77a00e88453bd67d2e413b9971e1f74f7d474a272a0ea157cf",
        AUTHME,
    ),
    row(
        "authme-md5vb",
        "$MD5vb$<salt:text 1-256>$<digest:hex>",
        "md5(md5($p).$s)",
        "$MD5vb$NaCl$63db90a4b38e5075b0732a7a4176907f",
        AUTHME,
    ),
    row(
        "e107",
        "$E$<digest:hex>",
        "md5(md5(trim($p)).$u)",
        "$E$309eb2a0bd126c31dd8ee862b1c92630",
        "e107 2, e107_handlers/user_handler.php",
    )
    .noted("The user is the name that one signs in with. The sign-in trims the password."),
    // WoltLab since 5.4 and 2.0: its own, and what its importers put a name in front of.
    row(
        "woltlab-bcrypt",
        "Bcrypt:<hash:$2>",
        "bcrypt($p)",
        "Bcrypt:$2y$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
        WOLTLAB,
    ),
    row(
        "woltlab-argon2",
        "Argon2:<hash:$argon2>",
        "argon2($p)",
        "Argon2:$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$fGboIvzlkt1eU7JnWpaFoCiFdQqj41xKJW/x6HC4Hu4",
        WOLTLAB,
    ),
    row(
        "woltlab-wcf1",
        "wcf1:<digest:hex>:<salt:text 0-256>",
        "sha1($s.sha1($s.sha1($p)))",
        "wcf1:6906d59a0a1f33de4c190b599d294b506fe6919a:NaCl",
        WOLTLAB,
    ),
    row(
        "woltlab-vb3",
        "vb3:<digest:hex>:<salt:text 0-256>",
        "md5(md5($p).$s)",
        "vb3:63db90a4b38e5075b0732a7a4176907f:NaCl",
        WOLTLAB,
    ),
    row(
        "woltlab-vb4",
        "vb4:<digest:hex>:<salt:text 0-256>",
        "md5(md5($p).$s)",
        "vb4:63db90a4b38e5075b0732a7a4176907f:NaCl",
        WOLTLAB,
    ),
    row(
        "woltlab-vb5",
        "vb5:<digest:hex>:<salt:text 0-256>",
        "md5(md5($p).$s)",
        "vb5:63db90a4b38e5075b0732a7a4176907f:NaCl",
        WOLTLAB,
    ),
    row(
        "woltlab-ipb2",
        "ipb2:<digest:hex>:<salt:text 0-256>",
        "md5(md5($p).$s)",
        "ipb2:63db90a4b38e5075b0732a7a4176907f:NaCl",
        WOLTLAB,
    ),
    row(
        "woltlab-ipb3",
        "ipb3:<digest:hex>:<salt:text 0-256>",
        "md5(md5($s).md5($p))",
        "ipb3:c032d113daeedf9c05f34661b6faa5f1:NaCl",
        WOLTLAB,
    ),
    row(
        "woltlab-mybb1",
        "mybb1:<digest:hex>:<salt:text 0-256>",
        "md5(md5($s).md5($p))",
        "mybb1:c032d113daeedf9c05f34661b6faa5f1:NaCl",
        WOLTLAB,
    ),
    row(
        "woltlab-smf1",
        "smf1:<digest:hex>:<salt:text 0-256>",
        "sha1($s.$p)",
        "smf1:cb663666d348d6a743f6c71bc7ad005432cbcbd9:NaCl",
        WOLTLAB,
    ),
    row(
        "woltlab-smf2",
        "smf2:<digest:hex>:<salt:text 0-256>",
        "sha1($s.$p)",
        "smf2:cb663666d348d6a743f6c71bc7ad005432cbcbd9:NaCl",
        WOLTLAB,
    ),
    row(
        "woltlab-joomla1",
        "joomla1:<digest:hex>:<salt:text 0-256>",
        "md5($p.$s)",
        "joomla1:5af3612cb8ad14d34cd17b21ceeb449d:NaCl",
        WOLTLAB,
    ),
    row(
        "woltlab-joomla2",
        "joomla2:<digest:hex>:<salt:text 0-256>",
        "md5($p.$s)",
        "joomla2:5af3612cb8ad14d34cd17b21ceeb449d:NaCl",
        WOLTLAB,
    ),
    row(
        "woltlab-joomla3",
        "joomla3:<digest:hex>:<salt:text 0-256>",
        "md5($p.$s)",
        "joomla3:5af3612cb8ad14d34cd17b21ceeb449d:NaCl",
        WOLTLAB,
    ),
    row(
        "woltlab-phpfox3",
        "phpfox3:<digest:hex>:<salt:text 0-256>",
        "md5(md5($p).md5($s))",
        "phpfox3:bec34956765305b04838a74160b9459b:NaCl",
        WOLTLAB,
    ),
    // XenForo 1: of two functions, which the length tells.
    shape(
        "woltlab-xf1-sha1",
        "xf1:<digest:hex>:<salt:text 0-256>",
        "sha1(sha1($p).$s)",
        "xf1:74806aaeb64975acc03e5248b4858b61989bd4ec:NaCl",
        WOLTLAB,
    ),
    shape(
        "woltlab-xf1-sha256",
        "xf1:<digest:hex>:<salt:text 0-256>",
        "sha256(sha256($p).$s)",
        "xf1:5ff7e4a2a19f7b77a00e88453bd67d2e413b9971e1f74f7d474a272a0ea157cf:NaCl",
        WOLTLAB,
    ),
    // Nextcloud and ownCloud number their hashers; ownCloud 7 had none, and a site-wide salt.
    row(
        "nextcloud-bcrypt",
        "1|<hash:$2>",
        "bcrypt($p)",
        "1|$2y$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
        NEXTCLOUD,
    ),
    row(
        "nextcloud-argon2i",
        "2|<hash:$argon2i>",
        "argon2($p)",
        "2|$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$SyBzHgr2Mw5FE4bTKV7aDk/AXsNBPWEgBlp4bnAVfSU",
        NEXTCLOUD,
    ),
    row(
        "nextcloud-argon2id",
        "3|<hash:$argon2id>",
        "argon2($p)",
        "3|$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$fGboIvzlkt1eU7JnWpaFoCiFdQqj41xKJW/x6HC4Hu4",
        NEXTCLOUD,
    ),
    declared(
        "owncloud-bcrypt",
        "<hash:$2>",
        "bcrypt($p.$c1)",
        "$2y$04$abcdefghijklmnopqrstuu71uIfclyYpx5CvtHPHL2zyKIMW7B9Xu",
        "ownCloud 5 to 7, lib/private/user/database.php",
    )
    .noted("Constant 1 is `passwordsalt` of `config.php`."),
];

/// `digest:salt:versions` of Magento 2. The template is the versions.
const MAGENTO_CHAIN: Functions = Functions {
    pattern: "<digest:hex>:<salt:text 1-256>:<function>",
    mark: "",
    fits: |text| magento(text).is_ok(),
    cut: magento,
    measure: magento,
    print: |fields| {
        let digest = match fields
            .nested
            .as_deref()
            .and_then(|text| text.rsplit_once('$'))
        {
            Some((_, tag)) => {
                let tag = Coding::Base64Unpadded.decode(tag, None);
                encoding::to_hex(&tag.unwrap_or_default())
            }
            None => encoding::to_hex(&fields.digest),
        };
        let salt = fields.salt.as_deref().unwrap_or_default();
        let versions = fields.template.as_deref().unwrap_or_default();
        let [salt, versions] = [salt, versions].map(String::from_utf8_lossy);
        format!("{digest}:{salt}:{versions}")
    },
};

/// The longest chain. Each release has added one function.
const MAX_CHAIN: usize = 4;
/// How many bytes of the salt libsodium's Argon2 takes.
const SODIUM_SALT: usize = 16;
const MAGENTO_MAX_SALT: usize = 256;

/// A step of a chain.
#[derive(Clone, Copy)]
enum Step {
    Md5,
    Sha256,
    /// The length, the passes and the KiB of memory.
    Argon2([u32; 3]),
}

/// The step of a version.
fn step(version: &str) -> Option<Step> {
    let number = |text| Coding::Decimal.number(text).map(|(number, _)| number);
    Some(match version {
        "0" => Step::Md5,
        "1" => Step::Sha256,
        "2" => Step::Argon2([32, 2, 65536]),
        _ => {
            let mut numbers = version.strip_prefix("3_")?.split('_').map(number);
            let (length, passes) = (numbers.next()??, numbers.next()??);
            let memory = numbers.next()??;
            // libsodium takes whole KiB.
            let is_whole = numbers.next().is_none() && memory.is_multiple_of(1024);
            is_whole.then_some(Step::Argon2([length, passes, memory / 1024]))?
        }
    })
}

fn magento(text: &str) -> Result<Fields<'_>, Unread> {
    let (digest, rest) = text.split_once(':').ok_or(Field::Structure)?;
    let (salt, versions) = rest.split_once(':').ok_or(Field::Structure)?;
    if salt.is_empty() || salt.len() > MAGENTO_MAX_SALT {
        return Err(Unread::Malformed(Field::Salt));
    }
    let digest = Coding::Hex
        .decode(digest, None)
        .map_err(|_| Field::Digest)?;
    let digest = Zeroizing::new(digest.into_owned());
    let last = versions.rsplit(':').next().and_then(step);
    let fields = Fields {
        salt: Some(Cow::Borrowed(salt.as_bytes())),
        template: Some(Cow::Borrowed(versions.as_bytes())),
        ..Fields::default()
    };
    chained(&fields)?;
    let len = match last.ok_or(Field::Parameters)? {
        Step::Md5 => 16,
        Step::Sha256 => 32,
        Step::Argon2([length, passes, memory_kib]) => {
            let salt = salt.bytes().cycle().take(SODIUM_SALT).collect::<Vec<_>>();
            let [salt, tag] = [&salt, &*digest].map(|bytes| Base64Unpadded::encode_string(bytes));
            let nested = format!("$argon2id$v=19$m={memory_kib},t={passes},p=1${salt}${tag}");
            if usize::try_from(length) != Ok(digest.len()) {
                return Err(Unread::Malformed(Field::Digest));
            }
            return Ok(Fields {
                nested: Some(Cow::Owned(nested)),
                ..fields
            });
        }
    };
    if digest.len() != len {
        return Err(Unread::Malformed(Field::Digest));
    }
    Ok(Fields { digest, ..fields })
}

/// What is computed: each function over the salt and the text of the one before.
fn chained(fields: &Fields<'_>) -> Result<Expression, Unread> {
    let versions = fields.template.as_deref().unwrap_or_default();
    let versions = core::str::from_utf8(versions).map_err(|_| Field::Parameters)?;
    let mut steps = versions.split(':');
    let mut value = String::from("$p");
    let mut is_last = false;
    for version in steps.by_ref().take(MAX_CHAIN) {
        if is_last {
            return Err(Unread::Missing("argon2 within another function"));
        }
        value = match step(version).ok_or(Field::Parameters)? {
            Step::Md5 => format!("md5($s.{value})"),
            Step::Sha256 => format!("sha256($s.{value})"),
            Step::Argon2(_) => {
                is_last = true;
                format!("argon2({value})")
            }
        };
    }
    if steps.next().is_some() {
        return Err(Unread::Malformed(Field::Parameters));
    }
    Ok(value.parse().map_err(|_| Field::Parameters)?)
}
