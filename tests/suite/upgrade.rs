//! What a right password leads to: the rules that decide between a new hash and none.

use legacy_hash::{
    Algorithm, BcryptVersion, Context, Format, HashError, LegacyHash, Upgrade, VerifyError,
    Withheld,
};

use crate::hostile::in_child_under_limits;
use crate::vectors::{self, bcrypt_of, cheap_policy};

#[test]
fn bcrypt_withholds_what_it_did_not_check() {
    let rehashed: &[&[u8]] = &[
        b"p",
        &[b'p'; 70],
        &[b'p'; 71],
        "passwörd €".as_bytes(),
        &[0xff; 71],
    ];
    let lossy: &[&[u8]] = &[
        &[b'p'; 72],
        &[b'p'; 73],
        &[b'p'; 300],
        b"\0",
        b"nul\0inside",
        b"behind\0",
        &[[b'p'; 71].as_slice(), b"\0"].concat(),
    ];
    for version in [
        BcryptVersion::TwoA,
        BcryptVersion::TwoB,
        BcryptVersion::TwoY,
    ] {
        for password in rehashed {
            let upgrade =
                bcrypt_of(version, password).verify_and_upgrade(password, &cheap_policy());
            assert!(matches!(upgrade, Ok(Upgrade::Rehashed(_))), "{upgrade:?}");
        }
        for password in lossy {
            let upgrade =
                bcrypt_of(version, password).verify_and_upgrade(password, &cheap_policy());
            assert_eq!(upgrade, Ok(Upgrade::Withheld(Withheld::Lossy)));
        }
    }
}

/// By passlib 1.7.4: a row, a text, the password that is typed and right, the user, and whether all of the
/// password was read. A PIX and an ASA put the user's name behind the password, where a longer password may
/// have the same characters.
#[test]
fn what_old_servers_and_devices_did_not_read_is_withheld() {
    let cases: &[(&str, &str, &[u8], &str, bool)] = &[
        ("descrypt", "ab1iBa.N.U2C6", b"12345678", "", true),
        ("descrypt", "ab1iBa.N.U2C6", b"123456789", "", false),
        ("descrypt", "ab.lT2GdPQglM", b"p\xe4ss", "", false),
        (
            "bsdi-crypt",
            "_3...abcd/FjmAFy2zNs",
            b"123456789 and so on",
            "",
            true,
        ),
        ("bsdi-crypt", "_3...abcdxv5r7FLTSMs", b"p\xe4ss", "", false),
        (
            "bigcrypt",
            "ab1iBa.N.U2C6mzGmzqYiNVw",
            b"1234567890123456",
            "",
            true,
        ),
        (
            "bigcrypt",
            "ab1iBa.N.U2C6fWoQNPLONww",
            b"12345678\xe4",
            "",
            false,
        ),
        (
            "crypt16",
            "ab7tdIKcjrC8EwUDGQJSDIvQ",
            b"1234567890123456",
            "",
            true,
        ),
        (
            "crypt16",
            "ab7tdIKcjrC8EwUDGQJSDIvQ",
            b"12345678901234567",
            "",
            false,
        ),
        (
            "lm",
            "e52cac67419a9a224a3b108f3fa6cb6d",
            b"password",
            "",
            false,
        ),
        (
            "lm",
            "0182bd0bd4444bf8c03d5bba34975d50",
            b"12345678901234",
            "",
            false,
        ),
        ("mysql-old", "7337f77a739e7fe1", b"password1", "", true),
        ("mysql-old", "7337f77a739e7fe1", b"pass word1", "", false),
        ("mysql-old", "7337f77a739e7fe1", b"pass\tword1", "", false),
        ("oracle10", "640B0B0769C7D61B", b"password1", "SCOTT", false),
        (
            "cisco-pix",
            "3Yrx4y/KL1ZA3JQX",
            b"123456789012",
            "enable_15",
            true,
        ),
        (
            "cisco-pix",
            "iYKefSGAs7L9Jqat",
            b"1234567890123",
            "enable_15",
            false,
        ),
        (
            "cisco-pix",
            "iYKefSGAs7L9Jqat",
            b"1234567890123ena",
            "enable_15",
            false,
        ),
        (
            "cisco-asa",
            "ULI.w6wIuMBHdXjF",
            b"12345678901234567890123",
            "enable_15",
            true,
        ),
        (
            "cisco-asa",
            "yc97i03oMwHVGtbz",
            b"123456789012345678901234",
            "enable_15",
            false,
        ),
        (
            "cisco-asa",
            "yc97i03oMwHVGtbz",
            b"123456789012345678901234enab",
            "enable_15",
            false,
        ),
        (
            "cisco-type7",
            "071F205F5D1E16171343",
            b"password1",
            "",
            true,
        ),
        (
            "mssql2000",
            "0x01004E61436C94BF549F3976F0D27C50B60BF2D6D2D3E81F60EA689B03911F54BAAAD49AB15CEB08B5469AC7E33E",
            b"password1",
            "",
            true,
        ),
    ];
    for (name, text, password, user, is_whole) in cases {
        let format: Format = name.parse().unwrap();
        if !vectors::is_computed(format) {
            continue;
        }
        let hash = LegacyHash::parse_as(format, text).unwrap();
        let hash = hash.with_context(Context::new().with_user(user));
        let upgrade = hash.verify_and_upgrade(password, &cheap_policy());
        if *is_whole {
            assert!(
                matches!(upgrade, Ok(Upgrade::Rehashed(_))),
                "{name}: {upgrade:?}"
            );
        } else {
            assert_eq!(
                upgrade,
                Ok(Upgrade::Withheld(Withheld::Lossy)),
                "{name}: {password:?}"
            );
        }
    }
}

#[test]
fn what_bcrypt_cuts_off_may_differ_and_is_never_stored() {
    let stored = bcrypt_of(BcryptVersion::TwoB, &[b'p'; 72]);
    let other = [[b'p'; 72].as_slice(), b" and anything"].concat();
    let upgrade = stored.verify_and_upgrade(other, &cheap_policy());
    assert_eq!(upgrade, Ok(Upgrade::Withheld(Withheld::Lossy)));
    assert_eq!(stored.verify([b'p'; 71]), Err(VerifyError::PasswordInvalid));

    // One key: the password's bytes and a NUL go round and round.
    let upgrade = bcrypt_of(BcryptVersion::TwoB, b"a").verify_and_upgrade(b"a\0a", &cheap_policy());
    assert_eq!(upgrade, Ok(Upgrade::Withheld(Withheld::Lossy)));
}

#[test]
fn bcrypt_2x_withholds_8_bit_passwords() {
    // perl -e 'print crypt($password, q($2x$04$/OK.fbVrR/bpIqNJ5ianF.))', by libxcrypt
    let eight_bit = "$2x$05$/OK.fbVrR/bpIqNJ5ianF.o./n25XVfn6oAPaUvHe.Csk4zRfsYPi";
    let ascii = "$2x$04$/OK.fbVrR/bpIqNJ5ianF..dMTeFnlpCU8kFp4RHNXJLfof.mpIjC";
    let upgrade = |text, password: &[u8]| {
        let stored = LegacyHash::parse(text).unwrap();
        stored.verify_and_upgrade(password, &cheap_policy())
    };
    let answer = upgrade(eight_bit, b"\xff\xa334\xff\xff\xff\xa3345");
    assert_eq!(answer, Ok(Upgrade::Withheld(Withheld::Lossy)));
    // The characters that the old code lost.
    let answer = upgrade(eight_bit, b"\xff\xa3345");
    assert_eq!(answer, Ok(Upgrade::Withheld(Withheld::Lossy)));
    let answer = upgrade(ascii, b"ascii");
    assert!(matches!(answer, Ok(Upgrade::Rehashed(_))), "{answer:?}");
}

#[test]
fn bcrypt_2a_leaves_out_libxcrypts_tweak() {
    // The documented difference: libxcrypt accepts this password.
    let text = "$2a$04$/OK.fbVrR/bpIqNJ5ianF.PmnZifXAyP7sqefVHxdDlg.V55p1d56";
    let verdict = LegacyHash::parse(text)
        .unwrap()
        .verify(b"\xff\xa334\xff\xff\xff\xa3345");
    assert_eq!(verdict, Err(VerifyError::PasswordInvalid));
}

#[test]
fn an_empty_password_that_matched_is_never_rehashed() {
    let nothing = [
        (Algorithm::Md5, "d41d8cd98f00b204e9800998ecf8427e"),
        (Algorithm::Sha1, "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        (
            Algorithm::Sha256,
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        ),
    ];
    for (algorithm, text) in nothing {
        let stored = LegacyHash::parse_as(algorithm, text).unwrap();
        assert_eq!(stored.verify(""), Ok(()));
        let upgrade = stored.verify_and_upgrade("", &cheap_policy());
        assert_eq!(upgrade, Ok(Upgrade::Withheld(Withheld::PasswordEmpty)));
    }
    let stored = bcrypt_of(BcryptVersion::TwoB, b"");
    let upgrade = stored.verify_and_upgrade("", &cheap_policy());
    assert_eq!(upgrade, Ok(Upgrade::Withheld(Withheld::PasswordEmpty)));
}

#[test]
fn a_wrong_password_is_refused_before_anything_is_withheld() {
    let stored = bcrypt_of(BcryptVersion::TwoB, b"right");
    for wrong in [&b""[..], b"wrong", b"nul\0", &[b'p'; 80]] {
        let upgrade = stored.verify_and_upgrade(wrong, &cheap_policy());
        assert_eq!(upgrade, Err(VerifyError::PasswordInvalid));
    }
}

#[test]
#[cfg(target_os = "linux")] // only there the child has little memory
fn no_memory_for_the_new_hash_does_not_fail_the_sign_in() {
    in_child_under_limits(
        "upgrade::no_memory_for_the_new_hash_does_not_fail_the_sign_in",
        || {
            // 1 GiB, under an address space of 600 MB.
            let policy = legacy_hash::Policy::default()
                .with_cost(1 << 20, 1, 1)
                .unwrap();
            let stored =
                LegacyHash::parse_as(Algorithm::Md5, "5f4dcc3b5aa765d61d8327deb882cf99").unwrap();
            assert_eq!(policy.hash("password"), Err(HashError::OutOfMemory));
            let upgrade = stored.verify_and_upgrade("password", &policy);
            let expected = Upgrade::Withheld(Withheld::Failed(HashError::OutOfMemory));
            assert_eq!(upgrade, Ok(expected));

            let dear = "$argon2id$v=19$m=1048576,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$\
                    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
            let algorithm = Algorithm::Argon2;
            let verdict = LegacyHash::parse(dear).unwrap().verify("password");
            assert_eq!(verdict, Err(VerifyError::Internal { algorithm }));
        },
    );
}
