//! The house has one direction: no module imports one that `src/lib.rs` lists below it.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules, in the order of `src/lib.rs`.
fn order(lib: &str) -> Vec<&str> {
    let lines = lib.lines().map(|line| line.trim_start_matches("pub "));
    lines
        .filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'))
        .collect()
}

/// The modules that a file's code names behind `crate::`. Only `lib.rs` re-exports, and nothing is
/// imported from there.
fn imports(source: &str) -> Vec<String> {
    let before_tests = |source| str::split(source, "#[cfg(test)]").next();
    let own = source.split("#[cfg(all(test,").next();
    let own = own.and_then(before_tests).unwrap_or_default();
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    let own = own.lines().filter(is_code).collect::<Vec<_>>().join("\n");
    assert!(!own.contains("super::"), "say `crate::`");
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let module = |path: &str| path.split(|c| !is_name(c)).next().map(str::to_owned);
    own.split("crate::").skip(1).filter_map(module).collect()
}

#[test]
fn no_module_imports_against_the_flow() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut checked = 0;
    // The packaged crate has no companions.
    let companions = fs::read_dir(root.join("crates")).into_iter().flatten();
    let companions = companions.map(|entry| entry.unwrap().path());
    for package in [root.to_owned()].into_iter().chain(companions) {
        checked += check(&package.join("src"));
    }
    assert!(checked > 50, "{checked} imports were found");
}

/// How many imports a package's modules have, all of them with the flow.
fn check(src: &Path) -> usize {
    let lib = fs::read_to_string(src.join("lib.rs")).unwrap();
    let order = order(&lib);
    let rank = |module: &str| {
        let place = order.iter().position(|name| *name == module);
        place.unwrap_or_else(|| panic!("{module} is no module"))
    };
    let mut checked = 0;
    for &module in &order {
        let mut files = vec![src.join(module).with_extension("rs")];
        add_files_below(&src.join(module), &mut files);
        files.retain(|file| file.exists() && !file.ends_with("tests.rs"));
        for file in files {
            for import in imports(&fs::read_to_string(&file).unwrap()) {
                assert!(
                    rank(&import) <= rank(module),
                    "{} imports {import}",
                    file.display()
                );
                checked += 1;
            }
        }
    }
    checked
}

/// Adds the files of a folder and of those in it, but not of tests.
fn add_files_below(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_file() {
            files.push(path);
        } else if !path.ends_with("tests") {
            add_files_below(&path, files);
        }
    }
}

/// Flags that slow hashing crates down (README.md, "How fast it is") are not set for who builds here.
#[test]
fn no_build_flag_slows_hashing_down() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for manifest in ["Cargo.toml", "benchmarks/Cargo.toml"] {
        // The packaged crate has no benches of others.
        if let Ok(text) = fs::read_to_string(root.join(manifest)) {
            let sets = |name: &str| text.lines().any(|line| line.starts_with(name));
            assert!(!sets("lto") && !sets("rustflags"), "{manifest}");
        }
    }
    for config in [".cargo/config.toml", ".cargo/config"] {
        assert!(!root.join(config).exists(), "{config}");
    }
}
