//! A second reading of records in JSON. No change of one byte makes two keys of an object equal, so serde's
//! own values do.

use serde_json::{Map, Value};

use super::{Meaning, Read, Spelling, base64, bcrypt, hexadecimal, plain_number};

/// What such texts are told by, with the first keys to say so in front.
const KEYS: [(&str, [&str; 2]); 4] = [
    ("keycloak", ["credentialData", "secretData"]),
    ("firebase", ["hash_config", "passwordHash"]),
    ("auth0", ["algorithm", "hash"]),
    ("okta", ["algorithm", "value"]),
];

/// Whether a row's texts are read here.
pub(super) fn has(name: &str) -> bool {
    KEYS.iter().any(|(own, _)| *own == name)
}

/// What a text means to a row, if it is one of its texts.
pub(super) fn read(name: &str, text: &str) -> Option<Read> {
    let text = Some(text).filter(|text| text.starts_with('{') && text.ends_with('}'))?;
    let object: Map<String, Value> = serde_json::from_str(text).ok()?;
    let is_of = |(_, keys): &&(&str, [&str; 2])| keys.iter().all(|key| object.contains_key(*key));
    let (own, keys) = KEYS.iter().find(is_of)?;
    // Two hashes, or a password beside one.
    let secrets = [
        "password",
        "hash",
        "value",
        "passwordHash",
        "password_hash",
        "custom_password_hash",
        "secretData",
    ];
    let is_own = |key: &str| keys.contains(&key) || name == "auth0" && key == "password";
    let is_second = |key: &&&str| !is_own(key);
    let mut seconds = secrets.iter().filter(is_second);
    if *own != name || seconds.any(|key| object.contains_key(*key)) {
        return None;
    }
    let mut record = Record::default();
    match name {
        "auth0" => auth0(&object, &mut record)?,
        "okta" => okta(&object, &mut record)?,
        "keycloak" => keycloak(&object, &mut record)?,
        _ => firebase(&object, &mut record)?,
    }
    let mut spelling = record.spelling;
    spelling.push(("JSON", text.to_owned()));
    let meaning = record.meaning;
    Some(Read { meaning, spelling })
}

#[derive(Default)]
struct Record {
    meaning: Meaning,
    spelling: Spelling,
}

/// What an array of Logto's means that is no digest of its arguments.
pub(super) fn logtos_derivation(
    name: &str,
    arguments: &[String],
    digest: &str,
    text: &str,
) -> Option<Read> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut record = Record::default();
    match (name, arguments.as_slice()) {
        ("pbkdf2" | "pbkdf2Sync", [salt, count, len, function, "@"]) => {
            let salt = match salt.strip_prefix("hex:") {
                Some("") => return None,
                Some(digits) => record.bytes("hex", digits)?,
                None => record.bytes("utf8", salt)?,
            };
            let folded = function.to_ascii_lowercase().replace("sha-", "sha");
            let known = ["sha1", "sha256", "sha512"].contains(&folded.as_str());
            let digest = record.bytes("hex", digest).filter(|_| known)?;
            let (count, len) = (plain_number(count)?, plain_number(len)?);
            let function = (*function).to_owned();
            record
                .spelling
                .push(("Logto's name of a function", function));
            record.derived(format!("pbkdf2_{folded}"), salt, count, digest, Some(len))?;
        }
        ("firebase-scrypt", [salt, key, separator, rounds, cost, "@"]) => {
            let [salt, key, separator, digest] =
                [*salt, *key, *separator, digest].map(|field| record.bytes("base64", field));
            let costs = [plain_number(rounds)?, plain_number(cost)?];
            record.modified([salt?, separator?].concat(), key?, costs, digest?)?;
        }
        _ => return None,
    }
    let mut spelling = record.spelling;
    spelling.push(("JSON", text.to_owned()));
    let meaning = record.meaning;
    Some(Read { meaning, spelling })
}

/// Where a salt stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Before,
    Behind,
}

impl Record {
    /// A field in its coding.
    fn bytes(&mut self, coding: &str, field: &str) -> Option<Vec<u8>> {
        let (name, bytes) = match coding {
            "hex" => ("hexadecimal", hexadecimal(field)?),
            "base64" => ("base64", base64(field)?),
            "utf8" => ("as it stands", field.as_bytes().to_vec()),
            _ => return None,
        };
        if !field.is_empty() {
            self.spelling.push((name, field.to_owned()));
        }
        Some(bytes)
    }

    /// A digest of the password and the salt, each byte of which is told from the password's place.
    fn digest(
        &mut self,
        function: &str,
        salt: Option<(Vec<u8>, Place)>,
        digest: Vec<u8>,
    ) -> Option<()> {
        let len = super::digest_len(&format!("{function}($p)"))?;
        self.meaning.computed = format!("{function}{PARTS}");
        self.meaning.salt = Some(given(salt));
        self.meaning.digest = digest;
        (self.meaning.digest.len() == len).then_some(())
    }

    /// The same, with a key that HMAC fills up with zeros.
    fn hmac(
        &mut self,
        function: &str,
        mut key: Vec<u8>,
        salt: Option<(Vec<u8>, Place)>,
        digest: Vec<u8>,
    ) -> Option<()> {
        self.digest(function, salt, digest)?;
        let block = if ["sha384", "sha512"].contains(&function) {
            128
        } else {
            64
        };
        while key.len() <= block && key.last() == Some(&0) {
            key.pop();
        }
        self.meaning.computed.insert_str(0, "hmac_");
        self.meaning
            .salt
            .as_mut()?
            .extend([&[2], key.as_slice()].concat());
        Some(())
    }

    /// A key of a length that is said, or of one that no cut leaves.
    fn derived(
        &mut self,
        computed: String,
        salt: Vec<u8>,
        count: u64,
        key: Vec<u8>,
        said: Option<u64>,
    ) -> Option<()> {
        let len = key.len() as u64;
        let is_whole = said.map_or(len.is_multiple_of(4), |said| said == len);
        self.meaning = Meaning {
            computed,
            digest: key,
            salt: Some(salt),
            count: Some(count).filter(|count| *count > 0),
            ..Meaning::default()
        };
        (is_whole && (16..=128).contains(&len) && count > 0).then_some(())
    }

    fn scrypt(
        &mut self,
        salt: Vec<u8>,
        [n, r, lanes]: [u64; 3],
        key: Vec<u8>,
        said: u64,
    ) -> Option<()> {
        let is_right = n.is_power_of_two() && n > 1 && r > 0 && lanes > 0;
        self.derived(format!("scrypt {r} {lanes}"), salt, n, key, Some(said))?;
        is_right.then_some(())
    }

    /// Firebase's own: the key that is encrypted is as long as what comes of it.
    fn modified(
        &mut self,
        salt: Vec<u8>,
        key: Vec<u8>,
        [rounds, cost]: [u64; 2],
        digest: Vec<u8>,
    ) -> Option<()> {
        let is_right =
            (1..=8).contains(&rounds) && (1..=14).contains(&cost) && key.len() == digest.len();
        self.derived(
            format!("modified scrypt {rounds}"),
            salt,
            1_u64.checked_shl(u32::try_from(cost).ok()?)?,
            digest,
            None,
        )?;
        self.meaning
            .salt
            .as_mut()?
            .extend([&[2], key.as_slice()].concat());
        is_right.then_some(())
    }

    fn bcrypt(&mut self, text: &str, salt: Option<(Vec<u8>, Place)>) -> Option<()> {
        let is_known = ["$2a$", "$2b$", "$2y$"]
            .iter()
            .any(|mark| text.starts_with(mark));
        self.meaning.inner = Some(bcrypt(text, &mut self.spelling).filter(|_| is_known)?);
        self.meaning.computed = "bcrypt($p)".to_owned();
        if salt.is_some() {
            self.meaning.computed = format!("bcrypt{PARTS}");
            self.meaning.salt = Some(given(salt));
        }
        Some(())
    }
}

fn given(salt: Option<(Vec<u8>, Place)>) -> Vec<u8> {
    let (salt, place) = salt.unwrap_or((Vec::new(), Place::Before));
    let salt = salt.iter().flat_map(|byte| [1, *byte]);
    match place {
        Place::Before => salt.chain(*b"\0p").collect(),
        Place::Behind => b"\0p".iter().copied().chain(salt).collect(),
    }
}

/// Takes the password's place out of what is digested.
pub(super) fn leave_out_the_place(meaning: &mut Meaning) {
    let is_given = meaning.computed.contains(PARTS);
    if let Some(given) = meaning.salt.as_mut().filter(|_| is_given) {
        let pairs = given.chunks(2).filter(|pair| *pair != b"\0p");
        *given = pairs.flatten().copied().collect();
    }
}

/// What is said of a function whose salt is what [`given`] makes of it.
const PARTS: &str = " of its parts";

/// What stands under a key. `Err` for what is of another kind.
fn text<'a>(object: &'a Map<String, Value>, key: &str) -> Option<Option<&'a str>> {
    match object.get(key) {
        None => Some(None),
        Some(value) => value.as_str().map(Some),
    }
}

fn number(object: &Map<String, Value>, key: &str) -> Option<Option<u64>> {
    match object.get(key) {
        None => Some(None),
        Some(value) => {
            let number = value.as_u64().filter(|number| *number <= u32::MAX.into());
            number.map(Some)
        }
    }
}

fn auth0(object: &Map<String, Value>, record: &mut Record) -> Option<()> {
    let algorithm = object["algorithm"].as_str()?;
    let hash = object["hash"].as_object()?;
    let (value, encoding) = (hash.get("value")?.as_str()?, text(hash, "encoding")?);
    let password = match object.get("password") {
        Some(password) => text(password.as_object()?, "encoding")?.unwrap_or("utf8"),
        None => "utf8",
    };
    let password = match password {
        "utf8" => "",
        "utf16le" | "ucs2" => " in utf16",
        "ascii" | "latin1" | "binary" => " in latin1",
        _ => return None,
    };
    let is_text = ["argon2", "bcrypt", "ldap", "pbkdf2"].contains(&algorithm);
    let is_right = match encoding {
        None | Some("utf8") => is_text,
        Some("hex" | "base64") => !is_text,
        _ => false,
    };
    if !is_right {
        return None;
    }
    let digest = match encoding.filter(|_| !is_text) {
        Some(encoding) => record.bytes(encoding, value)?,
        None => Vec::new(),
    };
    let salt = match object.get("salt") {
        None => None,
        Some(salt) => {
            let salt = salt.as_object()?;
            let coding = text(salt, "encoding")?.unwrap_or("utf8");
            let bytes = record.bytes(coding, salt.get("value")?.as_str()?)?;
            let place = match text(salt, "position")? {
                None | Some("prefix") => Place::Before,
                Some("suffix") => Place::Behind,
                _ => return None,
            };
            Some((bytes, place))
        }
    };
    if is_text && algorithm != "bcrypt" && salt.is_some() {
        return None;
    }
    match algorithm {
        "argon2" => {
            let text = Some(value).filter(|value| value.starts_with("$argon2"))?;
            record.meaning.computed = "argon2($p)".to_owned();
            record.meaning.inner = Some((false, text.as_bytes().to_vec()));
        }
        "bcrypt" => record.bcrypt(value, salt)?,
        "ldap" => {
            let (tag, digits) = value.split_once('}')?;
            record.spelling.push(("a tag", tag.to_owned()));
            let function = match tag.to_ascii_lowercase().as_str() {
                "{md5" | "{smd5" => "md5",
                "{sha" | "{ssha" => "sha1",
                "{sha256" | "{ssha256" => "sha256",
                "{sha384" | "{ssha384" => "sha384",
                "{sha512" | "{ssha512" => "sha512",
                _ => return None,
            };
            let is_salted =
                tag.to_ascii_lowercase().starts_with("{ss") || tag.eq_ignore_ascii_case("{smd5");
            let bytes = record.bytes("base64", digits)?;
            let len = super::digest_len(&format!("{function}($p)"))?;
            let (digest, salt) = bytes.split_at_checked(len)?;
            let salt = Some((salt.to_vec(), Place::Behind));
            let has_salt = bytes.len() > len;
            record
                .digest(function, salt, digest.to_vec())
                .filter(|()| has_salt == is_salted)?;
        }
        "pbkdf2" => {
            let rest = value.strip_prefix("$pbkdf2-")?;
            let parts: Vec<_> = rest.split('$').collect();
            let (name, numbers, salt, key) = match parts[..] {
                [name, numbers, salt, key] => (name, numbers, salt, key),
                [name, salt, key] => (name, "", salt, key),
                _ => return None,
            };
            let (mut count, mut len) = (None, None);
            for number in numbers.split(',').filter(|_| !numbers.is_empty()) {
                let (name, digits) = number.split_once('=')?;
                let slot = match name {
                    "i" => &mut count,
                    "l" => &mut len,
                    _ => return None,
                };
                slot.replace(plain_number(digits)?)
                    .is_none()
                    .then_some(())?;
            }
            let bare = |digits: &str| !digits.contains(['=', '-', '_']);
            (bare(salt) && bare(key)).then_some(())?;
            let (salt, key) = (record.bytes("base64", salt)?, record.bytes("base64", key)?);
            let name = name.to_ascii_lowercase();
            let known = ["sha1", "sha256", "sha512", "sha224", "sha384", "md5", "md4"];
            let known = known.into_iter().find(|known| {
                let other = known.replace("sha", "sha-");
                let third = known.replace("sha", "sha2-");
                [(*known).to_owned(), other, third, format!("rsa-{known}")].contains(&name)
            })?;
            let len = len.unwrap_or(64);
            record.derived(
                format!("pbkdf2_{known}"),
                salt,
                count.unwrap_or(100_000),
                key,
                Some(len),
            )?;
        }
        "scrypt" => {
            let numbers = [("cost", 16384), ("blockSize", 8), ("parallelization", 1)];
            let [n, r, lanes] =
                numbers.map(|(key, default)| Some(number(object, key)?.unwrap_or(default)));
            record.scrypt(
                salt?.0,
                [n?, r?, lanes?],
                digest,
                number(object, "keylen")??,
            )?;
        }
        "hmac" => {
            let function = hash.get("digest")?.as_str()?;
            let known = [
                "md4",
                "md5",
                "ripemd160",
                "sha1",
                "sha224",
                "sha256",
                "sha384",
                "sha512",
                "whirlpool",
            ];
            let key = hash.get("key")?.as_object()?;
            let coding = text(key, "encoding")?.unwrap_or("utf8");
            let key = record.bytes(coding, key.get("value")?.as_str()?)?;
            known.contains(&function).then_some(())?;
            record.hmac(function, key, salt, digest)?;
        }
        "md4" | "md5" | "sha1" | "sha256" | "sha512" => record.digest(algorithm, salt, digest)?,
        _ => return None,
    }
    record.meaning.computed += password;
    Some(())
}

fn okta(object: &Map<String, Value>, record: &mut Record) -> Option<()> {
    let (algorithm, value) = (object["algorithm"].as_str()?, object["value"].as_str()?);
    let salt = text(object, "salt")?;
    if algorithm == "BCRYPT" {
        let cost = number(object, "workFactor")??;
        let is_right = salt?.len() == 22 && value.len() == 31 && cost < 100;
        return record
            .bcrypt(&format!("$2b${cost:02}${}{value}", salt?), None)
            .filter(|()| is_right);
    }
    let digest = record.bytes("base64", value)?;
    let salt = match salt {
        Some(salt) => Some(record.bytes("base64", salt)?),
        None => None,
    };
    if algorithm == "PBKDF2" {
        let digest_name = object.get("digestAlgorithm")?.as_str()?;
        let function = match digest_name {
            "SHA256_HMAC" => "pbkdf2_sha256",
            "SHA512_HMAC" => "pbkdf2_sha512",
            _ => return None,
        };
        let (count, len) = (
            number(object, "iterationCount")??,
            number(object, "keySize")?,
        );
        return record.derived(function.to_owned(), salt?, count, digest, len);
    }
    let function = match algorithm {
        "SHA-512" => "sha512",
        "SHA-256" => "sha256",
        "SHA-1" => "sha1",
        "MD5" => "md5",
        _ => return None,
    };
    let place = match (text(object, "saltOrder")?, &salt) {
        (Some("PREFIX"), _) | (None, None) => Place::Before,
        (Some("POSTFIX"), _) => Place::Behind,
        _ => return None,
    };
    record.digest(function, salt.map(|salt| (salt, place)), digest)
}

fn keycloak(object: &Map<String, Value>, record: &mut Record) -> Option<()> {
    if ![None, Some("password")].contains(&text(object, "type")?) {
        return None;
    }
    let inner = |key: &str| match &object[key] {
        Value::String(text) => serde_json::from_str(text).ok(),
        Value::Object(object) => Some(object.clone()),
        _ => None,
    };
    let (data, secret): (Map<String, Value>, Map<String, Value>) =
        (inner("credentialData")?, inner("secretData")?);
    let (algorithm, count) = (
        data.get("algorithm")?.as_str()?,
        number(&data, "hashIterations")??,
    );
    let value = secret.get("value")?.as_str()?;
    if algorithm == "bcrypt" {
        return record.bcrypt(value, None);
    }
    let salt = record.bytes("base64", secret.get("salt")?.as_str()?)?;
    let digest = record.bytes("base64", value)?;
    let function = match algorithm {
        "pbkdf2" => "pbkdf2_sha1",
        "pbkdf2-sha256" => "pbkdf2_sha256",
        "pbkdf2-sha512" => "pbkdf2_sha512",
        "argon2" => {
            let parameters = data.get("additionalParameters")?.as_object()?;
            let parameter = |key: &str| match parameters.get(key)?.as_array()?.as_slice() {
                [only] => only.as_str(),
                _ => None,
            };
            let is_right = ["i", "d", "id"].contains(&parameter("type")?)
                && ["1.3", "1.0"].contains(&parameter("version")?)
                && parameter("hashLength")? == digest.len().to_string();
            let numbers = [parameter("memory")?, parameter("parallelism")?];
            let numbers = numbers.map(|digits| plain_number(digits).filter(|number| *number > 0));
            let [Some(memory), Some(lanes)] = numbers else {
                return None;
            };
            record.meaning.computed = "argon2($p)".to_owned();
            let parts = [parameter("type")?, parameter("version")?].concat();
            let numbers = format!("{parts},{memory},{count},{lanes},{}$", salt.len());
            let inner = [numbers.as_bytes(), &salt, b"$", &digest].concat();
            record.meaning.inner = Some((false, inner));
            return is_right.then_some(());
        }
        _ => return None,
    };
    record.derived(function.to_owned(), salt, count, digest, None)
}

fn firebase(object: &Map<String, Value>, record: &mut Record) -> Option<()> {
    let value = base64(object["passwordHash"].as_str()?)?;
    let config = object["hash_config"].as_object()?;
    let algorithm = config.get("algorithm")?.as_str()?;
    if algorithm == "BCRYPT" {
        // Its salt is in the text.
        text(object, "salt")?.map_or(Some(Vec::new()), base64)?;
        return record.bcrypt(core::str::from_utf8(&value).ok()?, None);
    }
    record.bytes("base64", object["passwordHash"].as_str()?)?;
    let salt = match text(object, "salt")? {
        Some(salt) => Some(record.bytes("base64", salt)?),
        None => None,
    };
    let key = |record: &mut Record| match (text(config, "base64_signer_key")?, text(config, "key")?)
    {
        (Some(key), None) | (None, Some(key)) => record.bytes("base64", key),
        _ => None,
    };
    let rounds = number(config, "rounds");
    match algorithm {
        "SCRYPT" => {
            let separator = text(config, "base64_salt_separator")?.unwrap_or_default();
            let separator = record.bytes("base64", separator)?;
            let key = key(record)?;
            let costs = [rounds??, number(config, "mem_cost")??];
            record.modified([salt?, separator].concat(), key, costs, value)
        }
        "PBKDF_SHA1" => record.derived("pbkdf2_sha1".to_owned(), salt?, rounds??, value, None),
        "PBKDF2_SHA256" => record.derived("pbkdf2_sha256".to_owned(), salt?, rounds??, value, None),
        "STANDARD_SCRYPT" => {
            let [n, r, lanes] =
                ["mem_cost", "block_size", "parallelization"].map(|key| number(config, key)?);
            record.scrypt(salt?, [n?, r?, lanes?], value, number(config, "dk_len")??)
        }
        _ => {
            let (name, is_hmac) = match algorithm.strip_prefix("HMAC_") {
                Some(name) => (name, true),
                None => (algorithm, false),
            };
            let known = ["MD5", "SHA1", "SHA256", "SHA512"].contains(&name);
            let function = Some(name.to_ascii_lowercase()).filter(|_| known)?;
            let place = match text(config, "hash_input_order")? {
                None if is_hmac => Place::Behind,
                None | Some("SALT_FIRST") => Place::Before,
                Some("PASSWORD_FIRST") => Place::Behind,
                _ => return None,
            };
            let salt = salt.map(|salt| (salt, place));
            let len = super::digest_len(&format!("{function}($p)"))?;
            let digest = match value.len() == len {
                true => value,
                false => hexadecimal(core::str::from_utf8(&value).ok()?)?,
            };
            if is_hmac {
                let key = key(record)?;
                return record.hmac(&function, key, salt, digest);
            }
            (rounds?? == u64::from(function != "md5")).then_some(())?;
            record.digest(&function, salt, digest)
        }
    }
}
