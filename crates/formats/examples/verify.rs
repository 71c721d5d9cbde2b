//! Verifies every case of the files and directories given as arguments, with the sequential
//! strategy: `cargo run -p lanewise-formats --example verify -- DIRECTORY`.

use lanewise_executor::{
    Control, InPlace, Unobserved,
    strategies::{Job, Sequential, Strategy},
};
use lanewise_formats::{Verdict, read, verify};
use std::{
    collections::BTreeMap,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut files = Vec::new();
    for argument in std::env::args().skip(1) {
        collect(Path::new(&argument), &mut files)?;
    }
    files.sort();
    let (mut passed, mut failed, mut skipped) = (0, 0, BTreeMap::new());
    for file in &files {
        let cases = match read(&fs::read(file)?) {
            Ok(cases) => cases,
            Err(error) => {
                *skipped.entry("not read".to_owned()).or_insert(0) += 1;
                println!("{}: not read: {error}", file.display());
                continue;
            }
        };
        for case in &cases {
            let control = Control::new();
            let verdict = verify(case, &mut |block, pre| {
                let job = Job::new(block, pre, &InPlace, &control);
                Ok(Sequential.execute(&job, &Unobserved)?.outcome)
            });
            match verdict {
                Verdict::Passed => passed += 1,
                Verdict::Failed { what, place } => {
                    failed += 1;
                    println!(
                        "{}: {} ({}): {place}: {what}",
                        file.display(),
                        case.name,
                        case.network.name
                    );
                }
                Verdict::Skipped(skip) => {
                    *skipped.entry(skip.kind.to_string()).or_insert(0) += 1;
                }
            }
        }
    }
    println!("{passed} passed, {failed} failed, skipped: {skipped:?}");
    Ok(())
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    } else if path
        .extension()
        .is_some_and(|extension| extension == "json")
    {
        files.push(path.to_owned());
    }
    Ok(())
}
