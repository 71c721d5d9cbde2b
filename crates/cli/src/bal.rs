//! `lanewise bal`: the access list of a block (EIP-7928), made or checked.

pub(crate) mod args;

use crate::{
    error::{Ending, Error},
    input::{self, Input},
    interrupt::CONTROL,
    output, way,
};
use alloy_eip7928::AccountChanges;
use alloy_primitives::hex;
use args::{Form, Options};
use lanewise_executor::{BlockAccessList, ExecuteError, Hints, Unobserved};
use std::path::Path;

/// The threads that a given list is checked on: enough for places to overlap.
const THREADS: usize = 4;

/// Does what was asked for.
pub(crate) fn bal(options: &Options) -> Result<Ending, Error> {
    let input = input::load(&options.block)?;
    if let Some(chosen) = &input.chosen {
        eprintln!("{chosen}");
    }
    match &options.check {
        Some(path) => check(&input, path),
        None => make(&input, options.form),
    }
}

fn make(input: &Input, form: Form) -> Result<Ending, Error> {
    let (block, pre) = match input.executable() {
        Ok(both) => both,
        Err(reason) => return refused(input, reason),
    };
    let list = match Hints::trace(block, pre, &CONTROL) {
        Ok(hints) => hints.access_list.unwrap_or_default(),
        Err(error @ (ExecuteError::InvalidTransaction { .. } | ExecuteError::InvalidBlock(_))) => {
            return refused(input, &error.to_string());
        }
        Err(error) => return Err(Error::execute("tracing", error)),
    };
    let rlp = list.to_rlp();
    let text = match form {
        Form::Json => output::pretty(&list.0),
        Form::Rlp => hex::encode_prefixed(&rlp) + "\n",
        Form::Hash => format!("{}\n", list.hash()),
    };
    output::print(&text)?;
    let sum = |part: fn(&AccountChanges) -> usize| list.0.iter().map(part).sum::<usize>();
    let changes = sum(|account| {
        let slots = account.storage_changes.iter();
        let slots = slots.map(|slot| slot.changes.len()).sum::<usize>();
        let rest = [
            account.balance_changes.len(),
            account.nonce_changes.len(),
            account.code_changes.len(),
        ];
        slots + rest.iter().sum::<usize>()
    });
    eprintln!(
        "{}, {} written, {} only read, {}; {} of RLP",
        output::count(list.0.len(), "account"),
        output::count(sum(|account| account.storage_changes.len()), "slot"),
        sum(|account| account.storage_reads.len()),
        output::count(changes, "change"),
        output::bytes(rlp.len()),
    );
    Ok(Ending::Fine)
}

fn refused(input: &Input, reason: &str) -> Result<Ending, Error> {
    output::print(&format!(
        "{}: the block has no access list: {reason}\n",
        input.file
    ))?;
    Ok(Ending::Difference)
}

fn check(input: &Input, path: &Path) -> Result<Ending, Error> {
    let list = read(path)?;
    let (block, pre) = match input.executable() {
        Ok(both) => both,
        Err(reason) => return refused(input, reason),
    };
    let (way, hints) = way::by_list(list, THREADS);
    let (text, ending) = match way.execute(block, pre, Some(&hints), &Unobserved) {
        Ok(run) => match run.fallback {
            Some(reason) => {
                let text = format!("the list was not used: {reason}\n");
                (text, Ending::Difference)
            }
            None => ("the list is the block's\n".to_owned(), Ending::Fine),
        },
        Err(
            error @ (ExecuteError::WrongAccessList(_)
            | ExecuteError::InvalidTransaction { .. }
            | ExecuteError::InvalidBlock(_)),
        ) => (format!("{error}\n"), Ending::Difference),
        Err(error) => return Err(Error::execute(way, error)),
    };
    output::print(&text)?;
    Ok(ending)
}

/// Reads a list: JSON in the form of the execution API, or RLP in hexadecimal digits.
fn read(path: &Path) -> Result<BlockAccessList, Error> {
    let refuse = |message: String| Error::Input {
        file: input::shown(path),
        message,
    };
    let bytes = input::bytes(path)?;
    let text = String::from_utf8(bytes).map_err(|error| refuse(error.to_string()))?;
    let text = text.trim();
    if text.starts_with('[') {
        let list = serde_json::from_str(text);
        let list = list.map_err(|error| refuse(format!("it is no block access list: {error}")))?;
        return Ok(BlockAccessList(list));
    }
    let digits = text.trim_matches('"');
    let rlp = hex::decode(digits).map_err(|error| {
        refuse(format!(
            "it is neither JSON nor hexadecimal digits: {error}"
        ))
    })?;
    BlockAccessList::from_rlp(&rlp).map_err(|error| refuse(error.to_string()))
}
