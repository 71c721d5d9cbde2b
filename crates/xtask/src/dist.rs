//! `dist/`: page, engines, the editor and compiler, and static files together, for any static host.
//!
//! All paths in it are relative, so it works below a sub-folder. `_headers` tells hosts that read
//! it to isolate the page; `sw.js` does the same in the browser where the host cannot.

use std::fs::{self, File, TryLockError};
use std::panic::resume_unwind;
use std::path::Path;
use std::thread::{self, ScopedJoinHandle};
use std::time::Instant;

use crate::compiler::{self, Compiler};
use crate::engines::{self, Flavour, Mode};
use crate::error::{Error, Result};
use crate::fingerprint::files;
use crate::glue;
use crate::page;
use crate::progress;
use crate::project::Project;
use crate::tools::system::{self, Need};
use crate::tools::{cargo, npm};

/// Makes sure that everything a build needs is there, and says which compiler was taken.
pub(crate) fn prepare(project: &Project) -> Result<Compiler> {
    system::require(project, &[Need::Compiler, Need::Node])?;
    let compiler = compiler::require(project)?;
    progress::note(&format!("WebAssembly compiler: {compiler}"));
    npm::install(project)?;
    cargo::WASM_BINDGEN.find_or_install(project)?;
    cargo::TRUNK.find_or_install(project)?;
    Ok(compiler)
}

/// Builds whatever is not up to date and brings it together in `dist/`.
pub(crate) fn build(project: &Project, mode: Mode) -> Result<Compiler> {
    let compiler = prepare(project)?;
    rebuild(project, &compiler, mode)?;
    Ok(compiler)
}

/// The same, once the tools are known to be there; `true` if anything was out of date.
pub(crate) fn rebuild(project: &Project, compiler: &Compiler, mode: Mode) -> Result<bool> {
    let _alone = alone(project)?;
    let started = Instant::now();
    let mut built = Vec::new();
    // An engine's packaging keeps one core busy for minutes: what comes next is made meanwhile.
    thread::scope(|scope| -> Result<()> {
        let mut packaging = Vec::new();
        for flavour in Flavour::ALL {
            if let Some(compiled) = engines::build(project, compiler, flavour, mode)? {
                packaging.push(scope.spawn(move || compiled.package(project)));
                built.push(format!("the {flavour} engine"));
            }
        }
        if page::build(project, compiler, mode)? {
            built.push("the page".into());
        }
        if glue::build(project, mode)? {
            built.push("editor and compiler".into());
        }
        let mut packaged = packaging.into_iter().map(ScopedJoinHandle::join);
        packaged.try_for_each(|done| done.unwrap_or_else(|panic| resume_unwind(panic)))
    })?;
    assemble(project, mode)?;
    let what = if built.is_empty() {
        "everything was up to date".into()
    } else {
        format!("built {}", built.join(", "))
    };
    progress::note(&format!(
        "dist/ is ready ({mode}; {what}; {})",
        progress::seconds(started.elapsed())
    ));
    Ok(!built.is_empty())
}

/// Waits until no other build of this checkout is under way; until the answer is dropped, others wait.
fn alone(project: &Project) -> Result<File> {
    let path = project.target("build.lock");
    let lock = File::create(&path).map_err(Error::writing(&path))?;
    if let Err(TryLockError::WouldBlock) = lock.try_lock() {
        progress::note("another build is under way; waiting for it");
        lock.lock().map_err(Error::writing(&path))?;
    }
    Ok(lock)
}

/// Copies the parts together. The new folder takes the old one's place only when it is whole, so that a
/// page served meanwhile never sees half of it.
fn assemble(project: &Project, mode: Mode) -> Result<()> {
    let next = project.target("dist-next");
    let old = project.target("dist-old");
    for folder in [&next, &old] {
        remove(folder)?;
    }
    copy(&page::part(project, mode), &next)?;
    for flavour in Flavour::ALL {
        let place = next.join("engine").join(flavour.to_string());
        copy(&flavour.part(project, mode), &place)?;
    }
    copy(&glue::part(project, mode), &next)?;
    copy(&project.path("static"), &next)?;

    let dist = project.dist();
    if dist.exists() {
        fs::rename(&dist, &old).map_err(Error::writing(&dist))?;
    }
    fs::rename(&next, &dist).map_err(Error::writing(&dist))?;
    remove(&old)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for file in files(from)? {
        let target = to.join(file.strip_prefix(from).unwrap_or(&file));
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(Error::writing(folder))?;
        }
        fs::copy(&file, &target).map_err(Error::writing(&target))?;
    }
    Ok(())
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(Error::writing(folder))?;
    }
    Ok(())
}
