//! `cargo xtask serve`: the page on this machine, with the headers that isolate it.
//!
//! It listens on 127.0.0.1 only, serves `dist/` and nothing else, and reads its headers from `dist/_headers`, the
//! same file that static hosts read. [`http`] speaks the protocol, [`answer`] says what to.

mod answer;
mod http;

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use answer::answer;

use crate::args::ServeOptions;
use crate::compiler::Compiler;
use crate::dist;
use crate::engines::{self, Flavour, Mode};
use crate::error::{Error, Result};
use crate::fingerprint::Fingerprint;
use crate::page;
use crate::progress;
use crate::project::Project;

/// How often `--dev` looks for changed sources.
const LOOK_EVERY: Duration = Duration::from_millis(700);

/// Builds, then serves until stopped.
pub(crate) fn serve(project: &Project, options: &ServeOptions) -> Result<()> {
    // First, so that a taken port is said before minutes of building, not after.
    let listener = listen(options.port)?;
    let watched = match options.build {
        Some(Mode::Dev) => Some(Watched::build(project)?),
        Some(Mode::Release) => {
            dist::build(project, Mode::Release)?;
            None
        }
        None if project.dist().join("index.html").is_file() => None,
        None => {
            return Err(Error::Missing {
                what: "dist/".into(),
                remedy: "build it with `cargo xtask build`, or serve without --no-build".into(),
            });
        }
    };
    let address = format!("http://127.0.0.1:{}", options.port);
    println!(
        "Serving {address} with isolation headers (COOP, COEP, Document-Isolation-Policy, CORP); \
         Ctrl-C stops."
    );
    if options.open {
        open(&address);
    }
    let dist = project.dist();
    thread::scope(|scope| {
        if let Some(watched) = watched {
            scope.spawn(|| watched.watch(project));
        }
        // A connection that broke before it was taken is no reason to stop.
        for stream in listener.incoming().flatten() {
            let dist = &dist;
            scope.spawn(move || answer(dist, stream));
        }
    });
    Ok(())
}

fn listen(port: u16) -> Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|source| match source.kind() {
        ErrorKind::AddrInUse => Error::PortInUse { port },
        _ => Error::Listen { port, source },
    })
}

/// A fast build, and the state of the sources it was made from.
#[derive(Debug)]
struct Watched {
    compiler: Compiler,
    sources: Option<String>,
}

impl Watched {
    fn build(project: &Project) -> Result<Self> {
        let compiler = dist::prepare(project)?;
        // Taken first: what changes during the build is then seen as a change.
        let sources = sources(project, &compiler).ok();
        dist::rebuild(project, &compiler, Mode::Dev)?;
        Ok(Self { compiler, sources })
    }

    /// Rebuilds whenever the sources change; a build that fails is told, and the page before it stays.
    fn watch(mut self, project: &Project) {
        progress::note("watching the sources; reload the page after a rebuild");
        loop {
            thread::sleep(LOOK_EVERY);
            // An unreadable moment (an editor replacing a file) is no change; the next look sees it.
            let Ok(now) = sources(project, &self.compiler) else {
                continue;
            };
            if self.sources.as_ref() != Some(&now) {
                match dist::rebuild(project, &self.compiler, Mode::Dev) {
                    Ok(_) => progress::note("rebuilt; reload the page"),
                    Err(error) => eprintln!("error: {error}"),
                }
                self.sources = Some(now);
            }
        }
    }
}

/// The hash of all that page and engines are made from.
fn sources(project: &Project, compiler: &Compiler) -> Result<String> {
    let mut sum = Fingerprint::default().text(&page::fingerprint(project, compiler, Mode::Dev)?);
    for flavour in Flavour::ALL {
        let engine = engines::fingerprint(project, compiler, flavour, Mode::Dev)?;
        sum = sum.text(&engine);
    }
    Ok(sum.finish())
}

/// Opens the address in the person's browser, if there is a way to.
fn open(address: &str) {
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(target_os = "windows") {
        let mut command = Command::new("cmd");
        command.args(["/C", "start"]);
        command
    } else {
        Command::new("xdg-open")
    };
    let started = command
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if started.is_err() {
        progress::note(&format!(
            "found no way to open a browser; open {address} in one"
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_said_in_one_sentence() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = taken.local_addr().expect("it is bound").port();
        let error = listen(port).expect_err("the port is taken");
        assert!(error.to_string().contains("already in use"), "{error}");
    }
}
