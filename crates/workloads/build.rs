//! Compiles the Solidity contracts and writes what the crate needs of them as Rust tables.
//!
//! The compiler is the npm package `solc`, run by Node through `compile.mjs`. What comes out
//! (creation code, functions with their selectors, storage layout) becomes constants and one file
//! of code a contract, so that nothing is parsed at run time and nothing is typed in by hand.
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
    let artifacts = compile(&script, &modules, &sources)?;
    let mut text = String::new();
    for (name, artifact) in artifacts.as_object().into_iter().flatten() {
        let code = bytes(string(artifact, "bytecode")?).ok_or_else(|| {
            format!("the creation code of {name} is not hexadecimal: it needs a library linked in")
        })?;
        let file = out.join(format!("{name}.code"));
        fs::write(&file, code).map_err(|error| format!("{}: {error}", file.display()))?;
        text += &contract(name, artifact).map_err(|error| format!("{name}: {error}"))?;
    }
    let file = out.join("contracts.rs");
    fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))
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

/// A contract's constant.
fn contract(name: &str, artifact: &Value) -> Result<String, String> {
    let file = string(artifact, "file")?;
    let mut text = format!(
        "/// `{name}` of `{file}`.\n\
         pub(crate) const {}: &Contract = &Contract {{\n\
         file: {file:?},\n\
         source: include_str!(concat!(\n\
         env!(\"CARGO_MANIFEST_DIR\"), \"/../../static/contracts/{file}\")),\n\
         code: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}.code\")),\n\
         functions: &[\n",
        screaming(name)
    );
    for entry in array(artifact, "abi")? {
        if string(entry, "type")? == "function" {
            text += &function(entry, &artifact["methodIdentifiers"])?;
        }
    }
    text += "],\nvariables: &[\n";
    let layout = &artifact["storageLayout"];
    for variable in array(layout, "storage")? {
        let keys = keys(string(variable, "type")?, &layout["types"])?;
        let (label, slot) = (string(variable, "label")?, string(variable, "slot")?);
        let _ = writeln!(
            text,
            "Variable {{ name: {label:?}, slot: {slot}, keys: &[{keys}] }},"
        );
    }
    text += "],\n};\n";
    Ok(text)
}

fn function(entry: &Value, selectors: &Value) -> Result<String, String> {
    let name = string(entry, "name")?;
    let inputs = array(entry, "inputs")?;
    let types: Result<Vec<_>, _> = inputs.iter().map(|input| string(input, "type")).collect();
    let signature = format!("{name}({})", types?.join(","));
    let selector = string(selectors, &signature)?;
    let selector = bytes(selector).ok_or_else(|| format!("{selector} is no selector"))?;
    let mut text = format!("Function {{ name: {name:?}, selector: {selector:?}, parameters: &[");
    for input in inputs {
        let (name, kind) = (string(input, "name")?, string(input, "type")?);
        let _ = write!(text, "({name:?}, Kind::{}), ", self::kind(kind)?);
    }
    text += "] },\n";
    Ok(text)
}

/// The types of a mapping's keys, from the outermost on; none for a variable that is no mapping.
fn keys(of: &str, types: &Value) -> Result<String, String> {
    let mut text = String::new();
    let mut of = of;
    while let Ok(key) = string(&types[of], "key") {
        let label = string(&types[key], "label")?;
        let _ = write!(text, "Kind::{}, ", kind(label)?);
        of = string(&types[of], "value")?;
    }
    Ok(text)
}

/// The kind of a Solidity type that takes one word of an encoded call.
fn kind(of: &str) -> Result<&'static str, String> {
    Ok(match of {
        "address" => "Address",
        "bool" => "Bool",
        "string" | "bytes" => "Dynamic",
        _ if of.ends_with("[]") => "Dynamic",
        _ if of.starts_with("uint") && !of.contains('[') => "Number",
        _ if of.starts_with("bytes") && !of.contains('[') => "Word",
        _ => return Err(format!("build.rs does not know the type {of} yet")),
    })
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

fn string<'a>(value: &'a Value, name: &str) -> Result<&'a str, String> {
    value[name]
        .as_str()
        .ok_or_else(|| format!("the compiler's output has no text {name}"))
}

fn array<'a>(value: &'a Value, name: &str) -> Result<&'a Vec<Value>, String> {
    value[name]
        .as_array()
        .ok_or_else(|| format!("the compiler's output has no list {name}"))
}

fn bytes(hexadecimal: &str) -> Option<Vec<u8>> {
    let byte = |at| u8::from_str_radix(hexadecimal.get(at..at + 2)?, 16).ok();
    (0..hexadecimal.len()).step_by(2).map(byte).collect()
}
