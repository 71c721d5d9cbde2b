//! What must come from the machine's own packages.
//!
//! On Debian and its relatives everything missing is installed by one `apt-get install`: run here
//! as root, printed for anyone else. Elsewhere the person is told what to install.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::compiler;
use crate::error::{Error, Result};
use crate::process;
use crate::progress;
use crate::project::Project;

/// One thing the machine must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// A compiler that can build std for WebAssembly.
    Compiler,
    /// That compiler's clippy.
    Clippy,
    /// Node.js with npm.
    Node,
    /// A browser for tests.
    Chromium,
}

/// The oldest Node.js that serves: the test runner's `--test-concurrency` came with it.
const OLDEST_NODE: (u32, u32) = (20, 10);

impl Need {
    /// What it is called in a sentence.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Compiler => "a Rust compiler with the standard library's source",
            Self::Clippy => "clippy of that compiler",
            Self::Node => "Node.js 20.10 or later with npm",
            Self::Chromium => "Chromium",
        }
    }

    /// The Debian packages that bring it.
    pub(crate) fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Compiler => &["rustc-web", "cargo-web", "rust-web-src", "lld-22"],
            Self::Clippy => &["rust-web-clippy"],
            Self::Node => &["nodejs", "npm"],
            Self::Chromium => &["chromium"],
        }
    }

    /// What to do where there is no `apt-get`.
    pub(crate) fn remedy(self) -> String {
        match self {
            Self::Compiler => compiler::both_roads(),
            Self::Clippy => format!(
                "rustup component add clippy --toolchain {}",
                compiler::PINNED
            ),
            Self::Node => "install Node.js 20.10 or later (nodejs.org)".into(),
            Self::Chromium => {
                "install Chromium or Chrome, or name its program in the variable CHROMIUM".into()
            }
        }
    }

    /// Whether the machine has it.
    pub(crate) fn is_met(self, project: &Project) -> bool {
        match self {
            Self::Compiler => compiler::find(project).is_some(),
            Self::Clippy => {
                compiler::find(project).is_some_and(|compiler| compiler.clippy().is_some())
            }
            Self::Node => node().is_some() && process::find(&["npm", "npm.cmd"]).is_some(),
            Self::Chromium => chromium().is_some(),
        }
    }
}

/// Makes sure that the machine has all of these, installing what is missing where that is allowed.
pub(crate) fn require(project: &Project, needs: &[Need]) -> Result<()> {
    let missing = |needs: &[Need]| -> Vec<Need> {
        let unmet = needs.iter().filter(|need| !need.is_met(project));
        unmet.copied().collect()
    };
    let mut lacking = missing(needs);
    if lacking.contains(&Need::Compiler) && compiler::install_with_rustup(project) {
        lacking = missing(&lacking);
    }
    if lacking.is_empty() {
        return Ok(());
    }

    let names: Vec<&str> = lacking.iter().map(|need| need.name()).collect();
    let names = names.join(", ");
    if process::find(&["apt-get"]).is_none() {
        let remedies: Vec<String> = lacking.iter().map(|need| need.remedy()).collect();
        return Err(Error::Missing {
            what: names,
            remedy: remedies.join("; "),
        });
    }
    let packages: Vec<&str> = lacking
        .iter()
        .flat_map(|need| need.packages())
        .copied()
        .collect();
    let install = format!(
        "apt-get install -y --no-install-recommends {}",
        packages.join(" ")
    );
    if !is_root() {
        return Err(Error::NeedsRights {
            what: names,
            command: install,
        });
    }

    progress::step(&format!("installing {names}: {install}"), || {
        // Lists of packages may be missing or old: fetched only when the first try was not enough.
        if apt_get(&install).is_err() || !missing(&lacking).is_empty() {
            apt_get("apt-get update")?;
            apt_get(&install)?;
        }
        let lacking = missing(&lacking);
        match lacking.first() {
            None => Ok(()),
            Some(need) => Err(Error::Missing {
                what: need.name().into(),
                remedy: format!("this machine's packages are too old; {}", need.remedy()),
            }),
        }
    })
}

fn apt_get(command: &str) -> Result<()> {
    let mut words = command.split_whitespace();
    process::run_quietly(
        command,
        Command::new(words.next().unwrap_or("apt-get"))
            .args(words)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}

/// Whether this user may install packages. (Where there is no `id` there is no `apt-get` either.)
fn is_root() -> bool {
    process::capture(Command::new("id").arg("-u")).is_some_and(|id| id == "0")
}

/// Node.js, if it is new enough, with its version.
pub(crate) fn node() -> Option<(PathBuf, String)> {
    let node = process::find(&["node", "nodejs"])?;
    let version = process::capture(Command::new(&node).arg("--version"))?;
    let mut numbers = version.trim_start_matches('v').split('.').map(str::parse);
    let new_enough = matches!(
        (numbers.next(), numbers.next()),
        (Some(Ok(major)), Some(Ok(minor))) if (major, minor) >= OLDEST_NODE
    );
    new_enough.then_some((node, version))
}

/// Node.js, to run a script with.
pub(crate) fn node_command() -> Command {
    Command::new(node().map_or_else(|| "node".into(), |(path, _)| path))
}

/// The browser for tests.
pub(crate) fn chromium() -> Option<PathBuf> {
    if let Some(chosen) = env::var_os("CHROMIUM") {
        return Some(chosen.into());
    }
    let usual = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ];
    process::find(&usual).or_else(|| {
        let apps = [
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        ];
        apps.iter().map(PathBuf::from).find(|app| app.is_file())
    })
}
