//! Where things lie: the sources at the root, everything made below `target/`.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// The checkout.
#[derive(Debug, Clone)]
pub(crate) struct Project {
    root: PathBuf,
}

impl Project {
    /// Finds the checkout this program was built from.
    pub(crate) fn find() -> Result<Self> {
        // Cargo says at run time where the package lies now; the path known when it was compiled is
        // the second best (the program was started without cargo).
        let package = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package
            .ancestors()
            .nth(2)
            .filter(|root| root.join("Cargo.toml").is_file())
            .ok_or_else(|| Error::Missing {
                what: "the project's folder".into(),
                remedy: "start this as `cargo xtask` inside the checkout".into(),
            })?;
        Ok(Self {
            root: root.to_path_buf(),
        })
    }

    /// The repository's root.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path given relative to the root.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The folder of everything made. Always `target/`, whatever `CARGO_TARGET_DIR` says: the tools
    /// must be found again by the next start.
    pub(crate) fn target(&self, relative: &str) -> PathBuf {
        self.root.join("target").join(relative)
    }

    /// What has been downloaded or compiled to build with.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target("tools")
    }

    /// The installed npm packages.
    pub(crate) fn node_modules(&self) -> PathBuf {
        self.target("tools/npm/node_modules")
    }

    /// The folder that a static host can serve.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The machine's own cargo: the one this program was started with. Native builds use it.
    pub(crate) fn cargo(&self) -> OsString {
        env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
    }
}
