//! Compiles the Solidity contracts.
//!
//! The compiler is the npm package `solc`, run by Node through `compile.mjs`. What comes out is
//! written twice: as `artifacts.json`, from which the crate reads everything about a contract, and
//! as Rust constants with the functions' selectors, so that a misspelt name in the suite of
//! benchmarks is an error at compile time.
#![allow(
    clippy::disallowed_methods,
    reason = "the rules for WebAssembly do not hold for a build script, which runs natively"
)]

use serde_json::Value;
use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Where the npm packages are, when not where `cargo xtask` puts them.
const MODULES_VARIABLE: &str = "LANEWISE_NODE_MODULES";
const REMEDY: &str =
    "Run `cargo xtask test` or `cargo xtask build` once: it installs the pinned npm packages.";
/// Contracts that the suite of benchmarks calls by constants.
const SUITE: [&str; 4] = ["Exchange", "NftCounter", "NumberChain", "Token"];

fn main() {
    if let Err(message) = build() {
        // Cargo shows a build script's standard error as it is.
        eprintln!("{message}");
        std::process::exit(1);
    }
}

fn build() -> Result<(), String> {
    let package = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(variable("OUT_DIR")?);
    let root = package
        .ancestors()
        .nth(2)
        .ok_or("the crate lies outside its workspace")?;
    let script = package.join("compile.mjs");
    let folder = root.join("static/contracts");
    let modules = env::var_os(MODULES_VARIABLE)
        .map_or_else(|| root.join("target/tools/npm/node_modules"), PathBuf::from);

    println!("cargo:rerun-if-env-changed={MODULES_VARIABLE}");
    for path in [
        Path::new("build.rs"),
        &script,
        &folder,
        &modules.join("solc/package.json"),
    ] {
        println!("cargo:rerun-if-changed={}", path.display());
    }

    let sources = sources(&folder)?;
    let compiled = compile(&script, &modules, &sources)?;
    let contracts = &compiled["contracts"];
    let write = |name: &str, text: String| {
        let file = out.join(name);
        fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))
    };
    let mut constants = String::new();
    for name in SUITE {
        let contract = &contracts[format!("{name}.sol")][name];
        constants += &constant(name, contract).map_err(|error| format!("{name}: {error}"))?;
    }
    let mut table = String::from("&[\n");
    for source in &sources {
        let name = source.file_name().unwrap_or_default().to_string_lossy();
        let _ = writeln!(
            table,
            "({name:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \
             \"/../../static/contracts/{name}\"))),"
        );
    }
    table += "]";
    write("sources.rs", table)?;
    write("contracts.rs", constants)?;
    write("artifacts.json", compiled.to_string())
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|error| format!("{name}: {error}"))
}

/// The Solidity files, by name.
fn sources(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut sources: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "sol"))
        .collect();
    sources.sort();
    Ok(sources)
}

fn compile(script: &Path, modules: &Path, sources: &[PathBuf]) -> Result<Value, String> {
    if !modules.join("solc").is_dir() {
        return Err(format!(
            "The Solidity compiler (npm package solc) is not in {}. {REMEDY} \
             {MODULES_VARIABLE} names another folder.",
            modules.display()
        ));
    }
    let output = Command::new("node")
        .arg(script)
        .arg(modules)
        .args(sources)
        .output()
        .map_err(|error| {
            format!(
                "Node, which runs the Solidity compiler, cannot be started: {error}. \
                 Install Node 20 or later."
            )
        })?;
    if !output.status.success() {
        let complaints = String::from_utf8_lossy(&output.stderr);
        return Err(format!("The contracts do not compile.\n{complaints}"));
    }
    serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("the Solidity compiler's output is not JSON: {error}"))
}

/// A contract's constant: its creation code, and its functions' selectors.
fn constant(name: &str, contract: &Value) -> Result<String, String> {
    let code = contract["evm"]["bytecode"]["object"].as_str();
    let code = code.ok_or("the compiler's output has no code of it")?;
    let code = bytes(code).ok_or("its creation code is not hexadecimal")?;
    let mut text = format!(
        "/// `{name}`.\n\
         pub(crate) const {}: &Contract = &Contract {{\n\
         name: {name:?},\n\
         code: &{code:?},\n\
         functions: &[\n",
        screaming(name)
    );
    let selectors = contract["evm"]["methodIdentifiers"].as_object();
    for (signature, selector) in selectors.ok_or("it has no functions")? {
        let function = signature.split('(').next().unwrap_or_default();
        let selector = selector.as_str().and_then(bytes);
        let selector = selector.ok_or_else(|| format!("{signature} has no selector"))?;
        let _ = writeln!(
            text,
            "Function {{ name: {function:?}, selector: {selector:?} }},"
        );
    }
    text += "],\n};\n";
    Ok(text)
}

/// `NftCounter` as the name of a constant: `NFT_COUNTER`.
fn screaming(name: &str) -> String {
    let mut text = String::new();
    for (index, letter) in name.chars().enumerate() {
        if index > 0 && letter.is_uppercase() {
            text.push('_');
        }
        text.push(letter.to_ascii_uppercase());
    }
    text
}

fn bytes(hexadecimal: &str) -> Option<Vec<u8>> {
    let byte = |at| u8::from_str_radix(hexadecimal.get(at..at + 2)?, 16).ok();
    (0..hexadecimal.len()).step_by(2).map(byte).collect()
}
