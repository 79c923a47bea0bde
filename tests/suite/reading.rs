//! A second reading of the table, from the same strings and with nothing of the crate's: what a text
//! means to a row. Two texts are the same hash if and only if they mean the same, and for every
//! difference between two such texts there is a name (DESIGN.md, "Which different texts are the same
//! hash?").

mod by_hand;
mod own_grammars;
mod records;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use legacy_hash::Format;

use crate::vectors::{Vector, bcrypt_key};

/// A row, taken apart.
struct Row {
    name: String,
    /// None where functions are the grammar.
    pattern: Option<Vec<Part>>,
    /// None where the nested text says it.
    expression: Option<String>,
    is_detected: bool,
    is_template: bool,
    /// What a text begins with where functions are the grammar.
    beginning: String,
}

/// A piece of a pattern.
enum Part {
    /// Read in either case: the spellings of a tag, or the beginning of braces.
    Folded(Vec<String>),
    Constant(String),
    Field {
        role: String,
        coding: String,
        range: Option<(usize, usize)>,
    },
}

/// What a text means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Meaning {
    computed: String,
    digest: Vec<u8>,
    salt: Option<Vec<u8>>,
    count: Option<u64>,
    /// The other numbers, by their names.
    numbers: BTreeMap<String, u64>,
    /// Of bcrypt: whether it is `2x`, the cost, and the bytes of salt and digest; of Argon2, the text.
    inner: Option<(bool, Vec<u8>)>,
}

/// How a text of a row is written: what each piece of it is called, and its characters.
pub(crate) type Spelling = Vec<(&'static str, String)>;

/// A text that a row has read.
struct Read {
    meaning: Meaning,
    spelling: Spelling,
}

/// The table, of the strings that its rows consist of.
fn table() -> &'static [Row] {
    static TABLE: OnceLock<Vec<Row>> = OnceLock::new();
    TABLE.get_or_init(|| Format::all().map(Row::of).collect())
}

impl Row {
    fn of(format: Format) -> Self {
        let source = format.pattern();
        // What a text says, or the text that it wraps.
        let said = format.expression().is_none();
        let is_template = said && !source.contains("<hash");
        let expression = match format.expression() {
            Some(expression) => Some(expression.to_string()),
            None => is_template.then(|| format!("{}($p)", format.algorithm())),
        };
        // These stand for what no pattern says.
        let stand_ins = ["<version>", "<function>", "<rounds>", "<parameters>"];
        let is_cut = source.split("<hash").nth(1).is_some_and(|hash| {
            let end = hash.split_once('>');
            end.is_some_and(|(_, behind)| !behind.is_empty())
        });
        let is_by_hand = by_hand::ROWS.contains(&format.name()) || records::has(format.name());
        let has_stand_in = stand_ins.iter().any(|field| source.contains(field));
        let is_by_hand = is_by_hand || own_grammars::ROWS.contains(&format.name());
        let is_pattern = !is_cut && !has_stand_in && !is_by_hand;
        let (beginning, _) = source.split_once('<').unwrap();
        Self {
            name: format.name().to_owned(),
            pattern: is_pattern.then(|| pattern(source)),
            expression,
            is_detected: format.is_detected(),
            is_template,
            beginning: beginning.to_owned(),
        }
    }
}

fn pattern(source: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = source;
    if let Some((tag, behind)) = rest.strip_prefix('{').and_then(|rest| rest.split_once('}'))
        && !tag.contains('<')
    {
        let spellings = tag.split('|').map(|tag| format!("{{{tag}}}"));
        parts.push(Part::Folded(spellings.collect()));
        rest = behind;
    }
    while !rest.is_empty() {
        let (constant, behind) = rest.split_once('<').unwrap_or((rest, ""));
        if !constant.is_empty() {
            let is_folded = parts.is_empty() && constant.starts_with('{');
            parts.push(match is_folded {
                true => Part::Folded(vec![constant.to_owned()]),
                false => Part::Constant(constant.to_owned()),
            });
            rest = &rest[constant.len()..];
            continue;
        }
        let (field, behind) = behind.split_once('>').unwrap();
        let (role, coding) = field.split_once(':').unwrap_or((field, ""));
        let (coding, range) = coding.split_once(' ').unwrap_or((coding, ""));
        let (min, max) = range.split_once('-').unwrap_or((range, range));
        let number = |digits: &str, default| digits.parse().unwrap_or(default);
        let is_salt = role.contains("salt") || role == "template";
        parts.push(Part::Field {
            role: role.to_owned(),
            coding: coding.to_owned(),
            range: (is_salt || !range.is_empty()).then(|| (number(min, 1), number(max, 1024))),
        });
        rest = behind;
    }
    parts
}

/// How many bytes the digest of an expression has.
fn digest_len(expression: &str) -> Option<usize> {
    // Those of several, one behind the other.
    if expression.starts_with("sha1_raw(") && expression.contains(").sha1_raw(") {
        return Some(40);
    }
    // What `iterate` gives is what its last argument gives.
    let mut function = expression;
    while let Some(arguments) = function.strip_prefix("iterate(") {
        let mut depth = 0;
        let mut last = 0;
        for (place, c) in arguments.char_indices() {
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                ',' if depth == 0 => last = place + 1,
                _ => {}
            }
        }
        function = arguments[last..].trim_start();
    }
    let (name, arguments) = function.split_once('(')?;
    let mut last = arguments.trim_end_matches(')').rsplit(',');
    let last = last.next().unwrap_or_default().trim_start();
    let name = match name {
        "scrypt" | "aes256_ctr" => return last.parse().ok(),
        // The salt and the count, and perhaps a length.
        name if name.starts_with("pbkdf2_") && arguments.matches(',').count() > 2 => {
            return last.parse().ok();
        }
        name => name.strip_prefix("pbkdf2_").unwrap_or(name),
    };
    let name = name.strip_prefix("hmac_").unwrap_or(name);
    let name = name.strip_suffix("_raw").unwrap_or(name);
    Some(match name {
        "mysql_old" | "oracle10" => 8,
        "cisco_pix" | "cisco_asa" => 12,
        "md4" | "md5" | "shake128" | "lm" => 16,
        "cram_md5" => 32,
        "sha1" | "ripemd160" => 20,
        "sha224" | "sha512_224" | "sha3_224" => 28,
        "sha256" | "sha512_256" | "sha3_256" | "blake2s" => 32,
        "shake256" | "sm3" | "streebog256" => 32,
        "sha384" | "sha3_384" => 48,
        "md5_crypt" | "apr1_crypt" | "crypt16" => 16,
        "sha1_crypt" => 21,
        "des_crypt" => 8,
        "sha512" | "sha3_512" | "whirlpool" | "blake2b" | "streebog512" => 64,
        _ => return None,
    })
}

// The alphabets. Each is read digit by digit.

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const CRYPT: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BCRYPT: &[u8; 64] = b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

fn places(digits: &str, alphabet: &[u8; 64]) -> Option<Vec<u64>> {
    let place = |byte: u8| alphabet.iter().position(|other| *other == byte);
    digits
        .bytes()
        .map(|byte| Some(place(byte)? as u64))
        .collect()
}

fn hexadecimal(digits: &str) -> Option<Vec<u8>> {
    let values = digits.bytes().map(|byte| char::from(byte).to_digit(16));
    let values: Vec<u32> = values.collect::<Option<_>>()?;
    let pairs = values.chunks(2);
    pairs
        .map(|pair| Some((pair[0] * 16 + pair.get(1)?) as u8))
        .collect()
}

/// The bytes of digits of six bits, the highest first, and the bits behind the last byte.
fn highest_first(places: &[u64]) -> (Vec<u8>, u64) {
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0, 0);
    for place in places {
        bits = bits << 6 | place;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    (bytes, bits)
}

/// In one alphabet, padded whole or not at all, with nothing in the bits behind the last byte.
fn base64(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    let is_padded_well = padding == 0 || padding < 3 && text.len().is_multiple_of(4);
    let places = places(digits, STANDARD).or_else(|| places(digits, URL_SAFE))?;
    let (bytes, rest) = highest_first(&places);
    (is_padded_well && digits.len() % 4 != 1 && rest == 0).then_some(bytes)
}

/// crypt(3)'s digits, the lowest bits first, as one number of bits after the other.
fn lowest_first(text: &str) -> Option<(Vec<u8>, u64)> {
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0, 0);
    for place in places(text, CRYPT)? {
        bits |= place << count;
        count += 6;
        if count >= 8 {
            bytes.push(bits as u8);
            bits >>= 8;
            count -= 8;
        }
    }
    Some((bytes, bits))
}

fn decode(coding: &str, field: &str, digest: Option<usize>) -> Option<Vec<u8>> {
    match coding {
        "" | "text" => Some(field.as_bytes().to_vec()),
        "hex" | "HEX" => hexadecimal(field),
        "bare" if Some(field.len()) == digest.map(|len| 2 * len) => hexadecimal(field),
        "base64" | "base64url" | "b64" | "bare" => base64(field),
        // A `+` is read as well.
        "ab64" => base64(&field.replace('.', "+")),
        "base64hex" => hexadecimal(&String::from_utf8(base64(field)?).ok()?),
        "digits64" => places(field, CRYPT).map(|_| field.as_bytes().to_vec()),
        "des" => {
            let mut bytes = Vec::new();
            for block in places(field, CRYPT)?.chunks(11) {
                let (block, rest) = highest_first(block);
                let block = Some(block).filter(|block| block.len() == 8 && rest == 0);
                bytes.extend(block?);
            }
            Some(bytes)
        }
        "crypt64" => {
            let (bytes, rest) = lowest_first(field)?;
            (rest == 0 && field.len() % 4 != 1).then_some(bytes)
        }
        "crypt64be" => {
            let (bytes, rest) = highest_first(&places(field, CRYPT)?);
            (rest == 0 && field.len() % 4 != 1).then_some(bytes)
        }
        other => panic!("{other} is not read"),
    }
}

/// What a piece of this coding is called where two ways to write it are the same.
fn name_of(coding: &str, field: &str, digest: Option<usize>) -> &'static str {
    match coding {
        "hex" | "HEX" => "hexadecimal",
        "bare" if Some(field.len()) == digest.map(|len| 2 * len) => "hexadecimal",
        "base64" | "base64url" | "b64" | "ab64" | "bare" => "base64",
        "base64hex" => "base64 of hexadecimal",
        _ => "as it stands",
    }
}

/// A number without sign and leading zero.
fn plain_number(digits: &str) -> Option<u64> {
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    digits
        .parse()
        .ok()
        .filter(|number| is_plain && *number <= u32::MAX.into())
}

/// A number as a coding has it, and what its range is said in.
fn number_of(coding: &str, field: &str) -> Option<(u64, u64)> {
    let power = |log2: u64| (log2 < 32).then(|| (1 << log2, log2));
    let zero = (field == "0").then_some(0);
    match coding {
        "" | "dec" => plain_number(field).or(zero).map(|number| (number, number)),
        "log2dec" => power(plain_number(field).or(zero)?),
        "power2" => {
            let number = plain_number(field)?;
            let log2 = (1..32).find(|log2| 1 << log2 == number)?;
            Some((number, log2))
        }
        "ln" => match plain_number(field).or(zero)? {
            64.. => number_of("power2", field),
            _ => number_of("log2dec", field),
        },
        other => panic!("{other} is no number"),
    }
}

/// A number in lower-case hexadecimal.
fn hexadecimal_number(digits: &str) -> Option<u64> {
    let is_plain = digits
        .bytes()
        .all(|byte| b"0123456789abcdef".contains(&byte));
    let is_plain = is_plain && !digits.starts_with('0') && digits.len() <= 8;
    u64::from_str_radix(digits, 16).ok().filter(|_| is_plain)
}

/// bcrypt's own text.
fn bcrypt(text: &str, spelling: &mut Spelling) -> Option<(bool, Vec<u8>)> {
    let is_ascii = text.is_ascii() && text.len() == 60;
    let text = Some(text).filter(|_| is_ascii)?;
    let (version, cost) = (&text[..4], &text[4..7]);
    let is_known = ["$2a$", "$2b$", "$2x$", "$2y$"].contains(&version);
    let cost: u8 = cost.strip_suffix('$')?.parse().ok()?;
    let is_known = is_known && (4..=31).contains(&cost) && !text[4..].starts_with('+');
    let (salt, digest) = (&text[7..29], &text[29..]);
    spelling.push(("bcrypt's version", version.to_owned()));
    spelling.push(("the bits behind bcrypt's salt", salt.to_owned()));
    spelling.push(("the bits behind bcrypt's digest", digest.to_owned()));
    let (mut salt, _) = highest_first(&places(salt, BCRYPT)?);
    let (digest, _) = highest_first(&places(digest, BCRYPT)?);
    salt.extend(digest);
    salt.push(cost);
    is_known.then_some((version == "$2x$", salt))
}

/// passlib's bcrypt over a digest: the salt as it stands, and bcrypt's text.
fn passlib(name: &str, text: &str) -> Option<(Option<Vec<u8>>, String)> {
    let (version, cost, rest) = if name.ends_with("v1") {
        let (version, rest) = text.strip_prefix("$bcrypt-sha256$")?.split_once(',')?;
        let (cost, rest) = rest.split_once('$')?;
        (version, cost, rest)
    } else {
        let rest = text.strip_prefix("$bcrypt-sha256$v=2,t=")?;
        let (version, rest) = rest.split_once(",r=")?;
        let (cost, rest) = rest.split_once('$')?;
        (version, cost, rest)
    };
    let (salt, digest) = rest.split_once('$')?;
    let is_right = ["2a", "2b", "2y"].contains(&version) && salt.len() == 22;
    let cost = plain_number(cost).filter(|_| is_right)?;
    let key = name.ends_with("v2").then(|| salt.as_bytes().to_vec());
    Some((key, format!("${version}${cost:02}${salt}{digest}")))
}

/// Clerk's bcrypt with a pepper: bcrypt's text has its length, and the pepper is behind it.
fn peppered(text: &str) -> Option<(Option<Vec<u8>>, String)> {
    let (nested, pepper) = text.split_at_checked(60)?;
    let pepper = pepper
        .strip_prefix('$')
        .filter(|pepper| (1..=256).contains(&pepper.len()))?;
    Some((Some(pepper.as_bytes().to_vec()), nested.to_owned()))
}

/// A text of crypt(3) whose numbers no pattern says: they and the salt as they stand, and the digest.
fn crypt(row: &Row, text: &str) -> Option<Read> {
    let (coding, (front, digits)) = match row.name.as_str() {
        "bsdi-crypt" => ("des", text.split_at_checked(text.len().checked_sub(11)?)?),
        _ => ("crypt64", text.rsplit_once('$')?),
    };
    let digits_end = match row.name.as_str() {
        // The salt may have a `$` behind it.
        "sun-md5" => front.strip_suffix('$').unwrap_or(front),
        _ => front,
    };
    // BSDi's has its mark and four digits.
    let numbers = digits_end.rfind('$').unwrap_or(5);
    let (numbers, salt) = front.split_at_checked(numbers)?;
    let meaning = Meaning {
        computed: format!("{} {numbers}", row.expression.as_ref()?),
        digest: decode(coding, digits, None)?,
        salt: Some(salt.as_bytes().to_vec()),
        ..Meaning::default()
    };
    let pieces = [salt, digits].map(|piece| ("as it stands", piece.to_owned()));
    Some(Read {
        meaning,
        spelling: pieces.to_vec(),
    })
}

/// Logto's array: its arguments as a template that is filled in.
fn logto(text: &str) -> Option<Read> {
    // JSON has blanks there; a stored text does not.
    let text = Some(text).filter(|text| text.starts_with('[') && text.ends_with(']'))?;
    let (name, arguments, digest): (String, Vec<String>, String) =
        serde_json::from_str(text).ok()?;
    if ["pbkdf2", "pbkdf2Sync", "firebase-scrypt"].contains(&name.as_str()) {
        return records::logtos_derivation(&name, &arguments, &digest, text);
    }
    let folded = name.to_ascii_lowercase();
    let function = folded.strip_prefix("rsa-").unwrap_or(&folded);
    // The other names that are one byte away.
    let function = match function {
        "shake-128" | "shake-256" => function.replace('-', ""),
        "sha-1" | "sha-224" | "sha-256" | "sha-384" | "sha-512" | "ripemd-160" | "blake2b-512"
        | "blake2s-256" => function.replace('-', ""),
        _ => function.to_owned(),
    };
    let len = match function.as_str() {
        "md5" | "shake128" => 16,
        "sha1" | "ripemd160" => 20,
        "sha224" | "sha512-224" => 28,
        "sha256" | "sha512-256" | "sha3-256" | "blake2s256" => 32,
        "shake256" | "sm3" => 32,
        "md5-sha1" => 36,
        "sha384" => 48,
        "sha512" | "sha3-512" | "blake2b512" => 64,
        _ => return None,
    };
    let is_password = |argument: &&String| *argument == "@";
    arguments.iter().find(is_password)?;
    let given = arguments
        .iter()
        .flat_map(|argument| match argument.as_str() {
            "@" => b"\0p".to_vec(),
            other => other.bytes().flat_map(|byte| [1, byte]).collect(),
        });
    let meaning = Meaning {
        computed: function,
        digest: hexadecimal(&digest).filter(|digest| digest.len() == len)?,
        salt: Some(given.collect()),
        ..Meaning::default()
    };
    let spelling = vec![
        ("hexadecimal", digest),
        ("Logto's name of a function", name),
        ("JSON", text.to_owned()),
    ];
    Some(Read { meaning, spelling })
}

/// Pieces that say how a text is written, and nothing of what is kept in it.
const NAMES: [&str; 5] = [
    "a tag",
    "scrypt's N or its logarithm",
    "bcrypt's version",
    "Logto's name of a function",
    "JSON",
];

/// A template of Kratos with its salt put in, and `\0p` where the password stands.
fn filled(template: &[u8], salt: &[u8]) -> Option<Vec<u8>> {
    let (mut filled, mut rest, mut passwords) = (Vec::new(), template, 0);
    while let [first, behind @ ..] = rest {
        if let Some(behind) = rest.strip_prefix(b"{SALT}") {
            filled.extend(salt.iter().flat_map(|byte| [1, *byte]));
            rest = behind;
        } else if let Some(behind) = rest.strip_prefix(b"{PASSWORD}") {
            filled.extend(b"\0p");
            passwords += 1;
            rest = behind;
        } else {
            filled.extend([1, *first]);
            rest = behind;
        }
    }
    (passwords > 0).then_some(filled)
}

/// The fields of a text, as a pattern has them.
fn divide<'t>(
    parts: &[Part],
    text: &'t str,
    digest: Option<usize>,
    mut take: impl FnMut(&str, &str, Option<(usize, usize)>, &'t str) -> Option<()>,
    spelling: &mut Spelling,
) -> Option<()> {
    let mut rest = text;
    for (number, part) in parts.iter().enumerate() {
        match part {
            Part::Folded(spellings) => {
                let fits = |spelling: &&String| {
                    let front = rest.get(..spelling.len());
                    front.is_some_and(|front| front.eq_ignore_ascii_case(spelling))
                };
                let found = spellings.iter().find(fits)?;
                spelling.push(("a tag", rest[..found.len()].to_owned()));
                rest = &rest[found.len()..];
            }
            Part::Constant(constant) => rest = rest.strip_prefix(constant.as_str())?,
            Part::Field {
                role,
                coding,
                range,
            } => {
                let end = match &parts[number + 1..] {
                    [] => rest.len(),
                    [Part::Constant(constant)] => rest.strip_suffix(constant.as_str())?.len(),
                    [Part::Constant(constant), ..] => rest.find(constant.as_str())?,
                    // The next field begins where this one has its length.
                    _ => match (role.as_str(), coding.as_str()) {
                        ("n", "log2") => 1,
                        ("digest", "hex") => 2 * digest?,
                        (_, "text" | "digits64") => range.filter(|(min, max)| min == max)?.0,
                        _ => panic!("{role}:{coding} has no end"),
                    },
                };
                let field = rest.get(..end)?;
                take(role, coding, *range, field)?;
                rest = &rest[end..];
            }
        }
    }
    rest.is_empty().then_some(())
}

/// What a text means to a row, if it is one of its texts.
fn read(row: &Row, text: &str) -> Option<Read> {
    let is_password = row.expression.as_deref() == Some("$p");
    if !is_password && text.ends_with([' ', '\r', '\n']) {
        return None;
    }
    let mut spelling = Spelling::new();
    let Some(parts) = &row.pattern else {
        if row.name == "logto" {
            return logto(text);
        }
        if by_hand::ROWS.contains(&row.name.as_str()) {
            return by_hand::read(&row.name, text);
        }
        if own_grammars::ROWS.contains(&row.name.as_str()) {
            return own_grammars::read(&row.name, text);
        }
        if records::has(&row.name) {
            return records::read(&row.name, text);
        }
        let (salt, nested) = match row.name.as_str() {
            "clerk-bcrypt-peppered" => peppered(text)?,
            name if name.starts_with("passlib") => passlib(name, text)?,
            _ => return crypt(row, text),
        };
        let inner = bcrypt(&nested, &mut spelling)?;
        if row.name == "clerk-bcrypt-peppered" {
            let pepper = String::from_utf8_lossy(salt.as_deref()?).into_owned();
            spelling.push(("a pepper behind what bcrypt reads", pepper));
        }
        let meaning = Meaning {
            computed: row.expression.clone()?,
            salt,
            inner: Some(inner),
            ..Meaning::default()
        };
        return Some(Read { meaning, spelling });
    };
    let digest = row.expression.as_deref().and_then(digest_len);
    let mut meaning = Meaning::default();
    let (mut nested, mut template, mut pieces) = (None, None, Spelling::new());
    divide(
        parts,
        text,
        digest,
        |role, coding, range, field| {
            let within = |len: usize| range.is_none_or(|(min, max)| min <= len && len <= max);
            match role {
                "hash" => {
                    let is_any = coding.is_empty() && !field.starts_with('{');
                    let has_beginning = !coding.is_empty() && field.starts_with(coding);
                    nested = Some(field).filter(|_| is_any || has_beginning);
                    return nested.map(|_| ());
                }
                "n" if coding == "log2" => {
                    let [log2] = places(field, CRYPT)?[..] else {
                        return None;
                    };
                    meaning.count = Some(1 << log2);
                    return within(log2 as usize).then_some(());
                }
                "n-1" => {
                    meaning.count = plain_number(field).filter(|number| *number > 0);
                    return meaning.count.map(|_| ());
                }
                "n" | "r" | "lanes" | "t" | "flags" | "length" => {
                    let (number, ranged) = number_of(coding, field)?;
                    if coding == "ln" {
                        pieces.push(("scrypt's N or its logarithm", field.to_owned()));
                    }
                    meaning.numbers.insert(role.to_owned(), number);
                    let is_right = within(ranged as usize) && (number > 0 || role != "n");
                    return is_right.then_some(());
                }
                "digest" if coding == "crypt64" && range.is_some() => {
                    let (mut bytes, rest) = lowest_first(field)?;
                    bytes.push(rest as u8);
                    meaning.digest = bytes;
                    return within(field.len()).then_some(());
                }
                _ => {}
            }
            let bytes = decode(coding, field, digest)?;
            pieces.push((name_of(coding, field, digest), field.to_owned()));
            match role {
                "digest" => {
                    let said = meaning.numbers.remove("length");
                    let len = bytes.len();
                    let is_whole = match (digest, said) {
                        (Some(digest), _) => len == digest,
                        (None, Some(said)) => len as u64 == said && within(len),
                        (None, None) if range.is_some_and(|(min, _)| min >= 16) => {
                            within(len) && len.is_power_of_two()
                        }
                        (None, None) => len > 0 && within(len),
                    };
                    meaning.digest = bytes;
                    is_whole.then_some(())
                }
                "digest+salt" | "salt+digest" => {
                    let salt = bytes
                        .len()
                        .checked_sub(digest?)
                        .filter(|len| within(*len))?;
                    let (first, second) = match role {
                        "digest+salt" => bytes.split_at(digest?),
                        _ => bytes.split_at(salt),
                    };
                    let (digest, salt) = match role {
                        "digest+salt" => (first, second),
                        _ => (second, first),
                    };
                    (meaning.digest, meaning.salt) = (digest.to_vec(), Some(salt.to_vec()));
                    Some(())
                }
                "salt" => {
                    // It may stand there twice.
                    let is_same = meaning.salt.as_ref().is_none_or(|salt| *salt == bytes);
                    let is_right = is_same && within(bytes.len());
                    meaning.salt = Some(bytes);
                    is_right.then_some(())
                }
                "salt2" => {
                    // What is written is called what it is.
                    if let Some((name, _)) = pieces.last_mut() {
                        *name = "a key of SCRAM that is not compared";
                    }
                    within(bytes.len()).then_some(())
                }
                "template" => {
                    let is_right = within(bytes.len());
                    template = Some(bytes);
                    is_right.then_some(())
                }
                other => panic!("{other} is not read"),
            }
        },
        &mut spelling,
    )?;
    spelling.extend(pieces);
    if let Some(nested) = nested {
        return read_nested(row, nested, meaning, spelling);
    }
    meaning.computed = row.expression.clone()?;
    if !is_defined(&meaning) {
        return None;
    }
    if row.is_template {
        let salt = meaning.salt.take().unwrap_or_default();
        meaning.salt = Some(filled(&template?, &salt)?);
        meaning.computed += " of a template";
    }
    if !row.is_template && !meaning.computed.contains("$s") {
        // Nothing is computed with it.
        meaning.salt = None;
    }
    if let (Some(salt), Some(block)) = (&mut meaning.salt, key_block(&meaning.computed)) {
        // HMAC fills its key up with zeros.
        while salt.len() <= block && salt.last() == Some(&0) {
            salt.pop();
        }
    }
    Some(Read { meaning, spelling })
}

/// Whether scrypt is defined for the numbers.
fn is_defined(meaning: &Meaning) -> bool {
    let number = |name: &str| meaning.numbers.get(name).copied();
    let (Some(n), Some(r), Some(lanes)) = (number("n"), number("r"), number("lanes")) else {
        return true;
    };
    let is_less = r * 16 >= 32 || n < 1 << (r * 16);
    n > 1 && is_less && r * lanes > 0 && r * lanes < 1 << 30
}

/// How long HMAC's blocks are, where the salt is its key.
fn key_block(expression: &str) -> Option<usize> {
    let (function, _) = expression.strip_prefix("hmac_")?.split_once("($s,")?;
    Some(match function {
        "sha384" | "sha512" => 128,
        _ => 64,
    })
}

/// What a text means that wraps another one.
fn read_nested(
    row: &Row,
    nested: &str,
    mut meaning: Meaning,
    mut spelling: Spelling,
) -> Option<Read> {
    let Some(expression) = &row.expression else {
        // It is nested once.
        let inner = detected(nested).find(|(inner, _)| !wraps(inner));
        // Behind such a mark, DES needs none.
        let des = || read(row_of("descrypt"), nested);
        let inner = inner.map(|(_, read)| read).or_else(des)?;
        spelling.extend(inner.spelling);
        return Some(Read {
            meaning: inner.meaning,
            spelling,
        });
    };
    meaning.computed.clone_from(expression);
    meaning.inner = if expression.starts_with("bcrypt(") {
        Some(bcrypt(nested, &mut spelling)?)
    } else {
        // Whatever is changed in one byte is another hash.
        Some((false, nested.as_bytes().to_vec()))
    };
    Some(Read { meaning, spelling })
}

/// Whether a row's texts hold those of others. bcrypt's and Argon2's own are none.
fn wraps(row: &Row) -> bool {
    let is_own = ["bcrypt", "argon2"].contains(&row.name.as_str());
    let mut parts = row.pattern.iter().flatten();
    !is_own && parts.any(|part| matches!(part, Part::Field { role, .. } if role == "hash"))
}

/// What the rows begin with whose texts say what they are: in braces, folded, and by the first byte.
#[derive(Default)]
struct Marks {
    tags: BTreeMap<String, Vec<&'static Row>>,
    /// Braces with a field in them.
    openings: Vec<&'static Row>,
    others: BTreeMap<u8, Vec<&'static Row>>,
}

fn marks() -> &'static Marks {
    static MARKS: OnceLock<Marks> = OnceLock::new();
    MARKS.get_or_init(|| {
        let mut marks = Marks::default();
        for row in table().iter().filter(|row| row.is_detected) {
            let first = match row.pattern.as_deref() {
                Some([Part::Folded(tags), ..]) => {
                    let is_whole = tags.iter().all(|tag| tag.ends_with('}'));
                    if !is_whole {
                        marks.openings.push(row);
                    }
                    for tag in tags.iter().filter(|_| is_whole) {
                        let rows = marks.tags.entry(tag.to_ascii_lowercase());
                        rows.or_default().push(row);
                    }
                    continue;
                }
                Some([Part::Constant(first), ..]) => first.as_bytes()[0],
                None if records::has(&row.name) => b'{',
                None if row.beginning.starts_with('{') && !row.beginning.contains('}') => {
                    marks.openings.push(row);
                    continue;
                }
                None if row.beginning.starts_with('{') => {
                    // The tag, and a constant behind it.
                    let (tag, _) = row.beginning.split_once('}').unwrap();
                    let rows = marks.tags.entry(format!("{tag}}}").to_ascii_lowercase());
                    rows.or_default().push(row);
                    continue;
                }
                None if row.name == "logto" => b'[',
                None if row.name == "bsdi-crypt" => b'_',
                // passlib's, bcrypt's and Argon2's own.
                _ => b'$',
            };
            marks.others.entry(first).or_default().push(row);
        }
        marks
    })
}

/// The rows whose texts say what they are that read this one.
fn detected(text: &str) -> impl Iterator<Item = (&'static Row, Read)> {
    let marks = marks();
    let tag = text.split_once('}').filter(|_| text.starts_with('{'));
    let tag = tag.map(|(tag, _)| format!("{tag}}}").to_ascii_lowercase());
    let tagged = tag.and_then(|tag| marks.tags.get(&tag));
    let openings = Some(&marks.openings).filter(|_| text.starts_with('{'));
    let others = text.as_bytes().first();
    let others = others.and_then(|first| marks.others.get(first));
    let rows = [tagged, openings, others].into_iter().flatten().flatten();
    rows.filter_map(move |row| Some((*row, read(row, text)?)))
}

fn row(format: Format) -> &'static Row {
    row_of(format.name())
}

fn row_of(name: &str) -> &'static Row {
    static BY_NAME: OnceLock<BTreeMap<&str, &Row>> = OnceLock::new();
    let by_name =
        BY_NAME.get_or_init(|| table().iter().map(|row| (row.name.as_str(), row)).collect());
    by_name[name]
}

/// What the vector's text means, to tell what other texts mean the same.
pub(crate) struct Original<'a> {
    vector: &'a Vector,
    row: &'static Row,
    read: Read,
}

/// How a changed text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Declaration,
    Detection,
}

impl<'a> Original<'a> {
    pub(crate) fn of(vector: &'a Vector) -> Self {
        let row = row(vector.format);
        let read = read(row, &vector.text);
        let read = read.unwrap_or_else(|| panic!("{}: {}", row.name, vector.text));
        Self { vector, row, read }
    }

    /// Why a changed text is the same hash, if it is.
    pub(crate) fn equivalence(&self, changed: &str, by: By) -> Option<&'static str> {
        // bcrypt and Argon2 are declared in any of their spellings.
        let is_own = ["bcrypt", "argon2"].contains(&self.row.name.as_str());
        if by == By::Declaration && !is_own {
            let read = read(self.row, changed)?;
            return self.is_same(&read).then(|| self.reason(&read));
        }
        if !self.vector.prefix.is_empty() || !self.vector.suffix.is_empty() {
            return None;
        }
        let found = detected(changed).find(|(_, read)| self.is_same(read));
        let (row, read) = found?;
        Some(match row.name == self.row.name {
            true => self.reason(&read),
            false => "a mark of another row with the same computation",
        })
    }

    fn is_same(&self, other: &Read) -> bool {
        let (mut own, mut other) = (self.read.meaning.clone(), other.meaning.clone());
        // ASCII is Latin-1, too.
        if self.vector.password.is_ascii() {
            for meaning in [&mut own, &mut other] {
                meaning.computed = meaning.computed.replace(" in latin1", "");
            }
        }
        // A password that fills what bcrypt reads is the bare one as well.
        let is_full = self.vector.password.len() >= 72;
        if is_full && own.computed.starts_with("bcrypt($p.") && other.computed == "bcrypt($p)" {
            own.computed.clone_from(&other.computed);
            own.salt = None;
        }
        if own.computed == "bcrypt($p.$s)" {
            // What is behind that is not read.
            let read = 72_usize.saturating_sub(self.vector.password.len());
            for salt in [&mut own.salt, &mut other.salt].into_iter().flatten() {
                salt.truncate(read);
            }
        }
        if self.row.name == "passlib-scram" && own_grammars::is_one_of_several(&self.read, &other) {
            return true;
        }
        // The first of SQL Server 2000's two digests is the later servers' one.
        if self.row.name == "mssql2000" && other.computed == "sha1(utf16($p).$s)" {
            own.computed.clone_from(&other.computed);
            own.digest.truncate(20);
        }
        // In front of nothing is behind it.
        if self.vector.password.is_empty() {
            for meaning in [&mut own, &mut other] {
                records::leave_out_the_place(meaning);
            }
        }
        if self.is_cut(&other) {
            own.digest.truncate(other.digest.len());
        }
        if let (Some((is_x, bytes)), Some((other_is_x, other_bytes))) = (&own.inner, &other.inner)
            && is_x != other_is_x
        {
            return own.computed == other.computed
                && own.salt == other.salt
                && bytes == other_bytes
                && has_one_key(&self.key());
        }
        own == other
    }

    /// Whether a digest that may have several lengths has been cut to a shorter one, and is the beginning
    /// of the same key.
    fn is_cut(&self, other: &Meaning) -> bool {
        let computed = &self.read.meaning.computed;
        let is_derived = computed.starts_with("scrypt(") || computed.starts_with("pbkdf2_");
        let has_lengths = is_derived && computed.ends_with("$length)");
        let by_hand = ["clerk-pbkdf2-sha1", "workos-pbkdf2"];
        let has_lengths = has_lengths || by_hand.contains(&self.row.name.as_str());
        has_lengths && other.digest.len() < self.read.meaning.digest.len()
    }

    /// The first piece that is written otherwise.
    fn reason(&self, other: &Read) -> &'static str {
        if self.is_cut(&other.meaning) {
            return "a key of another length";
        }
        let pairs = self.read.spelling.iter().zip(&other.spelling);
        let mut differing = pairs.filter(|((_, own), (_, other))| own != other);
        let ((name, _), (_, other)) = differing.next().expect("two texts");
        match *name {
            "bcrypt's version" if other == "$2x$" => {
                "bcrypt's 2x where no sign reaches another character"
            }
            "as it stands" if key_block(&self.read.meaning.computed).is_some() => {
                "zeros behind HMAC's key"
            }
            "as it stands" => "a salt that nothing is computed with",
            name => name,
        }
    }

    /// What bcrypt gets for a password, as far as it is no text in ASCII anyway.
    fn key(&self) -> Vec<u8> {
        let password = &self.vector.password;
        let column = |place: usize| {
            let column = &self.vector.columns[place];
            column.as_deref().unwrap_or_default()
        };
        match self.read.meaning.computed.as_str() {
            "bcrypt($p)" => password.clone(),
            "bcrypt($p.$c1)" => [password, column(3)].concat(),
            "bcrypt($p.$s)" => {
                let in_text = self.read.meaning.salt.as_deref();
                [password, in_text.unwrap_or(column(0))].concat()
            }
            "bcrypt(lc($u).$p)" => [column(2), password].concat(),
            _ => Vec::new(),
        }
    }

    /// What the text says of the salt, the digest and the nested hash: their bytes, and how they are
    /// written.
    pub(crate) fn kept(&self) -> Vec<Vec<u8>> {
        let meaning = &self.read.meaning;
        let inner = meaning.inner.iter().map(|(_, bytes)| bytes.clone());
        // The pieces of Argon2's and crypt(3)'s texts. Their parameters are no secret.
        let function = meaning.computed.split('(').next().unwrap_or_default();
        let is_divided = function == "argon2" || function.ends_with("_crypt");
        let inner = inner.flat_map(|bytes| match is_divided {
            true => {
                let pieces = bytes.rsplit(|byte| *byte == b'$').take(2);
                pieces.map(<[u8]>::to_vec).collect()
            }
            false => vec![bytes],
        });
        let pieces = self.read.spelling.iter();
        let pieces = pieces.filter(|(name, _)| !NAMES.contains(name));
        let pieces = pieces.map(|(_, piece)| piece.as_bytes().to_vec());
        let salt = meaning.salt.iter().cloned();
        inner
            .chain(salt)
            .chain([meaning.digest.clone()])
            .chain(pieces)
            .collect()
    }
}

/// Whether bcrypt's key is the same with the sign extension of `2x`: four characters of it make a
/// word, and a character of 0x80 and above sets all bits in front of it.
fn has_one_key(password: &[u8]) -> bool {
    bcrypt_key(password).chunks(4).all(|word| {
        let sign = word.iter().rposition(|&byte| byte >= 0x80).unwrap_or(0);
        word[..sign].iter().all(|&byte| byte == 0xff)
    })
}
