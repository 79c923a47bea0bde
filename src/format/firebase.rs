//! Firebase's scrypt as services spell it: a key that scrypt makes of the password enciphers the project's
//! signer key. The texts hold the same parts in other orders.

use std::borrow::Cow;

use crate::error::Field;
use crate::expression::numbers::Numbers;
use crate::format::coding::Coding;
use crate::format::fields::Fields;
use crate::format::parts::{between, digest, encoded, number, salt};
use crate::format::row::{Functions, Unread};

/// The salt is the user's with the separator behind it, the second salt the signer key.
pub(crate) const EXPRESSION: &str = "aes256_ctr(scrypt_raw($p, $s, $n, $r, $lanes, 32), $s2)";

/// What a text has of a hash of Firebase, as it is written.
#[derive(Clone, Copy)]
struct Firebase<'t> {
    /// The logarithm of N.
    memory_cost: &'t str,
    /// scrypt's block size.
    rounds: &'t str,
    lanes: &'t str,
    salt: &'t str,
    separator: &'t str,
    signer_key: &'t str,
    digest: &'t str,
}

impl<'t> Firebase<'t> {
    /// The template is the separator, which is the end of the salt.
    fn fields(self) -> Result<Fields<'t>, Unread> {
        let (count, log2) = Coding::DecimalLog2
            .number(self.memory_cost)
            .ok_or(Field::Parameters)?;
        if log2 == 0 {
            return Err(Unread::Malformed(Field::Parameters));
        }
        let rounds = number(Coding::Decimal, self.rounds).ok_or(Field::Parameters)?;
        let lanes = number(Coding::Decimal, self.lanes).ok_or(Field::Lanes)?;
        let own = salt(Coding::Base64, self.salt)?;
        let separator = salt(Coding::Base64, self.separator)?;
        let signer_key = salt(Coding::Base64, self.signer_key)?;
        // The key is what is enciphered.
        if !(MIN_SIGNER_KEY..=MAX_SIGNER_KEY).contains(&signer_key.len()) {
            return Err(Unread::Malformed(Field::Parameters));
        }
        let (digest, _) = digest(Coding::Base64, self.digest, &[signer_key.len()])?;
        Ok(Fields {
            digest,
            salt: Some(Cow::Owned([own, separator.clone()].concat())),
            salt2: Some(signer_key),
            numbers: Numbers {
                count: Some(count),
                block_size: Some(rounds),
                lanes: Some(lanes),
                ..Numbers::default()
            },
            template: Some(separator),
            ..Fields::default()
        })
    }
}

/// How many bytes a signer key may have. Firebase's have 64.
const MIN_SIGNER_KEY: usize = 16;
const MAX_SIGNER_KEY: usize = 128;

/// The fields as they are written: the memory cost, the rounds and the lanes, and in base64 the salt, the
/// separator, the signer key and the digest.
fn written(fields: &Fields<'_>) -> ([u32; 3], [String; 4]) {
    let separator = fields.template.as_deref().unwrap_or_default();
    let salt = fields.salt.as_deref().unwrap_or_default();
    let salt = salt.strip_suffix(separator).unwrap_or_default();
    let signer_key = fields.salt2.as_deref().unwrap_or_default();
    let numbers = &fields.numbers;
    let memory_cost = numbers.count.unwrap_or_default().trailing_zeros();
    let rounds = numbers.block_size.unwrap_or_default();
    let lanes = numbers.lanes.unwrap_or_default();
    let texts = [salt, separator, signer_key, &fields.digest];
    let texts = texts.map(|bytes| encoded(Coding::Base64, bytes));
    ([memory_cost, rounds, lanes], texts)
}

const KRATOS_MARK: &str = "$firescrypt$";

/// `$firescrypt$ln=14,r=8,p=1$salt$digest$separator$key`.
pub(crate) const KRATOS: Functions = Functions {
    pattern: "$firescrypt$ln=<n:log2dec>,r=<r>,p=<lanes>$<salt:base64>$<digest:base64>$<separator:base64>$<key:base64>",
    mark: KRATOS_MARK,
    fits: |text| kratos(text).is_ok(),
    cut: kratos,
    measure: kratos,
    print: |fields| {
        let ([memory_cost, rounds, lanes], [salt, separator, signer_key, digest]) = written(fields);
        format!(
            "{KRATOS_MARK}ln={memory_cost},r={rounds},p={lanes}${salt}${digest}${separator}${signer_key}"
        )
    },
};

fn kratos(text: &str) -> Result<Fields<'_>, Unread> {
    let (numbers, rest) = between(text, KRATOS_MARK, "$")?;
    let (memory_cost, numbers) = between(numbers, "ln=", ",")?;
    let (rounds, lanes) = between(numbers, "r=", ",p=")?;
    let (salt, rest) = between(rest, "", "$")?;
    let (digest, rest) = between(rest, "", "$")?;
    let (separator, signer_key) = between(rest, "", "$")?;
    let text = Firebase {
        memory_cost,
        rounds,
        lanes,
        salt,
        separator,
        signer_key,
        digest,
    };
    text.fields()
}

const SUPABASE_MARK: &str = "$fbscrypt$";

/// `$fbscrypt$v=1,n=14,r=8,p=1,ss=separator,sk=key$salt$digest`.
pub(crate) const SUPABASE: Functions = Functions {
    pattern: "$fbscrypt$v=1,n=<n:log2dec>,r=<r>,p=<lanes>[,ss=<separator:base64>],sk=<key:base64>$<salt:base64>$<digest:base64>",
    mark: SUPABASE_MARK,
    fits: |text| supabase(text).is_ok(),
    cut: supabase,
    measure: supabase,
    print: |fields| {
        let ([memory_cost, rounds, lanes], [salt, separator, signer_key, digest]) = written(fields);
        let mark = if separator.is_empty() { "" } else { ",ss=" };
        format!(
            "{SUPABASE_MARK}v=1,n={memory_cost},r={rounds},p={lanes}{mark}{separator},sk={signer_key}${salt}${digest}"
        )
    },
};

fn supabase(text: &str) -> Result<Fields<'_>, Unread> {
    let (numbers, rest) = between(text, SUPABASE_MARK, "$")?;
    let (memory_cost, numbers) = between(numbers, "v=1,n=", ",")?;
    let (rounds, numbers) = between(numbers, "r=", ",")?;
    let (lanes, numbers) = between(numbers, "p=", ",")?;
    let (separator, signer_key) = match numbers.strip_prefix("ss=") {
        // It is left out where it is empty.
        Some(numbers) => match numbers.split_once(",sk=") {
            Some((separator, key)) if !separator.is_empty() => (separator, key),
            _ => return Err(Unread::Malformed(Field::Parameters)),
        },
        None => ("", numbers.strip_prefix("sk=").ok_or(Field::Parameters)?),
    };
    let (salt, digest) = between(rest, "", "$")?;
    let text = Firebase {
        memory_cost,
        rounds,
        lanes,
        salt,
        separator,
        signer_key,
        digest,
    };
    text.fields()
}

const WORKOS_MARK: &str = "$firebase-scrypt$";

/// `$firebase-scrypt$hash=digest$salt=salt$sk=key$ss=separator$r=8$m=14`.
pub(crate) const WORKOS: Functions = Functions {
    pattern: "$firebase-scrypt$hash=<digest:base64>$salt=<salt:base64>$sk=<key:base64>$ss=<separator:base64>$r=<r>$m=<n:log2dec>",
    mark: WORKOS_MARK,
    fits: |text| workos(text).is_ok(),
    cut: workos,
    measure: workos,
    print: |fields| {
        let ([memory_cost, rounds, _], [salt, separator, signer_key, digest]) = written(fields);
        format!(
            "{WORKOS_MARK}hash={digest}$salt={salt}$sk={signer_key}$ss={separator}$r={rounds}$m={memory_cost}"
        )
    },
};

fn workos(text: &str) -> Result<Fields<'_>, Unread> {
    let rest = text.strip_prefix(WORKOS_MARK).ok_or(Field::Structure)?;
    let (digest, rest) = between(rest, "hash=", "$")?;
    let (salt, rest) = between(rest, "salt=", "$")?;
    let (signer_key, rest) = between(rest, "sk=", "$")?;
    let (separator, rest) = between(rest, "ss=", "$")?;
    let (rounds, memory_cost) = between(rest, "r=", "$m=")?;
    let text = Firebase {
        memory_cost,
        rounds,
        lanes: "1",
        salt,
        separator,
        signer_key,
        digest,
    };
    text.fields()
}

/// The digest, the salt, the signer key, the separator, the rounds and the memory cost.
pub(crate) const CLERK: Functions = Functions {
    pattern: "<digest:base64>$<salt:base64>$<key:base64>$<separator:base64>$<r>$<n:log2dec>",
    mark: "",
    fits: |text| clerk(text).is_ok(),
    cut: clerk,
    measure: clerk,
    print: |fields| {
        let ([memory_cost, rounds, _], [salt, separator, signer_key, digest]) = written(fields);
        format!("{digest}${salt}${signer_key}${separator}${rounds}${memory_cost}")
    },
};

fn clerk(text: &str) -> Result<Fields<'_>, Unread> {
    let (digest, rest) = between(text, "", "$")?;
    let (salt, rest) = between(rest, "", "$")?;
    let (signer_key, rest) = between(rest, "", "$")?;
    let (separator, rest) = between(rest, "", "$")?;
    let (rounds, memory_cost) = between(rest, "", "$")?;
    let text = Firebase {
        memory_cost,
        rounds,
        lanes: "1",
        salt,
        separator,
        signer_key,
        digest,
    };
    text.fields()
}
