//! The engine, built twice: with threads for isolated pages, without for all others.
//!
//! A module that wants shared memory does not even load where the page is not isolated, so the two are
//! separate modules of the same crate. They differ in flags, not in code paths: the threaded flavour's standard
//! library is compiled with atomics, its memory is imported and shared. Each has its own target folder, for
//! flags that alternate in one folder rebuild everything each time.
//!
//! The result is checked, because a wrong flag shows only in the browser and as a riddle: the
//! threaded module must import a shared memory, the other must not.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::compiler::{Compiler, Std, WASM};
use crate::error::{Error, Result};
use crate::fingerprint::{Fingerprint, Stamp, files};
use crate::process;
use crate::progress;
use crate::project::Project;
use crate::tools::{cargo, npm, system};
use crate::wasm_module;

/// What a build is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// As fast as possible in the browser.
    Release,
    /// As fast as possible to build.
    Dev,
}

impl fmt::Display for Mode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Release => "release",
            Self::Dev => "dev",
        })
    }
}

/// One of the two engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flavour {
    /// For isolated pages: a pool of threads over one shared memory.
    Threaded,
    /// For all other pages.
    Single,
}

impl fmt::Display for Flavour {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Threaded => "threaded",
            Self::Single => "single",
        })
    }
}

/// The stack of the thread that starts the engine: as large as each pool thread's, since it executes
/// the same code.
const STACK: &str = "-Clink-arg=-zstack-size=2097152";

/// rustc's flags for shared memory.
///
/// `+atomics` alone no longer makes the memory shared; the link arguments say it. Two GiB at most: phones refuse
/// to reserve four. The exports are what the start of each thread needs.
const THREADED_FLAGS: &[&str] = &[
    "-Ctarget-feature=+atomics,+bulk-memory,+mutable-globals",
    "-Clink-arg=--shared-memory",
    "-Clink-arg=--import-memory",
    "-Clink-arg=--max-memory=2147483648",
    "-Clink-arg=--export=__wasm_init_tls",
    "-Clink-arg=--export=__tls_size",
    "-Clink-arg=--export=__tls_align",
    "-Clink-arg=--export=__tls_base",
    "-Clink-arg=--export=__heap_base",
    STACK,
];

/// What `wasm-opt` may assume of browsers: what rustc assumes already.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

impl Flavour {
    /// Both, in the order they are built.
    pub(crate) const ALL: [Self; 2] = [Self::Threaded, Self::Single];

    /// rustc's flags.
    pub(crate) fn flags(self) -> &'static [&'static str] {
        match self {
            Self::Threaded => THREADED_FLAGS,
            Self::Single => &[STACK],
        }
    }

    /// The standard library it needs.
    pub(crate) fn std(self) -> Std {
        match self {
            Self::Threaded => Std::FromSource,
            Self::Single => Std::Plain,
        }
    }

    /// Cargo's arguments that choose crate, features and target folder.
    pub(crate) fn cargo_arguments(self, project: &Project) -> Vec<std::ffi::OsString> {
        let mut arguments: Vec<std::ffi::OsString> =
            ["--package", "lanewise-engine", "--lib", "--target", WASM]
                .map(Into::into)
                .into();
        if self == Self::Threaded {
            arguments.extend(["--features", "threads"].map(Into::into));
        }
        arguments.push("--target-dir".into());
        arguments.push(self.target_folder(project).into());
        arguments
    }

    fn target_folder(self, project: &Project) -> PathBuf {
        project.target(&format!("engine-{self}"))
    }

    /// Where the finished engine lies: `engine.js`, `engine_bg.wasm`, `snippets/`.
    pub(crate) fn part(self, project: &Project, mode: Mode) -> PathBuf {
        project.target(&format!("parts/{mode}/engine-{self}"))
    }
}

/// The hash of all that one engine is made from.
pub(crate) fn fingerprint(
    project: &Project,
    compiler: &Compiler,
    flavour: Flavour,
    mode: Mode,
) -> Result<String> {
    let mut sum = Fingerprint::default()
        .text(&compiler.identity())
        .text(cargo::WASM_BINDGEN.version)
        .text(&flavour.flags().join(" "))
        .text(&mode.to_string());
    for file in ["Cargo.toml", "Cargo.lock"] {
        sum = sum.tree(&project.path(file))?;
    }
    // What compiles the contracts and what optimises the module; the editor's packages come and go without it.
    for package in ["solc", "binaryen"] {
        sum = sum.text(&npm::pinned(project, package)?);
    }
    // The contracts are compiled into the engine; they may lie with their crate or among the static files.
    sum = sum.tree(&project.path("static/contracts"))?;
    for source in engine_sources(project)? {
        sum = sum.text(&source.to_string_lossy()).tree(&source)?;
    }
    Ok(sum.finish())
}

/// The sources of all crates that may be part of an engine (those below `crates/` but the programs), without
/// their tests and examples.
fn engine_sources(project: &Project) -> Result<Vec<PathBuf>> {
    let mut sources = Vec::new();
    for krate in children(&project.path("crates"))? {
        if !krate.ends_with("xtask") && !krate.ends_with("cli") {
            sources.extend(children(&krate)?);
        }
    }
    let aside = ["tests", "benches", "examples"];
    sources.retain(|path| !aside.iter().any(|name| path.ends_with(name)));
    sources.sort();
    Ok(sources)
}

fn children(folder: &Path) -> Result<Vec<PathBuf>> {
    fs::read_dir(folder)
        .and_then(|entries| {
            entries
                .map(|entry| entry.map(|entry| entry.path()))
                .collect()
        })
        .map_err(Error::reading(folder))
}

/// An engine that is compiled and not yet packaged.
pub(crate) struct Compiled {
    flavour: Flavour,
    mode: Mode,
    stamp: Stamp,
    fingerprint: String,
}

/// Compiles one engine unless it is up to date.
pub(crate) fn build(
    project: &Project,
    compiler: &Compiler,
    flavour: Flavour,
    mode: Mode,
) -> Result<Option<Compiled>> {
    let part = flavour.part(project, mode);
    let stamp = Stamp::at(part.with_extension("stamp"));
    let fingerprint = fingerprint(project, compiler, flavour, mode)?;
    if stamp.matches(&fingerprint) && part.join("engine_bg.wasm").is_file() {
        return Ok(None);
    }
    stamp.clear()?;
    progress::step(&format!("engine, {flavour}: compiling ({mode})"), || {
        compile(project, compiler, flavour, mode)
    })?;
    Ok(Some(Compiled {
        flavour,
        mode,
        stamp,
        fingerprint,
    }))
}

impl Compiled {
    /// Makes what a browser loads of it. Takes minutes of one core's time, most of it in `wasm-opt`.
    pub(crate) fn package(self, project: &Project) -> Result<()> {
        let Self { flavour, mode, .. } = self;
        progress::step(&format!("engine, {flavour}: packaging"), || {
            package(project, flavour, mode, &flavour.part(project, mode))
        })?;
        self.stamp.set(&self.fingerprint)
    }
}

fn compile(project: &Project, compiler: &Compiler, flavour: Flavour, mode: Mode) -> Result<()> {
    let mut command = compiler.cargo(flavour.std(), flavour.flags());
    command
        .arg("build")
        .args(flavour.cargo_arguments(project))
        .current_dir(project.root());
    if mode == Mode::Release {
        command.args(["--profile", "engine"]);
    }
    process::run("the engine's compilation", &mut command)
}

fn package(project: &Project, flavour: Flavour, mode: Mode, part: &Path) -> Result<()> {
    let profile = match mode {
        Mode::Release => "engine",
        Mode::Dev => "debug",
    };
    let compiled = flavour
        .target_folder(project)
        .join(WASM)
        .join(profile)
        .join("lanewise_engine.wasm");
    if part.exists() {
        fs::remove_dir_all(part).map_err(Error::writing(part))?;
    }
    let bindgen = cargo::WASM_BINDGEN.find_or_install(project)?;
    process::run_quietly(
        "wasm-bindgen",
        Command::new(bindgen)
            .args(["--target", "web", "--no-typescript", "--out-name", "engine"])
            .arg("--out-dir")
            .arg(part)
            .arg(compiled),
    )?;
    let module = part.join("engine_bg.wasm");
    if mode == Mode::Release {
        optimise(project, flavour, &module)?;
    }
    check_memory(flavour, &module)?;
    if flavour == Flavour::Threaded {
        mend_pool_threads(part)?;
    }
    Ok(())
}

fn optimise(project: &Project, flavour: Flavour, module: &Path) -> Result<()> {
    let mut command = system::node_command();
    command
        .arg(npm::wasm_opt(project))
        .arg("-O3")
        .args(FEATURES)
        .arg(module)
        .arg("--output")
        .arg(module);
    if flavour == Flavour::Threaded {
        command.arg("--enable-threads");
    }
    let size = |path: &Path| fs::metadata(path).map_or(0, |about| about.len() / 1000);
    let before = size(module);
    process::run_quietly("wasm-opt", &mut command)?;
    progress::note(&format!("wasm-opt: {before} kB -> {} kB", size(module)));
    Ok(())
}

fn check_memory(flavour: Flavour, path: &Path) -> Result<()> {
    let module = fs::read(path).map_err(Error::reading(path))?;
    let shared = wasm_module::imports_shared_memory(&module).map_err(|problem| Error::Module {
        path: path.to_path_buf(),
        problem,
    })?;
    let problem = match (flavour, shared) {
        (Flavour::Threaded, false) => {
            "the threaded engine does not import a shared memory, so its threads could not start; \
             see the link arguments in crates/xtask/src/engines.rs"
        }
        (Flavour::Single, true) => {
            "the single-thread engine imports a shared memory, so it could not run outside isolation; \
             something handed it the other flavour's flags"
        }
        _ => return Ok(()),
    };
    Err(Error::Module {
        path: path.to_path_buf(),
        problem: problem.into(),
    })
}

/// How the pool's worker script, as published, hands a thread its parameters: in a way that makes every thread
/// print a warning.
const POOL_START: &str = "pkg.default(data.module, data.memory)";

/// How it hands them here.
const POOL_START_MENDED: &str = "pkg.default({ module_or_path: data.module, memory: data.memory })";

fn mend_pool_threads(part: &Path) -> Result<()> {
    for path in files(&part.join("snippets"))? {
        if path.extension().is_none_or(|extension| extension != "js") {
            continue;
        }
        let text = fs::read_to_string(&path).map_err(Error::reading(&path))?;
        if text.contains(POOL_START) {
            let mended = text.replace(POOL_START, POOL_START_MENDED);
            return fs::write(&path, mended).map_err(Error::writing(path));
        }
    }
    Err(Error::Module {
        path: part.to_path_buf(),
        problem:
            "the worker script of wasm-bindgen-rayon is not the one known; look at POOL_START in \
                  crates/xtask/src/engines.rs"
                .into(),
    })
}
