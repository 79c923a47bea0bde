//! Windows and network equipment.

use zeroize::Zeroizing;

use crate::error::Field;
use crate::expression::numbers::Numbers;
use crate::format::coding::Coding;
use crate::format::fields::Fields;
use crate::format::row::{
    Detection, Family, Functions, Row, Unread, declared, functions, row, shape,
};

/// The rows, and what the documents say of them.
pub(crate) const FAMILY: Family = Family {
    title: "Windows and network equipment",
    page: "network",
    about: "What Windows, Samba and Dovecot keep for NTLM, what Windows keeps of domain accounts to let them\n\
        in without the domain, and the passwords in the configurations of Cisco's devices. Most is bare\n\
        hexadecimal or base64, which nothing tells, and has to be declared. The user goes into some, and\n\
        a `Context` has to give the name. Upper and lower case are folded for ASCII letters only.",
    known: "NT, LM, `{NTLM}…`, cached domain accounts, Cisco's types 4, 7, 8 and 9, PIX and ASA",
    rows: ROWS,
};

const CISCO: &str = "passlib 1.7.4, passlib/handlers/cisco.py";
const WINDOWS: &str = "passlib 1.7.4, passlib/handlers/windows.py";
const DOVECOT: &str = "Dovecot 2.3, src/auth/password-scheme.c";
const HASHCAT: &str = "hashcat, src/modules";

const ROWS: &[Row] = &[
    declared(
        "lm",
        "<digest:hex>",
        "lm(uc($p))",
        "30b152d318ad78a1d6f92c92742ec9f4",
        "passlib 1.7.4, passlib/handlers/windows.py. Letters that are not ASCII are in the server's code page, \
         and in upper case, before they are hashed",
    )
    .noted(
        "LAN Manager's, 14 bytes in upper case: Samba's `sambaLMPassword`. No more is known of a right \
         password, so that it is not upgraded.",
    ),
    row(
        "dovecot-ntlm",
        "{NTLM|NTLM.HEX}<digest:hex>",
        "md4(utf16($p))",
        "{NTLM}cfc43211ba8dc470832267827cac1407",
        "Dovecot 2.3, src/auth/password-scheme.c. Each byte is a character there, so that passwords that are \
         not ASCII differ",
    ),
    row(
        "dovecot-ntlm-base64",
        "{NTLM|NTLM.B64|NTLM.BASE64}<digest:base64>",
        "md4(utf16($p))",
        "{NTLM}z8QyEbqNxHCDImeCfKwUBw==",
        "Dovecot 2.3, src/auth/password-scheme.c. Each byte is a character there, so that passwords that are \
         not ASCII differ",
    ),
    row(
        "dovecot-lanman",
        "{LANMAN|LM|LANMAN.HEX|LM.HEX}<digest:hex>",
        "lm(uc($p))",
        "{LANMAN}30b152d318ad78a1d6f92c92742ec9f4",
        DOVECOT,
    ),
    row(
        "dovecot-lanman-base64",
        "{LANMAN|LM|LANMAN.B64|LANMAN.BASE64|LM.B64|LM.BASE64}<digest:base64>",
        "lm(uc($p))",
        "{LANMAN}MLFS0xiteKHW+SySdC7J9A==",
        DOVECOT,
    ),
    declared(
        "msdcc",
        "<digest:hex>",
        "md4(md4_raw(utf16($p)).utf16(lc($u)))",
        "51aaa69d45944fa59b3cf289988563c1",
        WINDOWS,
    )
    .noted("Cached domain accounts up to Windows XP and Server 2003. The user is the name alone."),
    declared(
        "msdcc2",
        "<digest:hex>",
        "pbkdf2_sha1(md4_raw(md4_raw(utf16($p)).utf16(lc($u))), utf16(lc($u)), 10240, 16)",
        "f4b97184e8530266024efcda4efced54",
        WINDOWS,
    )
    .noted("Cached domain accounts since Windows Vista. The user is the name alone."),
    declared(
        "cisco-pix",
        "<digest:crypt64>",
        "cisco_pix($p, $u)",
        "wRq5zy3OM5j4drCh",
        CISCO,
    )
    .noted(
        "PIX before 7.0. The user of an enable password is empty. A password has 16 bytes at most, and the \
         first four of the user's name go in behind it.",
    ),
    declared(
        "cisco-asa",
        "<digest:crypt64>",
        "cisco_asa($p, $u)",
        "kw1nukljFtzIZYdj",
        CISCO,
    )
    .noted(
        "PIX since 7.0, and ASA. The user of an enable password is empty. A password has 32 bytes at most.",
    ),
    declared(
        "cisco-type4",
        "<digest:crypt64be>",
        "sha256($p)",
        "EEHHPsqWkZEobsK1NtDfs0bUmJQ4CXH750uG.lVvJX2",
        "Cisco Security Response: Cisco IOS and Cisco IOS XE Type 4 Passwords Issue",
    )
    .noted("Of IOS's `secret 4`: what stands behind the number."),
    functions(
        "cisco-type7",
        TYPE7,
        "cisco_type7($p, $n)",
        "0508091D33494D1D590D18001809",
        CISCO,
    )
    .told(Detection::Declared)
    .noted(
        "Of IOS's `password 7`: what stands behind the number. It is no hash and holds the password itself, \
         which anybody can read again; it is upgraded like a password in plain.",
    ),
    shape(
        "cisco-type8",
        "$8$<salt:text 14>$<digest:crypt64be>",
        "pbkdf2_sha256($p, $s, 20000)",
        "$8$abcdefghijklmn$FgOZTigg6ywojJwcil07yQ6dZiY340v1QK7Jl/CnwFA",
        HASHCAT,
    )
    .noted("Of IOS's `secret 8`."),
    shape(
        "cisco-type9",
        "$9$<salt:text 14>$<digest:crypt64be>",
        "scrypt($p, $s, 16384, 1, 1, 32)",
        "$9$abcdefghijklmn$m2taXRGKRR3m1lnZBR4JW93aDzgb1sze37WuH07e13U",
        HASHCAT,
    )
    .noted("Of IOS's `secret 9`."),
];

/// Two digits that say from where on the key is laid over the password, and hexadecimal.
const TYPE7: Functions = Functions {
    pattern: "<n><digest:HEX>",
    mark: "",
    fits: |text| type7(text).is_ok(),
    cut: type7,
    measure: type7,
    print: |fields| {
        let mut text = format!("{:02}", fields.numbers.count.unwrap_or_default());
        Coding::UpperHex.encode(&fields.digest, &mut text);
        text
    },
};

fn type7(text: &str) -> Result<Fields<'_>, Unread> {
    let (place, digest) = text.split_at_checked(2).ok_or(Field::Structure)?;
    let is_number = place.bytes().all(|digit| digit.is_ascii_digit());
    let place = place.parse().ok().filter(|place| is_number && *place < 53);
    let digest = Coding::UpperHex.decode(digest, None);
    let digest = digest.map_err(|_| Field::Digest)?.into_owned();
    // IOS takes 25 characters, and its successors no more than 127.
    if !(1..=256).contains(&digest.len()) {
        return Err(Unread::Malformed(Field::Digest));
    }
    Ok(Fields {
        digest: Zeroizing::new(digest),
        numbers: Numbers {
            count: Some(place.ok_or(Field::Iterations)?),
            ..Numbers::default()
        },
        ..Fields::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_7_has_a_place_of_two_digits() {
        for (text, place, len) in [("00AB", 0, 1), ("07abCD", 7, 2), ("52AB", 52, 1)] {
            let fields = type7(text).unwrap();
            assert_eq!(
                (fields.numbers.count, fields.digest.len()),
                (Some(place), len)
            );
            assert_eq!((TYPE7.print)(&fields), text.to_ascii_uppercase());
        }
        for (field, text) in [
            (Field::Structure, ""),
            (Field::Structure, "0"),
            (Field::Structure, "0\u{e9}AB"),
            (Field::Digest, "00"),
            (Field::Digest, "00A"),
            (Field::Digest, "00AG"),
            (Field::Iterations, "53AB"),
            (Field::Iterations, "99AB"),
            (Field::Iterations, "+1AB"),
            (Field::Iterations, "0xAB"),
            (Field::Iterations, " 1AB"),
        ] {
            assert_eq!(type7(text), Err(Unread::Malformed(field)), "{text}");
        }
        assert!(type7(&format!("00{}", "AB".repeat(256))).is_ok());
        assert!(type7(&format!("00{}", "AB".repeat(257))).is_err());
    }
}
