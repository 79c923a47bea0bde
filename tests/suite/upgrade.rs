//! What a right password leads to: the rules that decide between a new hash and none.

use legacy_hash::{
    Algorithm, BcryptVersion, HashError, LegacyHash, Upgrade, VerifyError, Withheld,
};

use crate::hostile::in_child_under_limits;
use crate::vectors::{bcrypt_of, cheap_policy};

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
