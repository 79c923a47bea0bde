//! What Logto checks of a digest of method `Legacy` before it stores it.

use crate::logto::RecordError;

/// The digests that Node's `createHash` knows with OpenSSL 3, which takes them in any case of
/// letters: `getHashes()`, and the other names that were tried.
const DIGESTS: &[&str] = &[
    "blake2b-512",
    "blake2b512",
    "blake2s-256",
    "blake2s256",
    "id-rsassa-pkcs1-v1_5-with-sha3-224",
    "id-rsassa-pkcs1-v1_5-with-sha3-256",
    "id-rsassa-pkcs1-v1_5-with-sha3-384",
    "id-rsassa-pkcs1-v1_5-with-sha3-512",
    "md5",
    "md5-sha1",
    "md5withrsaencryption",
    "ripemd",
    "ripemd-160",
    "ripemd160",
    "ripemd160withrsa",
    "rmd160",
    "rsa-md5",
    "rsa-ripemd160",
    "rsa-sha1",
    "rsa-sha1-2",
    "rsa-sha224",
    "rsa-sha256",
    "rsa-sha3-224",
    "rsa-sha3-256",
    "rsa-sha3-384",
    "rsa-sha3-512",
    "rsa-sha384",
    "rsa-sha512",
    "rsa-sha512/224",
    "rsa-sha512/256",
    "rsa-sm3",
    "sha-1",
    "sha-224",
    "sha-256",
    "sha-384",
    "sha-512",
    "sha-512/224",
    "sha-512/256",
    "sha1",
    "sha1withrsaencryption",
    "sha2-224",
    "sha2-256",
    "sha2-384",
    "sha2-512",
    "sha2-512/224",
    "sha2-512/256",
    "sha224",
    "sha224withrsaencryption",
    "sha256",
    "sha256withrsaencryption",
    "sha3-224",
    "sha3-256",
    "sha3-384",
    "sha3-512",
    "sha384",
    "sha384withrsaencryption",
    "sha512",
    "sha512-224",
    "sha512-224withrsaencryption",
    "sha512-256",
    "sha512-256withrsaencryption",
    "sha512withrsaencryption",
    "shake-128",
    "shake-256",
    "shake128",
    "shake256",
    "sm3",
    "sm3withrsaencryption",
    "ssl3-md5",
    "ssl3-sha1",
];

/// Checks `[algorithm, [argument, …], hash]`, with the password's place `"@"` among the arguments.
pub(crate) fn check(digest: &str) -> Result<(), RecordError> {
    let (algorithm, arguments, _): (String, Vec<String>, String) =
        serde_json::from_str(digest).map_err(|_| RecordError::LegacyFormat)?;
    if !arguments.iter().any(|argument| argument == "@") {
        return Err(RecordError::LegacyFormat);
    }
    match algorithm.as_str() {
        "firebase-scrypt" => Ok(()),
        "pbkdf2" | "pbkdf2Sync" => {
            let salt = arguments.first().and_then(|salt| salt.strip_prefix("hex:"));
            match salt.is_none_or(is_hex) {
                true => Ok(()),
                false => Err(RecordError::LegacyFormat),
            }
        }
        digest if DIGESTS.contains(&digest.to_ascii_lowercase().as_str()) => Ok(()),
        _ => Err(RecordError::LegacyAlgorithm),
    }
}

fn is_hex(text: &str) -> bool {
    let is_even = text.len().is_multiple_of(2);
    is_even && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tuple_with_the_passwords_place_is_legacys_form() {
        for good in [
            r#"["sha256",["salt","@"],"00"]"#,
            r#" [ "SHA512" , ["@"] , "" ] "#,
            r#"["pbkdf2",["salt","1000","20","sha512","@"],"00"]"#,
            r#"["pbkdf2Sync",["hex:0aF1","1000","20","sha512","@"],"00"]"#,
            r#"["firebase-scrypt",["a","b","c","8","14","@"],"00"]"#,
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "!",
            "null",
            "{}",
            r#"["sha256",["salt","@"]]"#,
            r#"["sha256",["salt","@"],"00","more"]"#,
            r#"["sha256",["salt@"],"00"]"#,
            r#"["sha256","@","00"]"#,
            r#"["sha256",[1,"@"],"00"]"#,
            r#"[1,["@"],"00"]"#,
            r#"["sha256",["@"],null]"#,
            r#"["pbkdf2",["hex:","1000","20","sha512","@"],"00"]"#,
            r#"["pbkdf2",["hex:0","1000","20","sha512","@"],"00"]"#,
            r#"["pbkdf2",["hex:0g","1000","20","sha512","@"],"00"]"#,
        ] {
            assert_eq!(check(bad), Err(RecordError::LegacyFormat), "{bad}");
        }
        for unknown in ["md4", "PBKDF2", "sha_256", " sha256", ""] {
            let digest = format!(r#"["{unknown}",["@"],"00"]"#);
            assert_eq!(
                check(&digest),
                Err(RecordError::LegacyAlgorithm),
                "{digest}"
            );
        }
    }

    #[test]
    fn the_names_are_in_order_and_in_lower_case() {
        assert!(DIGESTS.is_sorted_by(|a, b| a < b));
        let is_lower = |name: &&str| **name == name.to_ascii_lowercase();
        assert!(DIGESTS.iter().all(is_lower));
    }
}
