//! Written by `cargo run --example formats -- .`: what the guides in `docs/coming-from` tell their readers
//! to write.

use super::Answer;

#[test]
fn readme_1() -> Answer {
    use legacy_hash::{Authentication, Policy, Upgrade};

    let policy = Policy::default();
    let column = Some("$2y$05$hkv396gEJIQ4V8eSBnw/ZO.VUm3VILJYUuzP.9fpg5cKwQczf2FrK"); // `None` for an unknown name
    let answer = policy.authenticate(column, "correct horse");
    if let Authentication::Granted {
        upgrade: Upgrade::Rehashed(new),
        ..
    } = &answer
    {
        println!("store {new} where the row still has the old hash");
    }
    assert!(answer.is_granted());
    Ok(())
}

#[test]
fn active_directory_1() -> Answer {
    use legacy_hash::{Format, Policy};

    let policy = Policy::default().with_bare("nt".parse::<Format>()?)?;
    let line = "alice:1001:aad3b435b51404eeaad3b435b51404ee:cfc43211ba8dc470832267827cac1407:::";
    let nt = line.split(':').nth(3).ok_or("no NT hash")?;
    assert!(policy.authenticate(nt, "correct horse").is_granted());
    Ok(())
}

#[test]
fn aspnet_1() -> Answer {
    use legacy_hash::{Format, Policy};

    let policy = Policy::default().with_bare("aspnet-identity".parse::<Format>()?)?;
    let version_3 =
        "AQAAAAEAACcQAAAAEGR8OdznyQCoa+1ohjIf/h07YTYXG/JMPCsoDzsjCJ/CB6AJ4Tghk7m7Pue9yj4aMQ==";
    let version_2 = "AFwq/RYuXhsz+XXN1OZ+6JA2779plh4Z4ItiW28/3ZrCG5gaOV+yLqEocPFi7mxt8g==";
    assert!(policy.authenticate(version_3, "correct horse").is_granted());
    assert!(policy.authenticate(version_2, "correct horse").is_granted());
    Ok(())
}

#[test]
fn aspnet_2() -> Answer {
    use legacy_hash::{Context, Format, LegacyHash};

    let format: Format = "aspnet-membership-sha1".parse()?;
    let row = Context::new().with_salt("VUU+JFTVw47E+CtuCKT9ZQ==");
    let stored = LegacyHash::parse_as(format, "FjtdiGbO61AzmB8WmVFSTOfrCGU=")?;
    assert!(stored.with_context(row).verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn atlassian_1() -> Answer {
    use legacy_hash::LegacyHash;

    let text = "{PKCS5S2}PMoe21fKLZaPSssIzIuhc9gvm+QT+Y6NAXsSzPRdibzIQ3ilGQO4ZC9lsJ/CVkPr";
    assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn auth0_1() -> Answer {
    use legacy_hash::LegacyHash;

    let stored = LegacyHash::parse("$2b$05$Uy2jSl45CzYd7DB3K3AbL.97oT2dPtvy.hvWdPWbYmm8bKu48BDZO")?;
    assert!(stored.verify("correct horse").is_ok());
    Ok(())
}

#[cfg(feature = "unicode-normalization")]
#[test]
fn better_auth_1() -> Answer {
    use legacy_hash::{Format, Policy};

    let policy = Policy::default().with_bare("better-auth".parse::<Format>()?)?;
    let text = "254b1b358a126bcccb4a5e92798660d8:2315d36ab51582f070a5b2d20f0bf2ab38f672229712abcb3c530de0343c4f689f97ec7dbd4dc990bb939dade6724e22c4682f7ea788ce8b6828ed85331d6731";
    assert!(policy.authenticate(text, "correct horse").is_granted());
    Ok(())
}

#[test]
fn bugzilla_1() -> Answer {
    use legacy_hash::{Format, Policy};

    let policy = Policy::default().with_bare("bugzilla".parse::<Format>()?)?;
    let text = "Nz8kLpQ1,OpvkHBh419TmfHlyJX1hMTbLywryCJgtb9FMSlwyyBE{SHA-256}";
    assert!(policy.authenticate(text, "correct horse").is_granted());
    Ok(())
}

#[test]
fn cakephp_1() -> Answer {
    use legacy_hash::{Context, Format, Policy, Stored};

    let policy = Policy::default().with_bare("cakephp-sha1".parse::<Format>()?)?;
    let salt = Context::new().with_constant(1, "DYhG93b0qyJfIxfs2guVoUubWwvniR2G0FgaC9mi");
    let row = Stored::from("61bb0a8c1b55bce6bb3b3796bf976972de4a8760").with_context(salt);
    assert!(policy.authenticate(row, "correct horse").is_granted());
    Ok(())
}

#[test]
fn clerk_1() -> Answer {
    use legacy_hash::LegacyHash;

    let stored = LegacyHash::parse("$2a$05$iYumyOiZFCrNEdKrIWuitOrs5apZapodziWCHvQbF.e2fE8HpCLZa")?;
    assert!(stored.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn cognito_1() -> Answer {
    use legacy_hash::Policy;

    let policy = Policy::default();
    let column = policy.hash("correct horse")?.to_string(); // Cognito has just said yes
    assert!(policy.authenticate(&column, "correct horse").is_granted());
    Ok(())
}

#[test]
fn devise_1() -> Answer {
    use legacy_hash::{Pepper, Policy, Scheme, Stored};

    let old = Scheme::detect().with_pepper(Pepper::suffix("8f0c1e73d2"));
    let policy = Policy::default().with_scheme("devise", old)?;
    let row = Stored::under(
        "devise",
        "$2a$05$fCyYsHZXBjcuSj92ZiJNFeXDSXd638rxGq/pSH0AL355qcg6BdGzm",
    );
    assert!(policy.authenticate(row, "correct horse").is_granted());
    Ok(())
}

#[test]
fn devise_2() -> Answer {
    use legacy_hash::{Context, Format, LegacyHash};

    let format: Format = "devise-sha1".parse()?;
    let row = Context::new()
        .with_salt("NaCl")
        .with_constant(1, "8f0c1e73d2");
    let stored = LegacyHash::parse_as(format, "f8666c8ecb80d894b4c1ee0e1f78725cef3dde40")?;
    assert!(stored.with_context(row).verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn discourse_1() -> Answer {
    use legacy_hash::{Context, Expression, LegacyHash};

    let iterations = 6000; // `i=` in the row
    let pbkdf2: Expression = format!("pbkdf2_sha256($p, $s, {iterations})").parse()?;
    let salt = Context::new().with_salt("1f8f2a64c7b9e03d5a1748c2e6b09f3d");
    let digest = "ebdb8c03f8c82f3fe1e4b92624772bb01c3a597f9f31c89efcfc1624329bf279";
    let stored = LegacyHash::computed_by(&pbkdf2, digest, salt)?;
    assert!(stored.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn django_1() -> Answer {
    use legacy_hash::LegacyHash;

    for text in [
        "pbkdf2_sha256$1000$kQmIpfJH3yLtyPKPRtLvxn$meBySIIa9eiI1Lu9k30SDQvOElK3MAgeaCic1A5INHo=",
        "scrypt$1024$seasalt2$8$1$/adVLi7GFYJis0VhRZeljGTffqs7NOARakICQ60TqTsuG0JYXUaf1FlPS8a5RlLvqttz1+i2q6KyivsybgsuXg==",
        "argon2$argon2id$v=19$m=1024,t=2,p=1$BHVs45qeCpEeggEJgk1fMA$KDyHC0+TKKzlSVH2l0YLswia2sW+MhdFPGxI61xgy80",
        "bcrypt_sha256$$2b$05$ZNEMyUE9Gu/crb6Dn/91Qu5w0EFz0u0o1GZbp1CTeHgZHjss4.IGC",
        "sha1$NaCl12345678$7bb647ef56393d7ea276094980357e25030f9008",
    ] {
        assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    }
    Ok(())
}

#[test]
fn dovecot_1() -> Answer {
    use legacy_hash::LegacyHash;

    for text in [
        "{SSHA512}NPL0IOwB+AI+8iW5yfJe/XccFqfqLw5jLl0Br5ghZQWvPtrSZXAYOMuGaK5y//JkvAlNwfcu1qUQGE7aE1zPIMg3ny4=",
        "{BLF-CRYPT}$2y$05$YS.EqQzbBc7rUbculv/K6Osvrr1oLNhpOoYFshcGEgEBkwYuH4iY2",
    ] {
        assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    }
    Ok(())
}

#[test]
fn dovecot_2() -> Answer {
    use legacy_hash::{Context, LegacyHash};

    let stored = LegacyHash::parse("{DIGEST-MD5}61249fae4f54de6c481fcb1a75f10acf")?;
    let row = Context::new()
        .with_user("alice")
        .with_constant(1, "example.org");
    assert!(stored.with_context(row).verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn drupal_1() -> Answer {
    use legacy_hash::LegacyHash;

    for text in [
        "$S$8NaClNaClYdKXTL4mOhn8btYAbKbfMRtfT15H2OzE/tiXaKVNwA9",
        "$2y$05$hkv396gEJIQ4V8eSBnw/ZO.VUm3VILJYUuzP.9fpg5cKwQczf2FrK",
    ] {
        assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    }
    Ok(())
}

#[test]
fn entra_1() -> Answer {
    use legacy_hash::Policy;

    let policy = Policy::default();
    let column = policy.hash("correct horse")?.to_string(); // Microsoft has just said yes
    assert!(policy.authenticate(&column, "correct horse").is_granted());
    Ok(())
}

#[test]
fn flask_1() -> Answer {
    use legacy_hash::LegacyHash;

    for text in [
        "scrypt:1024:8:1$YNsUZoWuXYznNlMH$1d9f6f761eb4be242c48050ffdf3325ad3a01cf7fb367ca7160ee54a8bbcbc3f9fd5ee38f39d9b7b944672e34a8e5c18c70403a9244398b8712448a4ce562b01",
        "pbkdf2:sha256:1000$BRhWe2gj3jtlk4In$204ce70fce2eea84a85b2091bd920bfa4fcb2ac840e528a2ab82b41b1ee60d9b",
    ] {
        assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    }
    Ok(())
}

#[test]
fn flask_2() -> Answer {
    use legacy_hash::{Format, LegacyHash};

    let format: Format = "werkzeug-sha1".parse()?;
    let stored = LegacyHash::parse_as(
        format,
        "sha1$QYCcM6ZD$fd6c3978cfb99d059ee821433bdd6ac8c364419f",
    )?;
    assert!(stored.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn flask_3() -> Answer {
    use legacy_hash::{Context, Expression, Policy, Scheme, Stored};

    let double: Expression = "hmac_sha512_64e($c1, $p)".parse()?;
    let salt = Context::new().with_constant(1, "146585145368132386173505678016728509634");
    let policy = Policy::default().with_scheme("old", Scheme::detect().with_input(double, salt))?;
    let text = "$argon2id$v=19$m=1024,t=2,p=1$Lvk21YHUgdHSWJo4vMzd2w$bVRiSDAZdJOUxab8eUqGX+i8xP48LFWug0iU3h1+F5Y";
    assert!(
        policy
            .verify_stored(Stored::under("old", text), "correct horse")
            .is_ok()
    );
    Ok(())
}

#[test]
fn freeipa_1() -> Answer {
    use legacy_hash::LegacyHash;

    for text in [
        "{PBKDF2_SHA256}AAAgAHL+cFVqLtWicuUU4i8Fx/cPIKNCTViS5R9/BFplKm5yW0gopJyb93iTLBmVIBxEqZXbMr+TA3R6EwucYewgZGT5N+kXKt96mJNQVxR2Crg8+oCUZtdcr01uKGf0VB62RS5svAtY1x0eJzv2tlouho/m8/DOijaDeuyIL+oh60PrasupV9f5rCkeX+bbGfrE1JFriwoFrHzH8D1xECDvc2ttjPHEZib5/2XM87WSeqGF/58Tok3MDuhEHkQUbW0XJ4V97ir9IQDIBKGF/96/aj///vs+3UBameD3qAlfaHul8zyfgoKeXG0VUR/wRZ6OIKacmm/gL76fye/9Ij/aFF1xn08apuRwO2aCK5BdqqGCNETev6kCSzEtQBdHJQVpDfxeBxIQsubkNsYssYQ8vqw55vPvQlgkv08djaepkGSi",
        "{PBKDF2-SHA512}1000$nPPeWwtBSAnhHOMcw7g3Zg$YrzEWEORaeEZHAPtRMJOP4XM85OvcAg4OjWMd35oZJqTA3Fp5FMF3Wssr95o8K7inxhdTRd34QOz.OWpC21T.w",
        "{SSHA512}RC/y5vfUONJMcUmOXcSyrSnzHdXJ+++atHb99BPpoSoF45Dmnx3uvWyHF13Ux+3nTzrAXRTQfeLx7moyr+Cij5t9GpEQVhzO",
        "{SSHA}ZmtE0lzuDlO8z0uzVpNkCAz1f/oU0qHHrzTDfA==",
    ] {
        assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    }
    Ok(())
}

#[test]
fn fusionauth_1() -> Answer {
    use legacy_hash::{Context, Expression, LegacyHash};

    let factor = 24000; // the column
    let scheme: Expression = format!("pbkdf2_sha256($p, unbase64($s), {factor})").parse()?;
    let salt = Context::new().with_salt("h05NQ+BsVhQ0Yj4Jqrsr88xT8zqJrDPD/hk7d+g+TDQ=");
    let stored = LegacyHash::computed_by(
        &scheme,
        "M37qs+Q1rLHnwseANvm+r3TUr3kZyXUuQxtI6xClGA8=",
        salt,
    )?;
    assert!(stored.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn gitea_1() -> Answer {
    use legacy_hash::{Context, Expression, LegacyHash};

    let pbkdf2: Expression = "pbkdf2_sha256($p, unhex($s), 50000, 50)".parse()?;
    let salt = Context::new().with_salt("1f8f2a64c7b9e03d5a1748c2e6b09f3d");
    let text = "6671225dd9e9c53fa04af05272bd485f1fe1207b1f4f5347c1ec0d89db954ecff74594b4b4e869a93ebe63640d72c951bab0";
    let stored = LegacyHash::computed_by(&pbkdf2, text, salt)?;
    assert!(stored.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn gitlab_1() -> Answer {
    use legacy_hash::LegacyHash;

    for text in [
        "$2a$05$iYumyOiZFCrNEdKrIWuitOrs5apZapodziWCHvQbF.e2fE8HpCLZa",
        "$pbkdf2-sha512$1000$MuY8p1QqhbC21lprjTHmHIMwJgTg3FvLmRPiXKsVAoBwrhUCIETo/b9XilHKubc25pzz3rsXIqT0HqM0ZiwFgA$k7BbIjVtJYNjee1XuwKLAIz5Y8wx.Rk7b4p0Rk7cFnvCkxHAApFMCYFRNjmz.7/pkysT33VzMNdleHA6/iwC/g",
        "$2b$05$Uy2jSl45CzYd7DB3K3AbL.97oT2dPtvy.hvWdPWbYmm8bKu48BDZO",
    ] {
        assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    }
    Ok(())
}

#[test]
fn htpasswd_1() -> Answer {
    use legacy_hash::LegacyHash;

    for line in [
        "alice:$apr1$NaClNaCl$v4IT7iu/C1/x/opJsWZDe/",
        "bob:$2y$05$hkv396gEJIQ4V8eSBnw/ZO.VUm3VILJYUuzP.9fpg5cKwQczf2FrK",
        "carol:{SHA}L55TUjtiq8FBorTWAZ0jy6g129A=",
    ] {
        let (_name, text) = line.split_once(':').ok_or("no colon")?;
        assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    }
    Ok(())
}

#[cfg(feature = "des")]
#[test]
fn htpasswd_2() -> Answer {
    use legacy_hash::{Format, LegacyHash};

    let stored = LegacyHash::parse_as("descrypt".parse::<Format>()?, "NasF8urR0qd6.")?;
    assert!(stored.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn invision_1() -> Answer {
    use legacy_hash::{Context, Format, Policy, Stored};

    let policy = Policy::default().with_bare("ipb".parse::<Format>()?)?;
    let salt = Context::new().with_salt("N5x8k");
    let row = Stored::from("53e353292d5ef231770d7cccf1b148ac").with_context(salt);
    assert!(policy.authenticate(row, "correct horse").is_granted());
    assert!(
        policy
            .authenticate(
                "$2a$05$iYumyOiZFCrNEdKrIWuitOrs5apZapodziWCHvQbF.e2fE8HpCLZa",
                "correct horse"
            )
            .is_granted()
    );
    Ok(())
}

#[test]
fn jenkins_1() -> Answer {
    use legacy_hash::LegacyHash;

    let stored =
        LegacyHash::parse("#jbcrypt:$2a$05$gSOyLwVtjvbXVKZVK5VmLeWR3CTR8uMwSRKWfDNiCoDA1KAiK2K4K")?;
    assert!(stored.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn joomla_1() -> Answer {
    use legacy_hash::{Format, Policy};

    let policy = Policy::default().with_bare("joomla".parse::<Format>()?)?;
    for text in [
        "$2y$05$hkv396gEJIQ4V8eSBnw/ZO.VUm3VILJYUuzP.9fpg5cKwQczf2FrK",
        "$P$6e.mv7xEgrpjVpQhKMBA926LyDPW7u1",
        "a4074cf7c46d167356fe8dc77e753339:NaClNaClNaClNaCl",
    ] {
        assert!(policy.authenticate(text, "correct horse").is_granted());
    }
    Ok(())
}

#[test]
fn kanidm_1() -> Answer {
    use legacy_hash::LegacyHash;

    // {"ARGON2ID": {"m": 7168, "t": 5, "p": 1, "v": 19, "s": "…", "k": "…"}}
    let (m, t, p, v) = (7168, 5, 1, 19);
    let (s, k) = (
        "De_WViw0Ts5HY-xfjQsuuw",
        "M7VrIjFRlhtJd4rxjroAX3z__q76RW_8jDpOCpmfa6A",
    );
    let b64 = |text: &str| text.replace('-', "+").replace('_', "/");
    let text = format!("$argon2id$v={v}$m={m},t={t},p={p}${}${}", b64(s), b64(k));
    assert!(LegacyHash::parse(&text)?.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn kratos_1() -> Answer {
    use legacy_hash::LegacyHash;

    for text in [
        "$argon2id$v=19$m=1024,t=2,p=1$qmVqHeyq9bXDyFljtHqVPw$1SZonyxNzG87Yfxwu1+Foa4/KZj7LqFZB/kI1p+pQlE",
        "$2a$05$iYumyOiZFCrNEdKrIWuitOrs5apZapodziWCHvQbF.e2fE8HpCLZa",
        "$pbkdf2-sha256$i=1000,l=32$LDvy/EWAXlEjRy4uW6JFHA$kb9IQBCpLkKMn19bRrZrIUELNu/vfDP4fUKTw+KDGtQ",
        "$firescrypt$ln=14,r=8,p=1$N9oDQZEPYoYwNF3T$/uWE4VdkJwv03NLLlQomdFaPxQUE07s74H+2j1gmYorhXNRfatfh0dHUIReNjVzOu/B+Z4jhv1DF84fVCOMZzQ==$QgE=$SmoJzymJYDvdKXDvWFEVq0yfvu7a5NQV7p7I56kR3/cS52hjTx05VQIWttBUffA8igzXEYK7BZZmALzjOAd5kg==",
        "$sha1$pf=e1NBTFR9e1BBU1NXT1JEfQ==$TmFDbA==$y2Y2ZtNI1qdD9scbx60AVDLLy9k=",
    ] {
        assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    }
    Ok(())
}

#[test]
fn laravel_1() -> Answer {
    use legacy_hash::LegacyHash;

    for text in [
        "$2y$05$hkv396gEJIQ4V8eSBnw/ZO.VUm3VILJYUuzP.9fpg5cKwQczf2FrK",
        "$argon2id$v=19$m=1024,t=2,p=1$qmVqHeyq9bXDyFljtHqVPw$1SZonyxNzG87Yfxwu1+Foa4/KZj7LqFZB/kI1p+pQlE",
    ] {
        assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    }
    Ok(())
}

#[test]
fn logto_1() -> Answer {
    use legacy_hash::envelope::logto;

    let text = "$argon2id$v=19$m=1024,t=2,p=1$qmVqHeyq9bXDyFljtHqVPw$1SZonyxNzG87Yfxwu1+Foa4/KZj7LqFZB/kI1p+pQlE";
    let stored = logto::parse("Argon2id", text)?;
    assert!(stored.verify("correct horse").is_ok());
    Ok(())
}

#[cfg(feature = "records")]
#[test]
fn logto_2() -> Answer {
    use legacy_hash::envelope::logto;

    let sha256 = r#"["sha256",["NaCl","@"],"cc0c19e7e854dad3a1ac59d270a830024c7d2efa248ea80d0a27223f30bbf504"]"#;
    assert!(
        logto::parse("Legacy", sha256)?
            .verify("correct horse")
            .is_ok()
    );
    Ok(())
}

#[test]
fn mastodon_1() -> Answer {
    use legacy_hash::LegacyHash;

    let stored = LegacyHash::parse("$2a$05$iYumyOiZFCrNEdKrIWuitOrs5apZapodziWCHvQbF.e2fE8HpCLZa")?;
    assert!(stored.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn matomo_1() -> Answer {
    use legacy_hash::{Format, LegacyHash};

    let format: Format = "matomo".parse()?;
    let stored = LegacyHash::parse_as(
        format,
        "$2y$05$poNUJe5Qat/LCf8Bb3hg3OQAZUVIUOtsaSxNyD.CrwTplBVv5Ue4i",
    )?;
    assert!(stored.verify("correct horse").is_ok());
    Ok(())
}

#[cfg(feature = "unicode-normalization")]
#[test]
fn matrix_1() -> Answer {
    use legacy_hash::{Context, Expression, Policy, Scheme, Stored};

    let input: Expression = "nfkc($p).$c1".parse()?;
    let pepper = Context::new().with_constant(1, "the homeserver's pepper");
    let policy =
        Policy::default().with_scheme("old", Scheme::detect().with_input(input, pepper))?;
    let row = Stored::under(
        "old",
        "$2b$05$pKD7YZq9wExiLpU7LNfkZe.L4Yv32q2XnAjqxqeOmGmAdBhGFimve",
    );
    assert!(policy.authenticate(row, "correct horse").is_granted());
    Ok(())
}

#[test]
fn mediawiki_1() -> Answer {
    use legacy_hash::LegacyHash;

    for text in [
        ":pbkdf2:sha512:1000:64:Zpsg0ARarFSl3FwyB8UMSA==:CwEHDD+4jRVAyxbsFw3gDDgXz+z9OcGWKFN/zFLyo3jD9HxkIcsJhNpJvKqEk2hLZxar33hmCdlDuHDKelRUIA==",
        ":B:1a2b3c4d:35d07e1a72c973fabdff842189163e95",
        ":A:3cb4e732631f47e6eb961f34554b7cde",
    ] {
        assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    }
    Ok(())
}

#[test]
fn meteor_1() -> Answer {
    use legacy_hash::{Format, Policy, Scheme, Stored};

    let meteor: Format = "meteor".parse()?;
    let policy = Policy::default().with_scheme("meteor", Scheme::of(meteor))?;
    let row = Stored::under(
        "meteor",
        "$2b$05$xRERqfqwaOVKVzzCU.DP0.Ap7Ou7fefAAte2Do2qZ7DdeJyk09DjS",
    );
    assert!(policy.authenticate(row, "correct horse").is_granted());
    Ok(())
}

#[test]
fn meteor_2() -> Answer {
    use legacy_hash::{Context, Expression, LegacyHash};

    let argon2: Expression = "argon2(sha256($p))".parse()?;
    let text = "$argon2id$v=19$m=1024,t=2,p=1$uUb5o5hgMGWtMrEGleMO5Q$kLAadDFSA6aR2TMDtTt/SU38VMODVSYKN1KK5akc7Ag";
    let stored = LegacyHash::computed_by(&argon2, text, Context::new())?;
    assert!(stored.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn minecraft_1() -> Answer {
    use legacy_hash::LegacyHash;

    let text =
        "$SHA$8a41c0b6e92d7f35$d66401a6812ce2bddf0011addd917febc9a05d7e71010bda938114c7077e218e";
    assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn moodle_1() -> Answer {
    use legacy_hash::{Context, Format, Policy, Stored};

    // Only for rows of before 2.5: an MD5 of the password and `$CFG->passwordsaltmain`.
    let policy = Policy::default().with_bare("moodle".parse::<Format>()?)?;
    let salt = Context::new().with_constant(1, "sitesalt");
    for text in [
        "$6$rounds=1000$NaClNaClNaClNaCl$.fs54wgFS88xQCU7BSdQieOYui51WOKXv49yIdRZtz8NuTqy9fXoDSpyl.GP6CY54ZOY01JCz/e6etkykXO0Z0",
        "$2y$05$hkv396gEJIQ4V8eSBnw/ZO.VUm3VILJYUuzP.9fpg5cKwQczf2FrK",
        "7e8f0abb7a9206a0877617bbe331f024",
    ] {
        let row = Stored::from(text).with_context(salt.clone());
        assert!(policy.authenticate(row, "correct horse").is_granted());
    }
    Ok(())
}

#[test]
fn moodle_2() -> Answer {
    use legacy_hash::{Pepper, Policy, Scheme, Stored};

    let old = Scheme::detect().with_pepper(Pepper::suffix("#GV]NLie|x$H9[$rW%94bXZvJHa%z"));
    let policy = Policy::default().with_scheme(1, old)?;
    let text = "$6$rounds=10000$NaClNaClNaClNaCl$zKzkitatVOBlfa2zc/QAoqlgOJmCjz9rLpJU638E1D7GrUhEZSObbqurgl8aot6t7nXBXUtGSohTILnb/2yWP0";
    assert!(
        policy
            .authenticate(Stored::under(1, text), "correct horse")
            .is_granted()
    );
    Ok(())
}

#[test]
fn mybb_1() -> Answer {
    use legacy_hash::{Context, Format, Policy, Stored};

    let policy = Policy::default().with_bare("mybb".parse::<Format>()?)?;
    let salt = Context::new().with_salt("Nzx81kLp");
    let row = Stored::from("a624d2d8e33fbdd0de93b06f63fcfe21").with_context(salt);
    assert!(policy.authenticate(row, "correct horse").is_granted());
    Ok(())
}

#[test]
fn mysql_1() -> Answer {
    use legacy_hash::LegacyHash;

    let stored = LegacyHash::parse("*0E8F21E4240F5AD5A07D088F9C93890D13D78A4E")?;
    assert!(stored.verify("correct horse").is_ok());
    Ok(())
}

#[cfg(feature = "databases")]
#[test]
fn mysql_2() -> Answer {
    use legacy_hash::{Format, LegacyHash};

    let stored = LegacyHash::parse_as("mysql-old".parse::<Format>()?, "5fd896f92cfc6fca")?;
    assert!(stored.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn nextcloud_1() -> Answer {
    use legacy_hash::LegacyHash;

    for text in [
        "3|$argon2id$v=19$m=1024,t=2,p=1$kVRUzHyYwY6hFtpa1BfoGQ$e6e3EqmVZIyJ8z+smxkAZShEjKaid8ankwBW7TIWLrs",
        "2|$argon2i$v=19$m=1024,t=2,p=1$vjEbdUVnJt2WzHM4yEhEag$1UGN1fdr6CrE0RbzR8a0pgNHjUBb6RFiiCswbPQN9yk",
        "1|$2y$05$0nEAZIY/20MjMCawd83TM.8p1/7ZFl8wWhQ4YqtsqMiGk/TSMfW0S",
    ] {
        assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    }
    Ok(())
}

#[test]
fn nextcloud_2() -> Answer {
    use legacy_hash::{Context, Format, LegacyHash};

    let format: Format = "owncloud-bcrypt".parse()?;
    let stored = LegacyHash::parse_as(
        format,
        "$2y$05$7VzzlCrnxMOf2JjAmWHr7ukFWrZBVb.EBfp/BPLUhIW2NhrTK.eSi",
    )?;
    let stored = stored.with_context(Context::new().with_constant(1, "8f0c1e73d2"));
    assert!(stored.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn node_1() -> Answer {
    use legacy_hash::LegacyHash;

    for text in [
        "$2b$05$Uy2jSl45CzYd7DB3K3AbL.97oT2dPtvy.hvWdPWbYmm8bKu48BDZO",
        "$argon2id$v=19$m=1024,t=2,p=1$qmVqHeyq9bXDyFljtHqVPw$1SZonyxNzG87Yfxwu1+Foa4/KZj7LqFZB/kI1p+pQlE",
    ] {
        assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    }
    Ok(())
}

#[test]
fn node_2() -> Answer {
    use legacy_hash::{Context, Expression, LegacyHash};

    let pbkdf2: Expression = "pbkdf2_sha256($p, $s, 25000, 32)".parse()?;
    let salt = Context::new()
        .with_salt("3e60fd93d6fb3e46e30b70b05cd90280d3fcc0c17d089eb6aedbab253ca4850c");
    let text = "96ca2dfe2817b54e001dfa9303cbf02606a4919903c9883d182427886471687a1f4d30677f714c036ec237bfd94d40e4e1dc6d07f09992d4512f644c97a5d7a779a9fd384165cd2a4f4ecb1166f775ccead108b56bd2f32f106914cfa83baf31cc3b19e2ab6d02f949aabebb86f389764987bf3c3a34abb8ae9110a8c62a127f3dac4c6d4f284d5e92b77509b1ff8e3f1959efb45f8a8c8f8a88e3b94bbe36093cc8e1dc48c36cf1fdfc6658d97b85fdfccc741bac20c2ce2a5076d720a6d5a15aa06d53157f2c2507a5932658bf8fac566c436a943e5eca3604c724b492126197f23fa5060a17c136cad04232cfbde07b2c40e359794d30f6009f4c9d2fbff048e5f6c7cd7bd01de0e06ad859e07059c986393e4db190201dc8b22815ee0181b5dbd7d86010f374e76ff24a15ff00be9d95e047d6d0feedd9a60409ef43e7520041038633f39895bf670bb3ed152cd5c7c9bbb04d077bf22e759582f0e18924406836f2de1e2a3672f752a4d5a62d540b4338173c4500e9b7df09c81dbc448a2fa6af288b7938a4ac9ed33787448a0949ee346dfbd809fca1eab8a58e00e429c8d08caa818e162d81e1e061c95b8c8606087b31689c576439c4d559fc227c8311d2053978fc1664c54ac95ff5059a35391b65a2818ab9b2a541d3c8e76bd1ad01852a558c6b3d03f0aead502462b14564a2c7876f2f68702d12ca2c8e92b4c6";
    let stored = LegacyHash::computed_by(&pbkdf2, text.get(..64).ok_or("short")?, salt)?;
    assert!(stored.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn nopcommerce_1() -> Answer {
    use legacy_hash::{Context, Format, LegacyHash};

    let salt = Context::new().with_salt("k3xO0w==");
    for (name, text) in [
        (
            "nopcommerce-sha512",
            "BE2F0C8B4912130235D96BA306EA534B61EC67992391B574EE917A5638BCDD74392B6F631A9F93B25593906344D9C1CC24E76A190B2AC0FF1F57FFE9913D6C63",
        ),
        (
            "nopcommerce-sha1",
            "F362A18A74BD419F2C02F0DF10C06B315A0EBCD9",
        ),
    ] {
        let stored = LegacyHash::parse_as(name.parse::<Format>()?, text)?;
        assert!(
            stored
                .with_context(salt.clone())
                .verify("correct horse")
                .is_ok()
        );
    }
    Ok(())
}

#[test]
fn odoo_1() -> Answer {
    use legacy_hash::LegacyHash;

    let text = "$pbkdf2-sha512$1000$wpjznlOq1fqf8/4fA0Co1Q$JtlGB3PZJVEAaWhcfjE3doxWPHDGPUK8KUr3l.3C6MfrvBMsifdxgpxxgniy3PEmxkso939T955D1c4kuxjtPA";
    assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn okta_1() -> Answer {
    use legacy_hash::Policy;

    let policy = Policy::default();
    let column = policy.hash("correct horse")?.to_string(); // Okta has just said yes
    assert!(policy.authenticate(&column, "correct horse").is_granted());
    Ok(())
}

#[test]
fn opencart_1() -> Answer {
    use legacy_hash::{Context, Format, Policy, Stored};

    let policy = Policy::default().with_bare("opencart".parse::<Format>()?)?;
    let salt = Context::new().with_salt("Nz8kLpQ1x");
    let row = Stored::from("16f97be59f2af046cb3626ac853b4b974be7f411").with_context(salt);
    assert!(policy.authenticate(row, "correct horse").is_granted());
    Ok(())
}

#[test]
fn openldap_1() -> Answer {
    use legacy_hash::LegacyHash;

    for text in [
        "{SSHA}ZmtE0lzuDlO8z0uzVpNkCAz1f/oU0qHHrzTDfA==",
        "{SSHA512}RC/y5vfUONJMcUmOXcSyrSnzHdXJ+++atHb99BPpoSoF45Dmnx3uvWyHF13Ux+3nTzrAXRTQfeLx7moyr+Cij5t9GpEQVhzO",
        "{ARGON2}$argon2id$v=19$m=1024,t=2,p=1$wyc609xWNWlz24CI+3oMRA$nm5dXujo8KHaL33kwCotr3tgmDXTvzwEzVw2tYjPpo4",
    ] {
        assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    }
    Ok(())
}

#[test]
fn phoenix_1() -> Answer {
    use legacy_hash::LegacyHash;

    for text in [
        "$2b$05$Uy2jSl45CzYd7DB3K3AbL.97oT2dPtvy.hvWdPWbYmm8bKu48BDZO",
        "$argon2id$v=19$m=1024,t=2,p=1$qmVqHeyq9bXDyFljtHqVPw$1SZonyxNzG87Yfxwu1+Foa4/KZj7LqFZB/kI1p+pQlE",
        "$pbkdf2-sha512$1000$wpjznlOq1fqf8/4fA0Co1Q$JtlGB3PZJVEAaWhcfjE3doxWPHDGPUK8KUr3l.3C6MfrvBMsifdxgpxxgniy3PEmxkso939T955D1c4kuxjtPA",
    ] {
        assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    }
    Ok(())
}

#[test]
fn phpbb_1() -> Answer {
    use legacy_hash::LegacyHash;

    for text in [
        "$argon2id$v=19$m=1024,t=2,p=1$qmVqHeyq9bXDyFljtHqVPw$1SZonyxNzG87Yfxwu1+Foa4/KZj7LqFZB/kI1p+pQlE",
        "$2y$05$hkv396gEJIQ4V8eSBnw/ZO.VUm3VILJYUuzP.9fpg5cKwQczf2FrK",
        "$H$6F9PXt7qyBZIqQ2bEiX8Zhinu/U3gn.",
    ] {
        assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    }
    Ok(())
}

#[test]
fn prestashop_1() -> Answer {
    use legacy_hash::{Context, Format, Policy, Stored};

    let policy = Policy::default().with_bare("prestashop".parse::<Format>()?)?;
    let key = Context::new().with_constant(1, "cookiekey");
    let row = Stored::from("69d42e3fa6106b45cf707c47c5afbdcd").with_context(key);
    assert!(policy.authenticate(row, "correct horse").is_granted());
    Ok(())
}

#[test]
fn rails_1() -> Answer {
    use legacy_hash::LegacyHash;

    let stored = LegacyHash::parse("$2a$05$iYumyOiZFCrNEdKrIWuitOrs5apZapodziWCHvQbF.e2fE8HpCLZa")?;
    assert!(stored.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn rails_2() -> Answer {
    use legacy_hash::{Context, Format, LegacyHash};

    let format: Format = "restful-authentication".parse()?;
    let row = Context::new().with_salt("NaCl").with_constant(1, "4ae0d3");
    let stored = LegacyHash::parse_as(format, "fdd91fd183bcef5ac7f8770e3c09327fd6622f86")?;
    assert!(stored.with_context(row).verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn rails_3() -> Answer {
    use legacy_hash::{Context, Format, LegacyHash};

    let format: Format = "authlogic-sha512".parse()?;
    let stored = LegacyHash::parse_as(
        format,
        "0ef6c1bfb3a40a0491a1efc98bc3a5b904113d82e742d40d47ee931733d5bc3be25309906011b70b2228672b18d747a681e0e8e6156a5e6b85bfd7749342871f",
    )?;
    let stored = stored.with_context(Context::new().with_salt("NaCl"));
    assert!(stored.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn redmine_1() -> Answer {
    use legacy_hash::{Context, Format, Policy, Stored};

    let policy = Policy::default().with_bare("redmine".parse::<Format>()?)?;
    let salt = Context::new().with_salt("1f8f2a64");
    let row = Stored::from("f1a426c4873352f01dde9bfdc52eb351ffc08eb2").with_context(salt);
    assert!(policy.authenticate(row, "correct horse").is_granted());
    Ok(())
}

#[test]
fn shiro_1() -> Answer {
    use legacy_hash::LegacyHash;

    let text = "$shiro1$SHA-256$1000$GGIvBPOnz37n7W+eqqWJIg==$ngvH1RX6pNsoL+3uv/fTSFHBD4PqjoUeMQcFDKpXycw=";
    assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn shopware_1() -> Answer {
    use legacy_hash::{Format, Policy, Scheme, Stored};

    let policy = Policy::default()
        .with_scheme("bcrypt", Scheme::detect())?
        .with_scheme("sha256", Scheme::of("shopware-sha256".parse::<Format>()?))?;
    let sha256 = "1000:9f2c4d71:bcfba93d7141f38e587fa7f73aa00b99c90bb67cdc362c1bcf69623cddd20a85";
    assert!(
        policy
            .authenticate(Stored::under("sha256", sha256), "correct horse")
            .is_granted()
    );
    let bcrypt = "$2y$05$hkv396gEJIQ4V8eSBnw/ZO.VUm3VILJYUuzP.9fpg5cKwQczf2FrK";
    assert!(
        policy
            .authenticate(Stored::under("bcrypt", bcrypt), "correct horse")
            .is_granted()
    );
    Ok(())
}

#[test]
fn smf_1() -> Answer {
    use legacy_hash::{Context, Format, LegacyHash};

    let alice = Context::new().with_user("alice");
    for (name, text) in [
        ("smf", "ed05e25e0cebae9aa1b41e6565cdb8713f6d6ac8"),
        (
            "smf21",
            "$2y$05$kcotO6n1qKnSBOsQCU9mHuoJhKBKmKqBC02TKyiW49xMRdpmZZsZC",
        ),
    ] {
        let stored = LegacyHash::parse_as(name.parse::<Format>()?, text)?;
        assert!(
            stored
                .with_context(alice.clone())
                .verify("correct horse")
                .is_ok()
        );
    }
    Ok(())
}

#[test]
fn spring_1() -> Answer {
    use legacy_hash::LegacyHash;

    for text in [
        "{bcrypt}$2a$05$iYumyOiZFCrNEdKrIWuitOrs5apZapodziWCHvQbF.e2fE8HpCLZa",
        "{pbkdf2@SpringSecurity_v5_8}8d7e971df1176b2cb1f679f446668fce32250292004eaed4396e41fd1fe3afa5cf425ff0031a61090ee2f7926613eb60",
        "{scrypt@SpringSecurity_v5_8}$100801$CJ8d9LqjULk4IE6uS5G9Gw==$5iBI+Yus2rki9Sbrr+NNWn4jvyR1FtW4KbnP6XBcQ20=",
        "{sha256}180f1c55bef526b1a6f513f4a02e15b88efa62eef243b291e044c1bb01c07f6d095e04d29c9de774",
        "{MD5}{NaCl}334d9cbae9b0a7c8390e30b1a6dd6a08",
    ] {
        assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    }
    Ok(())
}

#[test]
fn spring_2() -> Answer {
    use legacy_hash::{Context, Format, LegacyHash};

    let format: Format = "spring-standard-secret".parse()?;
    let text =
        "{sha256}fe7acebd5f6c9313db6bb2c450914a660c53045e3f2871481ab8590b430235c018fa1fdabb74eb25";
    let stored = LegacyHash::parse_as(format, text)?;
    let stored = stored.with_context(Context::new().with_constant(1, "site"));
    assert!(stored.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn sql_server_1() -> Answer {
    use legacy_hash::LegacyHash;

    for text in [
        "0x0200A5136EFE829CD5CADC479F763DE1F0B52F1667B002011DB15D6BA924A4C86902E14510CAF0A12C9B6C7EB14463968DB1FD5D12A595E4DA98AC40B90A5A03ECB911EC27B1",
        "S:E77B59C1EFA92D06DBCBE603FF8CB0DE0839ABB849653BBD47E2F07DE79A",
    ] {
        assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    }
    Ok(())
}

#[cfg(feature = "databases")]
#[test]
fn sql_server_2() -> Answer {
    use legacy_hash::{Context, Format, LegacyHash};

    let stored = LegacyHash::parse_as("oracle10".parse::<Format>()?, "B4D200EC04731E39")?;
    let stored = stored.with_context(Context::new().with_user("alice"));
    assert!(stored.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn stytch_1() -> Answer {
    use legacy_hash::{LegacyHash, Md5Hash};

    let scrypt =
        "$scrypt$ln=10,r=8,p=1$h7A25tx7r9XaO6fUWguBkA$7WLscg37NfsV/adYCfwLSnW8P7oIa1lcPKRQ60UL48c";
    assert!(LegacyHash::parse(scrypt)?.verify("correct horse").is_ok());
    // `md_5_config` has `prepend_salt` and `append_salt`.
    let md5 = "d897cc54e94fe33e4da398599cbdfbec"
        .parse::<Md5Hash>()?
        .with_prefix("NaCl");
    assert!(LegacyHash::from(md5).verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn supabase_1() -> Answer {
    use legacy_hash::LegacyHash;

    for text in [
        "$2a$05$iYumyOiZFCrNEdKrIWuitOrs5apZapodziWCHvQbF.e2fE8HpCLZa",
        "$argon2id$v=19$m=1024,t=2,p=1$qmVqHeyq9bXDyFljtHqVPw$1SZonyxNzG87Yfxwu1+Foa4/KZj7LqFZB/kI1p+pQlE",
        "$fbscrypt$v=1,n=14,r=8,p=1,ss=QgE=,sk=SmoJzymJYDvdKXDvWFEVq0yfvu7a5NQV7p7I56kR3/cS52hjTx05VQIWttBUffA8igzXEYK7BZZmALzjOAd5kg==$N9oDQZEPYoYwNF3T$/uWE4VdkJwv03NLLlQomdFaPxQUE07s74H+2j1gmYorhXNRfatfh0dHUIReNjVzOu/B+Z4jhv1DF84fVCOMZzQ==",
    ] {
        assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    }
    Ok(())
}

#[test]
fn supertokens_1() -> Answer {
    use legacy_hash::LegacyHash;

    for text in [
        "$2a$05$iYumyOiZFCrNEdKrIWuitOrs5apZapodziWCHvQbF.e2fE8HpCLZa",
        "$argon2id$v=19$m=1024,t=2,p=1$qmVqHeyq9bXDyFljtHqVPw$1SZonyxNzG87Yfxwu1+Foa4/KZj7LqFZB/kI1p+pQlE",
    ] {
        assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    }
    Ok(())
}

#[test]
fn symfony_1() -> Answer {
    use legacy_hash::LegacyHash;

    for text in [
        "$2y$05$hkv396gEJIQ4V8eSBnw/ZO.VUm3VILJYUuzP.9fpg5cKwQczf2FrK",
        "$argon2id$v=19$m=1024,t=2,p=1$qmVqHeyq9bXDyFljtHqVPw$1SZonyxNzG87Yfxwu1+Foa4/KZj7LqFZB/kI1p+pQlE",
    ] {
        assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    }
    Ok(())
}

#[test]
fn symfony_2() -> Answer {
    use legacy_hash::{Context, Format, LegacyHash};

    let format: Format = "symfony-sha512-5000".parse()?;
    let stored = LegacyHash::parse_as(
        format,
        "oFQ/lm5C1fnpQJXCUyDay5zd20w7u+K3CbpUs9YqE6BbesVi2FEBO0VwetYuEq3yVJTYIETtZzNyhooZzhmvRg==",
    )?;
    let stored = stored.with_context(Context::new().with_salt("NaCl"));
    assert!(stored.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn tomcat_1() -> Answer {
    use legacy_hash::{Format, LegacyHash};

    let format: Format = "tomcat-sha256".parse()?;
    let stored = LegacyHash::parse_as(
        format,
        "3c31b70cd7fb50d1dad0ba17da2da765$10$8051e98fe86d16e27050e531cc629eab323bcbd6ce364da8d0b308cf4802371f",
    )?;
    assert!(stored.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn typo3_1() -> Answer {
    use legacy_hash::LegacyHash;

    for text in [
        "$argon2i$v=19$m=1024,t=2,p=1$7hAddYvvJlTYFY5Fg/gzDw$XyO6RdkJf9TYUYS/UmLCr2/1S96fntegipei3li0s4g",
        "$pbkdf2-sha256$1000$gfBe613rndO6d86Zs3bOuQ$chV7kIfEsCbSBACTNn.u7Cp4jUx.4ggI8PzYuMMw9sk",
        "$P$6e.mv7xEgrpjVpQhKMBA926LyDPW7u1",
        "M$P$6E4KMJXVLjI.VPQ3i9LhA7GYA4mn0s0",
    ] {
        assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    }
    Ok(())
}

#[test]
fn umbraco_1() -> Answer {
    use legacy_hash::{Format, LegacyHash};

    let format: Format = "umbraco".parse()?;
    let stored = LegacyHash::parse_as(format, "XX5sKsl/NWsrKm7iZjQDwEmnams=")?;
    assert!(stored.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn vbulletin_1() -> Answer {
    use legacy_hash::{Context, Format, Policy, Stored};

    let policy = Policy::default().with_bare("vbulletin".parse::<Format>()?)?;
    let row = Stored::from("b6e3c335dc4a990d75cdb963c5de44b7")
        .with_context(Context::new().with_salt("fsd"));
    assert!(policy.authenticate(row, "correct horse").is_granted());
    Ok(())
}

#[test]
fn vbulletin_2() -> Answer {
    use legacy_hash::{Format, Policy, Scheme, Stored};

    let policy = Policy::default()
        .with_scheme("blowfish:10", Scheme::of("vbulletin5".parse::<Format>()?))?
        .with_scheme("legacy", Scheme::of("vbulletin5-legacy".parse::<Format>()?))?;
    let legacy = Stored::under("legacy", "b6e3c335dc4a990d75cdb963c5de44b7 fsd");
    assert!(policy.authenticate(legacy, "correct horse").is_granted());
    let blowfish = "$2y$05$cHOFITSshR2sQUbRhi5L4epAakmxhJhU91mgY4OoGdTzWQufRbzgK";
    assert!(
        policy
            .authenticate(Stored::under("blowfish:10", blowfish), "correct horse")
            .is_granted()
    );
    Ok(())
}

#[test]
fn wildfly_1() -> Answer {
    use legacy_hash::{Context, Format, LegacyHash};

    let format: Format = "jboss-application".parse()?;
    let stored = LegacyHash::parse_as(format, "7bad5f017129495ba109a18a13845c10")?;
    let stored = stored.with_context(Context::new().with_user("alice"));
    assert!(stored.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn woltlab_1() -> Answer {
    use legacy_hash::LegacyHash;

    for text in [
        "Bcrypt:$2y$05$hkv396gEJIQ4V8eSBnw/ZO.VUm3VILJYUuzP.9fpg5cKwQczf2FrK",
        "Argon2:$argon2id$v=19$m=1024,t=2,p=1$qmVqHeyq9bXDyFljtHqVPw$1SZonyxNzG87Yfxwu1+Foa4/KZj7LqFZB/kI1p+pQlE",
        "vb3:b6e3c335dc4a990d75cdb963c5de44b7:fsd",
    ] {
        assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    }
    Ok(())
}

#[test]
fn wordpress_1() -> Answer {
    use legacy_hash::LegacyHash;

    for text in [
        "$wp$2y$05$zOKV4bbTC6gDVdsJy41WLuJGoTJyUXHYMzhFFnFI19QbTC6ePQF2W",
        "$P$6e.mv7xEgrpjVpQhKMBA926LyDPW7u1",
        "$2y$05$hkv396gEJIQ4V8eSBnw/ZO.VUm3VILJYUuzP.9fpg5cKwQczf2FrK",
    ] {
        assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    }
    Ok(())
}

#[test]
fn workos_1() -> Answer {
    use legacy_hash::Policy;

    let policy = Policy::default();
    let column = policy.hash("correct horse")?.to_string(); // WorkOS has just said yes
    assert!(policy.authenticate(&column, "correct horse").is_granted());
    Ok(())
}

#[test]
fn workos_2() -> Answer {
    use legacy_hash::LegacyHash;

    for text in [
        "$pbkdf2$i=1000,d=sha256$De/WViw0Ts5HY+xfjQsuuw$cdOHX6DebRbvub5T5IFwMxwZjZTAHwx41FQm57nSONo",
        "$scrypt$v=1$n=1024,r=8,p=1,kl=64$De/WViw0Ts5HY+xfjQsuuw$LonyTOnJrtdsqE8SRWgQdpBnwbVYdtyG2/JlC/vivb6lpFj9jR2N7BGrhHD8hBSl8uEvY50X6WWXjbHkGAuU9g",
    ] {
        assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    }
    Ok(())
}

#[test]
fn xenforo_1() -> Answer {
    use legacy_hash::LegacyHash;

    let data =
        r#"a:1:{s:4:"hash";s:60:"$2y$05$hkv396gEJIQ4V8eSBnw/ZO.VUm3VILJYUuzP.9fpg5cKwQczf2FrK";}"#;
    let hash = data.split('"').nth(3).ok_or("no hash")?;
    assert!(LegacyHash::parse(hash)?.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn xenforo_2() -> Answer {
    use legacy_hash::{Context, Format, LegacyHash};

    let format: Format = "xenforo1-sha256".parse()?;
    let stored = LegacyHash::parse_as(
        format,
        "a9db6a20c32bb238da4a39d7ab0d0f499d96304897980b7ba326088f0e970348",
    )?;
    let stored = stored.with_context(Context::new().with_salt("a3f0c9"));
    assert!(stored.verify("correct horse").is_ok());
    Ok(())
}

#[test]
fn zitadel_1() -> Answer {
    use legacy_hash::LegacyHash;

    for text in [
        "$2a$05$iYumyOiZFCrNEdKrIWuitOrs5apZapodziWCHvQbF.e2fE8HpCLZa",
        "$argon2id$v=19$m=1024,t=2,p=1$qmVqHeyq9bXDyFljtHqVPw$1SZonyxNzG87Yfxwu1+Foa4/KZj7LqFZB/kI1p+pQlE",
        "$scrypt$ln=10,r=8,p=1$h7A25tx7r9XaO6fUWguBkA$7WLscg37NfsV/adYCfwLSnW8P7oIa1lcPKRQ60UL48c",
        "$pbkdf2-sha256$1000$gfBe613rndO6d86Zs3bOuQ$chV7kIfEsCbSBACTNn.u7Cp4jUx.4ggI8PzYuMMw9sk",
        "$md5salted-suffix$NaCl$WvNhLLitFNNM0XshzutEnQ==",
    ] {
        assert!(LegacyHash::parse(text)?.verify("correct horse").is_ok());
    }
    Ok(())
}
