//! The arguments of `lanewise bal`.

use crate::{
    args::{self, Command},
    error::Error,
    input::Selection,
};
use lexopt::{
    Arg::{Long, Short, Value},
    Parser,
};
use std::path::PathBuf;

const HELP: &str = "\
Makes the access list of a block (EIP-7928) from a sequential run, or checks one that is given.

usage: lanewise bal BLOCK.json [OPTIONS]

options:
  --json         the list as JSON, in the form of the execution API (the default)
  --rlp          the list as RLP, in hexadecimal digits
  --hash         the list's hash, as headers have it
  --check FILE   execute the block by the list in FILE (JSON or RLP in hexadecimal digits), threads
                 working at once; if the list is wrong, say which entry
  --case NAME    the case, if the file has several [the first]
  --block N      the block's place in its case, from 1 [the last]
  -h, --help     print this

How large the list is stands on standard error.

exit codes: 0 fine, 1 the list or the block is wrong, 2 a file cannot be read, 130 interrupted

examples:
  lanewise bal block.json > list.json
  lanewise bal block.json --check list.json
  lanewise bal block.json --hash
";

/// How a list is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Form {
    /// JSON, in the form of the execution API.
    #[default]
    Json,
    /// RLP, in hexadecimal digits.
    Rlp,
    /// The hash of the RLP.
    Hash,
}

/// What to do with which block's list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Options {
    /// The block.
    pub(crate) block: Selection,
    /// How the list is written.
    pub(crate) form: Form,
    /// A list to check, in place of writing one.
    pub(crate) check: Option<PathBuf>,
}

/// Understands what stands behind the command.
pub(crate) fn parse(parser: &mut Parser) -> Result<Command, Error> {
    let mut options = Options::default();
    let mut file = None;
    let mut form = None;
    while let Some(argument) = parser.next()? {
        let wanted = match argument {
            Short('h') | Long("help") => return Ok(Command::Say(HELP.to_owned())),
            Value(path) if file.is_none() => {
                file = Some(PathBuf::from(path));
                continue;
            }
            Long("check") => {
                options.check = Some(parser.value()?.into());
                continue;
            }
            Long("case") => {
                options.block.case = Some(args::text(parser)?);
                continue;
            }
            Long("block") => {
                options.block.block = Some(args::number(parser, "block", 1..=usize::MAX)?);
                continue;
            }
            Long("json") => Form::Json,
            Long("rlp") => Form::Rlp,
            Long("hash") => Form::Hash,
            other => return Err(other.unexpected().into()),
        };
        if form.replace(wanted).is_some() {
            return Err(Error::usage(
                "only one of --json, --rlp and --hash can be had",
            ));
        }
    }
    if form.is_some() && options.check.is_some() {
        return Err(Error::usage("with --check, no list is written"));
    }
    options.form = form.unwrap_or_default();
    options.block.file = file.ok_or_else(|| Error::usage("there is no file"))?;
    Ok(Command::Bal(options))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::parsed;

    #[test]
    fn options_are_understood() {
        let block = |case: Option<&str>, block| Selection {
            file: "a.json".into(),
            case: case.map(str::to_owned),
            block,
        };
        for (line, expected) in [
            (
                "bal a.json",
                Options {
                    block: block(None, None),
                    ..Options::default()
                },
            ),
            (
                "bal --rlp a.json --case first --block 3",
                Options {
                    block: block(Some("first"), Some(3)),
                    form: Form::Rlp,
                    check: None,
                },
            ),
            (
                "bal a.json --check list",
                Options {
                    block: block(None, None),
                    check: Some("list".into()),
                    ..Options::default()
                },
            ),
        ] {
            assert_eq!(parsed(line), Ok(Command::Bal(expected)));
        }
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for (line, said) in [
            ("bal", "no file"),
            ("bal a.json b.json", "b.json"),
            ("bal a.json --rlp --hash", "only one of"),
            ("bal a.json --check b --hash", "no list is written"),
            ("bal a.json --block 0", "block must be a number"),
        ] {
            let message = parsed(line).expect_err(line);
            assert!(message.contains(said), "{line}: {message}");
        }
    }
}
