//! The memory for those who look on: what a transaction left in it, and which read went stale.

use super::{
    AccountValue, Memory, Reads, Writes,
    reads::{Read, Seen, Written},
    versions::Found,
};
use crate::{Location, Part, PreAccount, TxIndex, observer::Version};
use revm::primitives::U256;

/// The parts of an account with their values; those of none are nothing at all.
fn parts(value: Option<AccountValue>) -> [(Part, U256); 3] {
    let value = value.unwrap_or_default();
    [
        (Part::Balance, value.balance),
        (Part::Nonce, U256::from(value.nonce)),
        (Part::Code, U256::from_be_bytes(value.code_hash.0)),
    ]
}

/// In which part two values of an account differ first.
fn first_difference(a: Option<AccountValue>, b: Option<AccountValue>) -> Option<Part> {
    let mut pairs = parts(a).into_iter().zip(parts(b));
    pairs.find_map(|(a, b)| (a != b).then_some(a.0))
}

impl Memory<'_> {
    /// The first of a transaction's reads that does not hold any more: where it is, and whose
    /// version is there now (none where it is the value before the block). The same question as
    /// [`Memory::validate`], asked again when the answer was no; with several threads, it may by
    /// then be another one.
    pub(crate) fn broken(
        &self,
        reader: TxIndex,
        reads: &Reads,
    ) -> Option<(Location, Option<TxIndex>)> {
        reads.iter().find_map(|read| match read {
            Read::Account(id, seen) => self.broken_account(id, reader, seen),
            Read::Lazy(id) => {
                let held = matches!(self.read_lazily(id, reader), Ok(Some(_)));
                let account = (self.place(id, Part::Code), self.account_writer(id, reader));
                (!held).then_some(account)
            }
            Read::Slot(id, seen) => self.broken_slot(id, reader, seen),
        })
    }

    fn broken_account(
        &self,
        id: u32,
        reader: TxIndex,
        seen: Option<&Seen>,
    ) -> Option<(Location, Option<TxIndex>)> {
        let cell = self.accounts.get(id);
        let saw = match seen {
            Some(Seen::Account(value)) => *value,
            _ => cell.value_before(),
        };
        let (now, writer) = match self.read_account(id, reader) {
            Ok((now, as_before)) => {
                let bare = cell.before.is_some_and(PreAccount::has_bare_storage);
                if now == saw && (seen.is_some() || as_before || !bare) {
                    return None;
                }
                (now, self.account_writer(id, reader))
            }
            // What was there before the mark is the best guess at what will have changed.
            Err(blocked) => match cell.versions.read(reader) {
                Found::Value(_, write) => (write.value, Some(blocked.0)),
                Found::Estimate(_) | Found::Nothing => (saw, Some(blocked.0)),
            },
        };
        let part = first_difference(saw, now).unwrap_or(Part::Balance);
        Some((self.place(id, part), writer))
    }

    fn broken_slot(
        &self,
        id: u32,
        reader: TxIndex,
        seen: Option<&Seen>,
    ) -> Option<(Location, Option<TxIndex>)> {
        let saw = match seen {
            Some(Seen::Slot(value)) => *value,
            _ => self.slots.get(id).before,
        };
        let (account, slot) = *self.slots.key(id);
        let place = self.place(account, Part::Storage(slot));
        match self.read_slot(id, reader) {
            Ok((now, _)) if now == saw => None,
            Ok(_) => {
                let wrote = self.slots.get(id).versions.read(reader).writer();
                let versions = &self.accounts.get(account).versions;
                let wiped = versions.last_where(reader, |write| write.storage_reset);
                Some((place, wrote.max(wiped.writer())))
            }
            Err(blocked) => Some((place, Some(blocked.0))),
        }
    }

    fn place(&self, account: u32, part: Part) -> Location {
        let address = *self.accounts.key(account);
        Location { address, part }
    }

    /// The last below `reader` that wrote or credited an account; fees do not count.
    fn account_writer(&self, id: u32, reader: TxIndex) -> Option<TxIndex> {
        let cell = self.accounts.get(id);
        let wrote = cell.versions.read(reader).writer();
        let credited = cell.credits().and_then(|c| c.read(reader).writer());
        wrote.max(credited)
    }

    /// What a transaction has published, sorted by location: `reads` is what it read, `written` where
    /// it wrote.
    pub(crate) fn published(
        &self,
        writer: TxIndex,
        reads: &Reads,
        written: &Writes,
    ) -> Vec<(Location, Version)> {
        let mut all = Vec::new();
        for place in written.iter() {
            match place {
                Written::Account(id) => self.published_account(id, writer, reads, &mut all),
                Written::Slot(id) => {
                    let (account, slot) = *self.slots.key(id);
                    if let Some(value) = self.slots.get(id).versions.of(writer) {
                        let place = self.place(account, Part::Storage(slot));
                        all.push((place, Version::Value(value)));
                    }
                }
                Written::Credit(id) => {
                    let credits = self.accounts.get(id).credits();
                    if let Some(credit) = credits.and_then(|credits| credits.of(writer)) {
                        all.push((self.place(id, Part::Balance), Version::Credit(credit)));
                    }
                }
            }
        }
        let fee = self.fees.of(writer).unwrap_or_default();
        let recipient = self.accounts.get(self.fee_recipient).versions.of(writer);
        // The fee of whoever destroys the recipient goes with it.
        if !fee.is_zero() && !recipient.is_some_and(|write| write.is_destroyed()) {
            let place = self.place(self.fee_recipient, Part::Balance);
            all.push((place, Version::Credit(fee)));
        }
        all.sort_by_key(|(location, _)| *location);
        all
    }

    fn published_account(
        &self,
        id: u32,
        writer: TxIndex,
        reads: &Reads,
        all: &mut Vec<(Location, Version)>,
    ) {
        let cell = self.accounts.get(id);
        let Some(write) = cell.versions.of(writer) else {
            return;
        };
        let saw = reads.iter().find_map(|read| match read {
            Read::Account(read, Some(Seen::Account(value))) if read == id => Some(*value),
            Read::Account(read, _) if read == id => Some(cell.value_before()),
            _ => None,
        });
        // Not read where the account is exempt: then what is there below will do.
        let saw = saw.unwrap_or_else(|| match self.read_account(id, writer) {
            Ok((value, _)) => value,
            Err(_) => cell.value_before(),
        });
        for ((part, was), (_, is)) in parts(saw).into_iter().zip(parts(write.value)) {
            if was != is {
                all.push((self.place(id, part), Version::Value(is)));
            }
        }
        if write.storage_reset {
            all.push((self.place(id, Part::Code), Version::Reset));
        }
    }
}
