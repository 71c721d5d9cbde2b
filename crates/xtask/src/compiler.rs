//! The compiler for WebAssembly, found on one of two roads.
//!
//! The threaded engine shares its memory between workers, so it needs a standard library compiled with
//! atomics, which nobody ships: it is built from source with `-Zbuild-std`. That needs a compiler
//! which has its library's source beside it. It is an ordinary stable one; `RUSTC_BOOTSTRAP=1` lets it
//! accept the one flag.
//!
//! 1. **rustup**: the pinned toolchain, downloaded; or a newer one that already has the source.
//! 2. **the machine's packages**: Debian's `rustc-web` and its companions. It lacks `rust-lld`, so LLVM's
//!    `wasm-ld` links.
//!
//! The compiler found is called by its path, with its environment set for that one call: no toolchain is
//! linked into rustup and no default is changed. Native builds do not come here; they use whatever
//! cargo started this program.

use std::env;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::error::{Error, Result};
use crate::process;
use crate::progress;
use crate::project::Project;

/// The toolchain that the first road installs.
pub(crate) const PINNED: &str = "1.96.0";

/// The oldest compiler that serves (the workspace's `rust-version`).
const OLDEST: (u32, u32) = (1, 95);

/// The target of everything that runs in the browser.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// How long a failed download is remembered before it is tried again.
const RETRY_AFTER: Duration = Duration::from_secs(24 * 3600);

/// How the compiler came here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Road {
    /// Managed by rustup.
    Rustup,
    /// From the machine's packages.
    System,
}

impl fmt::Display for Road {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Rustup => "rustup",
            Self::System => "the machine's packages",
        })
    }
}

/// A compiler that can build the standard library for WebAssembly.
#[derive(Debug, Clone)]
pub(crate) struct Compiler {
    road: Road,
    /// The folder with `rustc` and `cargo`.
    bin: PathBuf,
    version: String,
    /// The linker to name, if the compiler does not bring its own.
    linker: Option<PathBuf>,
    /// Whether a standard library for WebAssembly (without atomics) lies ready.
    std_is_ready: bool,
}

/// Which standard library a build needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Std {
    /// The usual one, ready-made where there is one.
    Plain,
    /// Compiled with the flags of this build.
    FromSource,
}

impl Compiler {
    /// Recognises a compiler by its `rustc`; `None` if it does not serve.
    fn recognise(rustc: &Path) -> Option<Self> {
        let ask = |question: &[&str]| process::capture(Command::new(rustc).args(question));
        let sysroot = PathBuf::from(ask(&["--print", "sysroot"])?);
        let about = ask(&["--version", "--verbose"])?;
        let field = |name: &str| about.lines().find_map(|line| line.strip_prefix(name));
        let release = field("release: ")?;
        let host = field("host: ")?;
        let library = sysroot.join("lib/rustlib");
        let bin = sysroot.join("bin");
        let serves = version_of(release)? >= OLDEST
            && library.join("src/rust/library/std/Cargo.toml").is_file()
            && executable(&bin, "cargo").is_file();
        if !serves {
            return None;
        }
        let bundled = executable(&library.join(host).join("bin"), "rust-lld").is_file();
        let linker = if bundled { None } else { Some(wasm_ld()?) };
        let managed = sysroot
            .components()
            .any(|part| part.as_os_str() == "toolchains");
        Some(Self {
            road: if managed { Road::Rustup } else { Road::System },
            version: release.to_owned(),
            linker,
            std_is_ready: library.join(WASM).join("lib").is_dir(),
            bin,
        })
    }

    /// `cargo` of this compiler, with the environment it needs to build for WebAssembly.
    ///
    /// `flags` are all of rustc's flags: whatever the surrounding environment holds is
    /// replaced, so that one flavour's flags never reach another.
    pub(crate) fn cargo(&self, std: Std, flags: &[&str]) -> Command {
        self.prepare(Command::new(executable(&self.bin, "cargo")), std, flags)
    }

    /// `cargo clippy` of this compiler; `None` if it has no clippy.
    pub(crate) fn cargo_clippy(&self, std: Std, flags: &[&str]) -> Option<Command> {
        let mut command = self.prepare(Command::new(self.clippy()?), std, flags);
        command.arg("clippy");
        Some(command)
    }

    /// Where this compiler's clippy is.
    pub(crate) fn clippy(&self) -> Option<PathBuf> {
        let clippy = executable(&self.bin, "cargo-clippy");
        clippy.is_file().then_some(clippy)
    }

    /// Sets the environment of a program that calls `cargo` or `rustc` by itself.
    pub(crate) fn prepare(&self, mut command: Command, std: Std, flags: &[&str]) -> Command {
        command
            .env("CARGO", executable(&self.bin, "cargo"))
            .env("RUSTC", executable(&self.bin, "rustc"))
            .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
            .env_remove("RUSTFLAGS")
            .env_remove("RUSTUP_TOOLCHAIN");
        if let Some(linker) = &self.linker {
            command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
        if std == Std::FromSource || !self.std_is_ready {
            command
                .env("RUSTC_BOOTSTRAP", "1")
                .env("CARGO_UNSTABLE_BUILD_STD", "panic_abort,std");
        }
        command
    }

    /// The folder with `cargo`, for programs that look for it on the search path.
    pub(crate) fn bin(&self) -> &Path {
        &self.bin
    }

    /// What tells this compiler from another, for fingerprints.
    pub(crate) fn identity(&self) -> String {
        format!("{} {:?}", self.version, self.linker)
    }
}

impl fmt::Display for Compiler {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "rustc {} from {} ({})",
            self.version,
            self.road,
            self.bin.display()
        )
    }
}

/// The first compiler that serves, in the order of the roads.
pub(crate) fn find(project: &Project) -> Option<Compiler> {
    let pinned = process::find(&["rustup"]).and_then(|rustup| {
        process::capture(
            Command::new(rustup)
                .args(["which", "--toolchain", PINNED, "rustc"])
                // To ask is not to install.
                .env("RUSTUP_AUTO_INSTALL", "0"),
        )
    });
    let default = Path::new(&project.cargo())
        .parent()
        .map(|bin| executable(bin, "rustc"));
    let system = PathBuf::from("/usr/bin/rustc");
    [pinned.map(PathBuf::from), default, Some(system)]
        .into_iter()
        .flatten()
        .find_map(|rustc| Compiler::recognise(&rustc))
}

/// Tries the first road; `false` if it is closed. A failure is remembered for a day, so that a machine
/// which can download nothing is not asked at every start.
pub(crate) fn install_with_rustup(project: &Project) -> bool {
    let Some(rustup) = process::find(&["rustup"]) else {
        return false;
    };
    let memo = project.tools().join("rustup-road-closed");
    let recent = fs::metadata(&memo)
        .and_then(|about| about.modified())
        .is_ok_and(|when| when.elapsed().is_ok_and(|age| age < RETRY_AFTER));
    if recent {
        return false;
    }
    let installed = progress::step(
        &format!("installing the compiler {PINNED} with rustup"),
        || {
            process::run_quietly(
                "rustup toolchain install",
                Command::new(rustup)
                    .args(["toolchain", "install", PINNED, "--profile", "minimal"])
                    .args(["-c", "rust-src", "-c", "clippy", "-t", WASM])
                    .arg("--no-self-update"),
            )
        },
    );
    if let Err(error) = &installed {
        progress::note("rustup cannot download here; trying the machine's packages");
        // Only a convenience: without the note the next start asks again.
        let _ = fs::create_dir_all(project.tools());
        let _ = fs::write(memo, error.to_string());
    }
    installed.is_ok()
}

/// The compiler, which [`crate::tools::system::require`] has made sure is there.
pub(crate) fn require(project: &Project) -> Result<Compiler> {
    find(project).ok_or_else(|| Error::Missing {
        what: "a Rust compiler with the standard library's source".into(),
        remedy: both_roads(),
    })
}

/// One sentence naming both roads.
pub(crate) fn both_roads() -> String {
    format!(
        "with rustup, run `rustup toolchain install {PINNED} --profile minimal -c rust-src -t {WASM}`; \
         or on Debian install the packages rustc-web, cargo-web, rust-web-src and lld-22"
    )
}

fn executable(folder: &Path, name: &str) -> PathBuf {
    folder.join(name).with_extension(env::consts::EXE_EXTENSION)
}

fn version_of(release: &str) -> Option<(u32, u32)> {
    let mut numbers = release.split('.');
    let major = numbers.next()?.parse().ok()?;
    let minor = numbers.next()?.parse().ok()?;
    Some((major, minor))
}

/// The newest of LLVM's WebAssembly linkers on the search path.
fn wasm_ld() -> Option<PathBuf> {
    let names: Vec<String> = (18..40)
        .rev()
        .map(|version| format!("wasm-ld-{version}"))
        .collect();
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.push("wasm-ld");
    process::find(&names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        assert_eq!(version_of("1.96.0"), Some((1, 96)));
        assert_eq!(version_of("1.100.0-nightly"), Some((1, 100)));
        assert!(version_of("1.100.0") > version_of("1.96.0"));
        assert_eq!(version_of("unknown"), None);
    }
}
