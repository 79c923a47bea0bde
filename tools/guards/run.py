#!/usr/bin/env python3
"""Removes one guard after the other, in a copy of the crate, and sees its regression test fail.

    python3 tools/guards/run.py [WORD]      # only the failures that have this word in them
    python3 tools/guards/run.py --fits      # only whether the entries fit the code: nothing is built

Each entry is a failure of other systems, the guard against it here (a file, what stands there, what
is left without the guard), and the test that must then fail. An entry that no longer fits the code
is an error, and so is a test that passes, or that is not run at all. CI asks only whether they fit: all takes
some minutes.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIB, SUITE, EXAMPLE = ["--lib"], ["--test", "suite"], ["--example", "sign_in"]
ACCELERATED = ["--lib", "--features", "accelerated"]
WIPED = ["--test", "wiped"]

ACCOUNT = "        let account = scheme.and_then(|scheme| self.account(scheme, stored));\n"
DONE = "        let others = self.compute_others(done, typed);\n"
KEY_FILLED = """        key.fill(input.bytes, self.version);
        let mut computed = Zeroizing::new([0; 24]);
        engine.bcrypt(self.cost,"""
KEY = "        for (to, from) in self.bytes.iter_mut().zip(password) {\n"

GUARDS = [
    (
        "a hash that reads next to nothing of a password grants every one",
        "src/dynamic.rs",
        "_ if is_hidden =>",
        "_ if false && is_hidden =>",
        SUITE,
        "dynamic::a_short_password_is_no_way_around_what_hides_it",
    ),
    (
        "a stolen hash is a password in plain text",
        "src/parse.rs",
        "    if algorithm == Algorithm::Plaintext && !declared.is_detected()",
        "    if false && !declared.is_detected()",
        SUITE,
        "dynamic::a_stolen_hash_is_no_plain_text",
    ),
    (
        "what is missing in other columns is hashed as nothing",
        "src/format/mod.rs",
        "        self.check_context().map_err(Refusal::Context)?;\n",
        "",
        SUITE,
        "table::what_is_missing_is_named",
    ),
    (
        "a lower count answers faster",
        "src/expected.rs",
        "                Some(done) => verifier.make_up(&done, Input::of(password), engine),\n",
        "                Some(_) => {}\n",
        LIB,
        "every_state_takes_the_same_work",
    ),
    (
        "a wrapped hash stays in its wrapper for ever",
        "src/parse.rs",
        "        (None, Some(hash @ LegacyHash::Argon2(_))) =>",
        "        (None, Some(hash @ LegacyHash::Argon2(_))) if false =>",
        SUITE,
        "table::a_wrapped_argon2_hash_moves",
    ),
    (
        "a salt that begins like a marker locks its user out",
        "src/text.rs",
        "&& !is_hash(text)",
        "",
        SUITE,
        "table::a_salt_may_begin_like_a_marker",
    ),
    (
        "a batch leaves hashes over an expression unanswered",
        "src/batch.rs",
        "if width > 1 && matches!(hash, LegacyHash::Bcrypt(_)) {",
        "if width > 1 && hash.algorithm() == algorithm {",
        ["--test", "suite", "--features", "batch,accelerated"],
        "batch::hashes_over_an_expression_are_answered",
    ),
    (
        "unknown, disabled and unreadable accounts answer faster",
        "src/authenticate.rs",
        ACCOUNT,
        ACCOUNT + "        if let Err(denial) = account { return Authentication::Denied(denial); }\n",
        LIB,
        "accounts_without_a_hash_do_the_same_work",
    ),
    (
        "empty and over-long passwords answer faster",
        "src/authenticate.rs",
        ACCOUNT,
        ACCOUNT + "        if let Some(fault) = fault { return Authentication::Denied(fault); }\n",
        LIB,
        "accounts_with_a_hash_do_the_same_work",
    ),
    (
        "a decoy costs less than what it stands for",
        "src/expected.rs",
        "!kept.iter().any(|sample| sample.covers(&cost))",
        "!kept.iter().any(|sample| sample.cost.algorithm() == cost.algorithm())",
        LIB,
        "accounts_without_a_hash_do_the_same_work",
    ),
    (
        "a decoy cannot be verified",
        "src/policy/build.rs",
        "cost.map_err(Excess::in_policy)?;",
        "cost.ok();",
        LIB,
        "samples_that_cost_too_much_are_refused",
    ),
    (
        "a wrong password on a legacy account answers faster",
        "src/authenticate.rs",
        "(!is_own).then(",
        "(!is_own && !matches!(&account, Ok((hash, _)) if LegacyHash::verify(hash, password)"
        ".is_err())).then(",
        LIB,
        "accounts_with_a_hash_do_the_same_work",
    ),
    (
        "a dollar in a bcrypt salt matches any password",
        "src/format/bcrypt.rs",
        "encoding::bcrypt64(salt_text, &mut salt).map_err(|_| Self::malformed(Field::Salt))?;",
        "let _ = encoding::bcrypt64(salt_text, &mut salt);",
        SUITE,
        "regressions::a_dollar_in_a_bcrypt_salt_is_malformed",
    ),
    (
        "a leading NUL equals the empty password",
        "src/format/bcrypt.rs",
        KEY,
        "        let password = password.split(|&byte| byte == 0).next().unwrap_or_default();\n" + KEY,
        SUITE,
        "regressions::a_leading_nul_is_not_nothing",
    ),
    (
        "an empty result equals an empty digest",
        "src/format/salted_digest.rs",
        """        if digest.as_ref().len() != H::LEN {
            return Err(Self::malformed(Field::Digest));
        }
        output.as_mut().copy_from_slice(digest.as_ref());
""",
        """        for (to, from) in output.as_mut().iter_mut().zip(digest.as_ref()) {
            *to = *from;
        }
""",
        SUITE,
        "regressions::an_empty_digest_is_malformed",
    ),
    (
        "an empty Argon2 tag is a shorter comparison",
        "src/format/argon2.rs",
        "if tag.len() < MIN_TAG_LEN {",
        "if tag.len() > MAX_TAG_LEN {",
        SUITE,
        "regressions::an_empty_digest_is_malformed",
    ),
    (
        "whoever knows 72 bytes redefines the password",
        "src/format/bcrypt.rs",
        "is_some_and(|end| end < KEY_LEN)",
        "is_some()",
        SUITE,
        "regressions::what_bcrypt_cuts_off_is_never_rehashed",
    ),
    (
        "the length of a password wraps",
        "src/format/bcrypt.rs",
        "self.len = password.len().saturating_add(1)",
        "self.len = usize::from(password.len() as u8).saturating_add(1)",
        SUITE,
        "regressions::the_length_of_a_password_does_not_wrap",
    ),
    (
        "every version has the sign extension of 2x",
        "src/format/bcrypt.rs",
        "BcryptVersion::TwoX => self.extend_signs(),",
        "BcryptVersion::TwoX | BcryptVersion::TwoA | BcryptVersion::TwoY => self.extend_signs(),",
        SUITE,
        "regressions::sign_extension_is_for_2x_alone",
    ),
    (
        "2x with 8-bit characters is hashed anew",
        "src/format/bcrypt.rs",
        " && !is_lossy_2x",
        " && (!is_lossy_2x || true)",
        SUITE,
        "regressions::sign_extension_is_for_2x_alone",
    ),
    (
        "long passwords cost without bound",
        "src/hash.rs",
        "        self.check_password(password, &limits)?;\n",
        "",
        SUITE,
        "regressions::verify_itself_has_the_ceilings",
    ),
    (
        "bounds are in a call of their own",
        "src/format/mod.rs",
        "        limits.check(&self.cost())?;\n",
        "",
        SUITE,
        "regressions::verify_itself_has_the_ceilings",
    ),
    (
        "what is below a new minimum cannot be verified",
        "src/policy/mod.rs",
        "        let secret = self.secret_of(stored)?;\n",
        "        let secret = self.secret_of(stored)?;\n"
        "        if self.needs_rehash(stored) { return Err(VerifyError::PasswordInvalid); }\n",
        SUITE,
        "regressions::the_weakest_hash_still_signs_in",
    ),
    (
        "a text is cut inside of a letter",
        "src/format/bcrypt.rs",
        ".split_at_checked(22)\n            .ok_or(Self::malformed(Field::Salt))?",
        ".split_at(22)",
        SUITE,
        "regressions::letters_across_borders_are_refused",
    ),
    (
        "a stale upgrade resurrects an old password",
        "examples/sign_in/database.rs",
        " AND method = ?4 AND digest = ?5",
        " AND (1 OR method = ?4 AND digest = ?5)",
        EXAMPLE,
        "an_upgrade_never_overwrites_a_newer_password",
    ),
    (
        "an import resurrects an old password",
        "examples/sign_in/database.rs",
        " ON CONFLICT DO NOTHING",
        " ON CONFLICT DO UPDATE SET digest = excluded.digest",
        EXAMPLE,
        "an_import_never_replaces_a_hash",
    ),
    (
        "a failed upgrade refuses a right password",
        "src/upgrade.rs",
        "            Err(error) => Upgrade::Withheld(Withheld::Failed(error)),",
        "            Err(_) => Upgrade::Current,",
        SUITE,
        "upgrade::no_memory_for_the_new_hash_does_not_fail_the_sign_in",
    ),
    (
        "memory comes back unwiped",
        "src/memory.rs",
        "        self.buffer.wipe(self.used);\n",
        "",
        LIB,
        "buffers_come_back_wiped_within_bounds",
    ),
    (
        "small computations keep large memory",
        "src/memory.rs",
        "count..=count.saturating_mul(2)",
        "count..=usize::MAX",
        LIB,
        "buffers_come_back_wiped_within_bounds",
    ),
    (
        "memory is kept without bound",
        "src/memory.rs",
        "kept.len() > MAX_BUFFERS || ",
        "",
        LIB,
        "buffers_come_back_wiped_within_bounds",
    ),
    (
        "passwords and digests stay on the stack",
        "src/memory.rs",
        "    zeroize_stack::<SIZE>();\n",
        "",
        WIPED,
        "nothing_of_a_password_stays_in_memory",
    ),
    (
        "a moved key leaves the password behind",
        "src/format/bcrypt.rs",
        KEY_FILLED,
        KEY_FILLED.replace("version);\n", "version);\n        let key = core::hint::black_box(key);\n"),
        WIPED,
        "nothing_of_a_password_stays_in_memory",
    ),
    (
        "the stack of a digest is not wiped",
        "src/format/salted_digest.rs",
        "with_wiped_stack::<STACK, _>(|| {",
        "with_wiped_stack::<0, _>(|| {",
        WIPED,
        "nothing_of_a_password_stays_in_memory",
    ),
    (
        "a forked child waits for a thread that it does not have",
        "src/memory.rs",
        "match self.0.try_lock() {",
        "match self.0.lock().map_err(TryLockError::from) {",
        LIB,
        "a_list_that_stays_in_use_is_done_without",
    ),
    (
        "a row with many lanes starts as many threads",
        "src/backend/accelerated.rs",
        """    } else {
        cores
    }
""",
        """    } else {
        lanes
    }
""",
        ACCELERATED,
        "no_more_threads_than_cores_and_none_for_short_segments",
    ),
    (
        "threads wait longer for each other than they compute",
        "src/backend/accelerated.rs",
        "segment < WORTH_THREADS || ",
        "",
        ACCELERATED,
        "no_more_threads_than_cores_and_none_for_short_segments",
    ),
    (
        "one slow measurement makes for a weak cost",
        "src/policy/calibrate.rs",
        "let [_, median, _] = times;",
        "let [_, _, median] = times;",
        SUITE,
        "calibrate::an_outlier_does_not_count",
    ),
    (
        "a calibrated cost is below what is recommended",
        "src/policy/calibrate.rs",
        "            if floor > most {\n                continue;\n            }\n",
        "",
        SUITE,
        "calibrate::nothing_weaker_than_owasp",
    ),
    (
        "the new hash is longer than the column",
        "src/policy/mod.rs",
        "&[0; SALT_LEN], TAG_LEN);\n        blank.map_or",
        "&[0; SALT_LEN], 16);\n        blank.map_or",
        SUITE,
        "regressions::the_column_can_be_checked_before_it_cuts",
    ),
    (
        "an account's state shows in how a want of memory is answered",
        "src/authenticate.rs",
        "            || candidate.as_ref().is_some_and(Result::is_err)\n",
        "",
        LIB,
        "every_state_gets_the_same_answer",
    ),
    (
        "a decoy that could not be computed is passed over",
        "src/authenticate.rs",
        "            || others.is_err()\n",
        "",
        LIB,
        "every_state_gets_the_same_answer",
    ),
    (
        "refusing an algorithm refuses what an earlier policy made",
        "src/policy/mod.rs",
        "self.refused.contains(&hash.algorithm()) && !may_be_own",
        "self.refused.contains(&hash.algorithm()) && !(may_be_own && !self.needs_rehash(hash))",
        LIB,
        "refusing_argon2_spares_what_an_earlier_policy_made",
    ),
    (
        "users who are denied over the limits count as moved",
        "src/authenticate.rs",
        """            let account = self.account(scheme, stored);
            self.is_plain(scheme) && account.is_ok_and(|(hash, _)| !self.needs_rehash(&hash))
""",
        """            let account = self.content(scheme, stored);
            self.is_plain(scheme) && account.is_ok_and(|hash| !self.needs_rehash(&hash))
""",
        SUITE,
        "rows::what_is_denied_is_not_current",
    ),
    (
        "lanes that real libraries write lock their users out",
        "src/limits.rs",
        "            work_kib: 10 << 20,\n            lanes: 255,",
        "            work_kib: 10 << 20,\n            lanes: 254,",
        SUITE,
        "limits::the_strict_preset_is_stricter_and_keeps_the_common_ones",
    ),
    (
        "a labelled row is covered by a hash without its secret",
        "src/authenticate.rs",
        "let is_own = self.is_plain(scheme) && self.makes(&hash);",
        "let is_own = self.makes(&hash);",
        SUITE,
        "rows::rows_under_a_label_are_covered_as_they_are_read",
    ),
    (
        "a long pepper in front of a parsed bcrypt hash grants every password",
        "src/authenticate.rs",
        "        if !is_dynamic && scheme.hides_passwords_of(hash.algorithm()) {",
        "        if false {",
        SUITE,
        "rows::a_long_pepper_before_a_parsed_bcrypt_hash_grants_nothing",
    ),
    (
        "a pepper leaves bcrypt one byte of the password",
        "src/scheme.rs",
        "whole.bytes_within(bcrypt::KEY_LEN) < MIN_PASSWORD_BYTES",
        "whole.bytes_within(bcrypt::KEY_LEN) < 1",
        SUITE,
        "schemes::a_pepper_that_hides_the_password_cannot_be",
    ),
    (
        "memory is traded for iterations below OWASP's floors",
        "src/policy/mod.rs",
        "            && !(is_traded && is_below)\n",
        "",
        SUITE,
        "costs::the_floors_hold_for_old_hashes",
    ),
    (
        "a policy is weak without a word",
        "src/policy/build.rs",
        "        if !meets_floors(cost) {",
        "        if false {",
        SUITE,
        "costs::a_weak_cost_asks_for_its_own_word",
    ),
    (
        "a hash comes down and nobody hears of it",
        "src/policy/mod.rs",
        "is_dearer && moves && !self.is_above_ceiling(cost)",
        "is_dearer && moves && self.is_above_ceiling(cost)",
        SUITE,
        "costs::a_policy_says_which_dearer_hashes_it_brings_down",
    ),
    (
        "a release moves hashes away from the secret of the next one",
        "src/secret.rs",
        "self.newest().0 == *key_id || ",
        "self.newest().0 == *key_id && ",
        SUITE,
        "secrets::a_secret_is_known_before_it_is_used",
    ),
    (
        "the unnamed secret goes into hashes that were made without one",
        "src/policy/mod.rs",
        "None if !names_one && !core::ptr::eq(scheme, &self.own) => Ok(&[]),",
        "",
        SUITE,
        "secrets::an_unnamed_secret_is_not_that_of_a_scheme",
    ),
    (
        "a secret can be guessed",
        "src/secret.rs",
        "secret.len() < MIN_LEN",
        "secret.len() < 15",
        SUITE,
        "secrets::a_secret_may_be_unnamed",
    ),
    (
        "the second of two peppers is taken in silence",
        "src/scheme.rs",
        "        if self.has_second_pepper {",
        "        if false {",
        SUITE,
        "rows::a_scheme_has_one_pepper_where_it_can_have_one",
    ),
    (
        "the second sign-in of a bare column is locked out",
        "src/parse.rs",
        "                (Some(format), _) => read(format, text),",
        "                (Some(format), None) => read(format, text),\n"
        "                (Some(_), Some(bare)) => read(bare, text),",
        SUITE,
        "rows::a_column_of_bare_texts_takes_the_new_hash_too",
    ),
    (
        "padding is trimmed where nobody said so",
        "src/text.rs",
        "Padding::Refused if text.len() < encoded.len() ",
        "Padding::Refused if false ",
        SUITE,
        "rows::padding_is_named_or_trimmed",
    ),
    (
        "a peppered hash comes down and nobody hears of it",
        "src/policy/mod.rs",
        "let moves = !is_plain || !self.is_strong(hash);",
        "let moves = !self.is_strong(hash);",
        SUITE,
        "costs::a_policy_says_which_dearer_hashes_it_brings_down",
    ),
    (
        "a scheme of one algorithm does not read the new hash among its bare texts",
        "src/scheme.rs",
        "        self.reading.declared = None;\n",
        "",
        SUITE,
        "rows::a_scheme_may_say_what_its_bare_texts_are",
    ),
    (
        "a hash without the unnamed secret stays",
        "src/policy/mod.rs",
        " && !self.keys.has_unnamed()",
        "",
        LIB,
        "what_is_said_of_a_row_is_what_is_done",
    ),
    (
        "the new hash goes without its label",
        "src/upgrade.rs",
        "            Ok(hash) => Upgrade::Rehashed(NewHash {\n                hash,\n                label: self.shared_label(),",
        "            Ok(hash) => Upgrade::Rehashed(NewHash {\n                hash,\n                label: \"argon2id\".into(),",
        SUITE,
        "rows::labels_are_texts_numbers_or_nothing",
    ),
    (
        "the old password is checked as if its row had no label",
        "src/authenticate.rs",
        "prepared(scheme.unwrap_or(self.own()).prepare(password));",
        "prepared(self.own().prepare(password));",
        SUITE,
        "rows::a_password_is_verified_under_its_rows_label",
    ),
    (
        "a salted digest is written without its salt",
        "src/format/salted_digest.rs",
        "is_bare.then(|| ",
        "(is_bare || true).then(|| ",
        SUITE,
        "rows::a_hash_can_be_written_again",
    ),
]


def fails(copy, target, test):
    """Whether the test was run and failed."""
    command = ["cargo", "test", "--quiet", *target, test, "--config", "build.incremental=true"]
    run = subprocess.run(command, cwd=copy, capture_output=True, text=True)
    if "error: could not compile" in run.stderr or "error[" in run.stderr:
        sys.exit(run.stderr)
    return run.returncode != 0 and "1 failed" in run.stdout


def check_fit():
    """Ends with an error if a guard is not, or not once, in its file."""
    for failure, file, guard, *_ in GUARDS:
        if (ROOT / file).read_text().count(guard) != 1:
            sys.exit(f"{failure}: the guard is not in {file}")


def main():
    check_fit()
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    if word == "--fits":
        print(f"{len(GUARDS)} guards fit the code")
        return
    chosen = [guard for guard in GUARDS if word in guard[0]]
    unnoticed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "crate"
        ignored = shutil.ignore_patterns("target", ".git", "fuzz", "tools")
        shutil.copytree(ROOT, copy, ignore=ignored)
        for failure, file, guard, without, target, test in chosen:
            source = copy / file
            text = source.read_text()
            source.write_text(text.replace(guard, without))
            noticed = fails(copy, target, test)
            source.write_text(text)
            unnoticed += not noticed
            print(f"{'ok' if noticed else 'UNNOTICED':9}  {failure}: {test}", flush=True)
    print(f"{len(chosen) - unnoticed} of {len(chosen)} guards cannot go unnoticed")
    sys.exit(not chosen or unnoticed > 0)


main()
