//! One transaction, instruction by instruction.

use super::{conflicts::site, labels::Index, value_in_words};
use crate::{run::Stop, subject::Subject};
use lanewise_executor::{
    CodeId, Control, Location, Part, Step, StorageTouch, TxIndex,
    revm::primitives::{Address, hex},
};
use lanewise_protocol::{Limits, Trace, TraceStep, ViewSite};

/// The steps of a transaction from one on, at most [`Limits::TRACE_STEPS`].
///
/// # Errors
/// As sequential execution up to the transaction.
pub(super) fn trace(
    subject: &Subject,
    index: TxIndex,
    from: u64,
    control: &Control,
) -> Result<Trace, Stop> {
    let window = from..from.saturating_add(Limits::TRACE_STEPS as u64);
    let traced = subject.trace(index, window, control)?;
    let mut teller = Teller {
        subject,
        contracts: Index::default(),
        sites: Index::default(),
        lines: Vec::new(),
    };
    let steps = traced.steps.iter().map(|step| teller.step(step)).collect();
    Ok(Trace {
        index,
        total: traced.total_steps,
        from,
        steps,
        contracts: teller.contracts.names,
        sites: teller.lines,
        gas_used: traced.receipt.gas_used,
    })
}

struct Teller<'a> {
    subject: &'a Subject,
    contracts: Index<Address>,
    /// Lines by what leads to them; their names are not used.
    sites: Index<(CodeId, u32)>,
    lines: Vec<ViewSite>,
}

impl Teller<'_> {
    fn step(&mut self, step: &Step) -> TraceStep {
        let (subject, code) = (self.subject, step.code);
        let touched = step
            .storage
            .as_ref()
            .map(|touch| (touch.is_write, self.touch(touch)));
        let (reads, writes) = match touched {
            Some((true, touch)) => (None, Some(touch)),
            Some((false, touch)) => (Some(touch), None),
            None => (None, None),
        };
        TraceStep {
            pc: step.pc,
            op: step.name().to_owned(),
            depth: u16::try_from(step.depth + 1).unwrap_or(u16::MAX),
            contract: self
                .contracts
                .of(code.address, || subject.account_name(code.address)),
            gas: step.gas_left,
            cost: step.gas_cost,
            stack: step.stack.iter().map(|word| format!("{word:#x}")).collect(),
            memory: hex::encode(&step.memory),
            memory_bytes: u32::try_from(step.memory_bytes).unwrap_or(u32::MAX),
            reads,
            writes,
            site: step.place.and_then(|pc| self.site(&code, pc)),
        }
    }

    fn touch(&self, touch: &StorageTouch) -> (String, String) {
        let place = Location {
            address: touch.address,
            part: Part::Storage(touch.slot),
        };
        let name = if touch.is_transient {
            format!("transient slot {:#x}", touch.slot)
        } else {
            self.subject.full_name(&place)
        };
        (name, value_in_words(&place, touch.after))
    }

    /// The index of a line; nothing where the instruction has none.
    fn site(&mut self, code: &CodeId, pc: u32) -> Option<u32> {
        let known = self.sites.find(&(*code, pc));
        if known.is_some() {
            return known;
        }
        let place = self.subject.line(code, pc)?;
        let name = self.subject.account_name(code.address);
        let line = site(&place, &name, 0, 0);
        let lines = &mut self.lines;
        Some(self.sites.of((*code, pc), || {
            lines.push(line);
            String::new()
        }))
    }
}
