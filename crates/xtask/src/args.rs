//! The command line: words in, a [`Command`] out.

use std::path::PathBuf;

use lexopt::prelude::*;

use crate::engines::Mode;
use crate::error::{Error, Result};

const HELP: &str = "\
The project's own commands. Each finds or installs what it needs (below target/), says what it does
and how long it took, and skips what is up to date.

Usage: cargo xtask <command> [options]

Commands:
  serve    Build page and engines and serve them on this machine, with the isolation headers
             --port N     the port (default 8080)
             --open       open the page in the browser
             --release    build for speed (the default)
             --dev        build fast, watch the sources, rebuild when they change
             --no-build   serve dist/ as it is
  build    Make dist/: static files that any host can serve, also below a sub-folder
             --dev        build fast instead of for speed
  glue     Make only the editor, the compiler's worker and the libraries, and put them into dist/
             --dev        not minified
  sizes    Print what the first screen loads and what comes later, with sizes, as a table
  test     Run every check and test, native and in Chromium
             --native     only those that need no browser
             --browser    only those in Chromium
             FILTER       only tests whose name contains FILTER, or in Chromium those of the file
                          so named (no format, lint and tidy checks)
  bench    Measure, natively and in Chromium; prints a table
             --native     only natively
             --browser    only in Chromium
             --json FILE  where the figures go (default target/bench.json)
  doctor   List each tool: there or missing, its version, and what would install it; changes nothing
  fmt      Check the formatting
  lint     Run clippy, natively and for WebAssembly
  tidy     Check the project's own rules: who may depend on whom, pinned versions, ...

Environment:
  CHROMIUM   the browser for tests, if it is not one of chromium, google-chrome on PATH
";

/// What the person asked for.
#[derive(Debug)]
pub(crate) enum Command {
    /// Show the help text.
    Help(&'static str),
    /// Build and serve.
    Serve(ServeOptions),
    /// Make `dist/`.
    Build {
        /// For speed, or fast to build.
        mode: Mode,
    },
    /// Make the editor and the compiler's worker, and put them into `dist/`.
    Glue {
        /// Minified, or readable.
        mode: Mode,
    },
    /// Print what the page loads when.
    Sizes,
    /// Run the tests.
    Test(TestOptions),
    /// Measure.
    Bench(BenchOptions),
    /// List the tools.
    Doctor,
    /// Check the formatting.
    Fmt,
    /// Run clippy.
    Lint,
    /// Check the project's own rules.
    Tidy,
}

/// Options of `serve`.
#[derive(Debug)]
pub(crate) struct ServeOptions {
    /// TCP port on 127.0.0.1.
    pub(crate) port: u16,
    /// Open the page in the person's browser.
    pub(crate) open: bool,
    /// For speed, or fast to build (which also watches the sources); `None` serves what was built before.
    pub(crate) build: Option<Mode>,
}

/// Which half of the tests or measurements runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Half {
    /// Both.
    Both,
    /// Only what needs no browser.
    Native,
    /// Only what runs in a browser.
    Browser,
}

impl Half {
    /// Whether the native half runs.
    pub(crate) fn native(self) -> bool {
        self != Self::Browser
    }

    /// Whether the browser half runs.
    pub(crate) fn browser(self) -> bool {
        self != Self::Native
    }
}

/// Options of `test`.
#[derive(Debug)]
pub(crate) struct TestOptions {
    /// Which half runs.
    pub(crate) half: Half,
    /// Only tests whose name contains this.
    pub(crate) filter: Option<String>,
}

/// Options of `bench`.
#[derive(Debug)]
pub(crate) struct BenchOptions {
    /// Which half runs.
    pub(crate) half: Half,
    /// Where the figures go.
    pub(crate) json: Option<PathBuf>,
}

/// Reads the program's own command line.
pub(crate) fn parse() -> Result<Command> {
    parse_from(lexopt::Parser::from_env())
}

/// Everything any command accepts; [`parse_from`] refuses what the chosen command does not.
#[derive(Debug, Default)]
struct Seen {
    command: Option<String>,
    filter: Option<String>,
    port: Option<u16>,
    open: bool,
    release: bool,
    dev: bool,
    no_build: bool,
    native: bool,
    browser: bool,
    json: Option<PathBuf>,
}

fn parse_from(mut parser: lexopt::Parser) -> Result<Command> {
    let usage = |error: lexopt::Error| Error::Usage(error.to_string());
    let mut seen = Seen::default();
    let mut options: Vec<&'static str> = Vec::new();
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help(HELP)),
            Long("port") => {
                options.push("--port");
                let text = parser.value().map_err(usage)?;
                seen.port = Some(port(&text.to_string_lossy())?);
            }
            Long("open") => {
                options.push("--open");
                seen.open = true;
            }
            Long("release") => {
                options.push("--release");
                seen.release = true;
            }
            Long("dev") => {
                options.push("--dev");
                seen.dev = true;
            }
            Long("no-build") => {
                options.push("--no-build");
                seen.no_build = true;
            }
            Long("native") => {
                options.push("--native");
                seen.native = true;
            }
            Long("browser") => {
                options.push("--browser");
                seen.browser = true;
            }
            Long("json") => {
                options.push("--json");
                seen.json = Some(parser.value().map_err(usage)?.into());
            }
            Value(word) if seen.command.is_none() => {
                seen.command = Some(word.to_string_lossy().into_owned());
            }
            Value(word) if seen.filter.is_none() => {
                seen.filter = Some(word.to_string_lossy().into_owned());
            }
            other => return Err(usage(other.unexpected())),
        }
    }

    let Some(command) = seen.command.as_deref() else {
        return Ok(Command::Help(HELP));
    };
    let allowed: &[&str] = match command {
        "serve" => &["--port", "--open", "--release", "--dev", "--no-build"],
        "build" | "glue" => &["--release", "--dev"],
        "test" => &["--native", "--browser"],
        "bench" => &["--native", "--browser", "--json"],
        _ => &[],
    };
    if let Some(option) = options.iter().find(|option| !allowed.contains(option)) {
        return Err(Error::Usage(format!("`{command}` has no option {option}")));
    }
    if command != "test"
        && let Some(word) = &seen.filter
    {
        return Err(Error::Usage(format!("`{command}` takes no word `{word}`")));
    }
    if usize::from(seen.dev) + usize::from(seen.release) + usize::from(seen.no_build) > 1 {
        return Err(Error::Usage(
            "choose one of --dev, --release and --no-build".into(),
        ));
    }
    let mode = if seen.dev { Mode::Dev } else { Mode::Release };
    let half = match (seen.native, seen.browser) {
        (true, false) => Half::Native,
        (false, true) => Half::Browser,
        _ => Half::Both,
    };
    Ok(match command {
        "serve" => Command::Serve(ServeOptions {
            port: seen.port.unwrap_or(8080),
            open: seen.open,
            build: (!seen.no_build).then_some(mode),
        }),
        "build" => Command::Build { mode },
        "glue" => Command::Glue { mode },
        "sizes" => Command::Sizes,
        "test" => Command::Test(TestOptions {
            half,
            filter: seen.filter,
        }),
        "bench" => Command::Bench(BenchOptions {
            half,
            json: seen.json,
        }),
        "doctor" => Command::Doctor,
        "fmt" => Command::Fmt,
        "lint" => Command::Lint,
        "tidy" => Command::Tidy,
        "help" => Command::Help(HELP),
        other => return Err(Error::Usage(format!("there is no command `{other}`"))),
    })
}

fn port(text: &str) -> Result<u16> {
    match text.parse() {
        Ok(port) if port > 0 => Ok(port),
        _ => Err(Error::Usage(format!(
            "--port wants a number from 1 to 65535, not `{text}`"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Command> {
        parse_from(lexopt::Parser::from_args(words.iter().copied()))
    }

    #[test]
    fn serve_has_defaults_and_options() {
        let Ok(Command::Serve(options)) = parse(&["serve"]) else {
            panic!("`serve` alone is a command");
        };
        assert_eq!(
            (options.port, options.open, options.build),
            (8080, false, Some(Mode::Release))
        );
        let Ok(Command::Serve(options)) = parse(&["serve", "--port=9", "--open", "--dev"]) else {
            panic!("all options of `serve`");
        };
        assert_eq!(
            (options.port, options.open, options.build),
            (9, true, Some(Mode::Dev))
        );
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (words, part) in [
            (&["serve", "--port", "0"][..], "1 to 65535"),
            (&["serve", "--port", "70000"], "1 to 65535"),
            (&["serve", "--json", "x"], "`serve` has no option --json"),
            (&["frobnicate"], "no command `frobnicate`"),
            (&["build", "--dev", "--release"], "one of --dev"),
            (&["build", "--no-build"], "no option --no-build"),
            (&["doctor", "now"], "takes no word `now`"),
        ] {
            match parse(words) {
                Err(error) => assert!(error.to_string().contains(part), "{words:?}: {error}"),
                Ok(command) => panic!("{words:?} was taken as {command:?}"),
            }
        }
    }

    #[test]
    fn a_filter_is_a_word_after_test() {
        let Ok(Command::Test(options)) = parse(&["test", "--native", "scheduler"]) else {
            panic!("`test` with a filter");
        };
        assert_eq!(options.filter.as_deref(), Some("scheduler"));
        assert_eq!(options.half, Half::Native);
    }
}
