//! What is known to help against a conflict, by the pattern that was seen.
//!
//! The pattern itself comes from the values before and after each transaction
//! ([`lanewise_analysis::Pattern`]); here it becomes words, with this block's numbers, and the
//! scenarios that show the same before and after.

use lanewise_analysis::{Conflict, Pattern};
use lanewise_protocol::Advice;

/// Scenarios before and after: a counter for all, and one for each.
const NFT: (&str, &str) = ("nft-global", "nft-per-user");
/// A counter, and the same in shards.
const SHARDS: (&str, &str) = ("counter-one", "counter-sharded");
/// A vault for all, and one for each.
const VAULTS: (&str, &str) = ("vault-shared", "vault-each");

/// What is known of a place besides its pattern.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    /// Its name, account and all.
    pub(super) name: &'a str,
    /// Its account's name.
    pub(super) account: &'a str,
    /// Whether it is a slot of storage.
    pub(super) is_storage: bool,
    /// Whether it is the entry of one account in a mapping to a number, as a token's balance is.
    pub(super) is_entry_of_account: bool,
    /// The variables in its slot, where there are several.
    pub(super) members: &'a [(String, u32)],
}

/// What was seen at a place, and what helps.
pub(super) fn advice(conflict: &Conflict, known: Known<'_>) -> Advice {
    let kind = Kind::of(conflict, known);
    Advice {
        pattern: kind.id().to_owned(),
        title: kind.title().to_owned(),
        seen: kind.seen(conflict, known),
        remedy: kind.remedy(known),
        scenarios: kind
            .scenarios()
            .iter()
            .map(|(before, after)| ((*before).to_owned(), (*after).to_owned()))
            .collect(),
    }
}

/// Kinds of conflict, as people are advised on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Counter,
    Accumulator,
    Total,
    SharedParts,
    Sender,
    Factory,
    Payer,
    Recipient,
    TokenRecipient,
    FeeRecipient,
    Packed,
    Flags,
    ReadMostly,
    Reserve,
    Creation,
    Replaced,
}

impl Kind {
    fn of(conflict: &Conflict, known: Known<'_>) -> Self {
        let evidence = &conflict.evidence;
        let is_one_variable = known.members.is_empty();
        match conflict.pattern {
            // Who loads an account reads its nonce, too.
            Pattern::SenderNonce | Pattern::SenderBalance if evidence.changes < 2 => {
                Self::ReadMostly
            }
            Pattern::SenderNonce | Pattern::SenderBalance => Self::Sender,
            Pattern::CreatorNonce => Self::Factory,
            Pattern::FeeRecipient => Self::FeeRecipient,
            Pattern::CreditedBalance => Self::Recipient,
            Pattern::Creation => Self::Creation,
            Pattern::ReadMostly => Self::ReadMostly,
            Pattern::Bitmap => Self::Flags,
            // Where one part alone makes half of the block wait, a slot of its own is little help.
            Pattern::PackedSlot if 2 * busiest_part(conflict) >= evidence.changes => {
                Self::SharedParts
            }
            Pattern::PackedSlot => Self::Packed,
            // The balance of one account in a token is no total, however it moves.
            Pattern::Counter | Pattern::Accumulator | Pattern::Reserve | Pattern::General
                if known.is_entry_of_account =>
            {
                if evidence.changes > 1 && evidence.rises == 0 {
                    Self::Payer
                } else {
                    Self::TokenRecipient
                }
            }
            Pattern::Counter => Self::Counter,
            // Of several variables in a slot the highest alone decides what rises and falls.
            Pattern::Accumulator if is_one_variable => Self::Accumulator,
            Pattern::Reserve if is_one_variable && known.is_storage => Self::Total,
            Pattern::Accumulator | Pattern::Reserve => Self::Reserve,
            Pattern::General => Self::Replaced,
        }
    }

    fn id(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Accumulator | Self::Total | Self::SharedParts => "accumulator",
            Self::Sender | Self::Factory | Self::Payer => "nonce",
            Self::Recipient | Self::TokenRecipient | Self::FeeRecipient => "recipient",
            Self::Packed | Self::Flags => "packed-slot",
            Self::ReadMostly => "read-mostly",
            Self::Reserve | Self::Creation | Self::Replaced => "state",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Counter => "One counter for all",
            Self::Accumulator => "A sum that everybody adds to",
            Self::Total => "A total that everybody changes",
            Self::SharedParts => "Sums that everybody adds to, in one slot",
            Self::Sender => "One sender",
            Self::Payer => "One payer",
            Self::Factory => "One creator of contracts",
            Self::Recipient | Self::TokenRecipient => "A hot recipient",
            Self::FeeRecipient => "The fee recipient’s balance is used",
            Self::Packed => "Different variables in one slot",
            Self::Flags => "Flags of many people in one slot",
            Self::ReadMostly => "Read by many, written by few",
            Self::Reserve => "Values that everybody moves",
            Self::Creation => "A contract that the block itself creates",
            Self::Replaced => "State that everybody shares",
        }
    }

    fn seen(self, conflict: &Conflict, known: Known<'_>) -> String {
        let evidence = &conflict.evidence;
        let (name, account) = (known.name, known.account);
        let changing = counted(
            evidence.changes,
            "transaction changes",
            "transactions change",
        );
        let readers = match conflict.uses.readers.saturating_sub(conflict.uses.writers) {
            0 => String::new(),
            readers => format!(
                "; {}",
                counted(readers, "more only reads it", "more only read it")
            ),
        };
        match self {
            Self::Counter => match evidence.step {
                // In a slot of several variables the number would be that of the whole slot.
                Some(step) if known.members.is_empty() => format!(
                    "{changing} {name}, and each {} it by {}{readers}.",
                    if step.falls { "lowers" } else { "raises" },
                    step.amount
                ),
                _ => format!("{changing} {name}, each by the same amount{readers}."),
            },
            Self::Accumulator => format!(
                "{changing} {name}, all in the same direction, by {} different amounts{readers}.",
                evidence.distinct_deltas
            ),
            Self::Sender => format!(
                "{account} sends {} of this block: each needs the nonce and the balance that the \
                 one before it left.",
                counted(evidence.changes, "transaction", "transactions")
            ),
            Self::Payer => format!(
                "{} from {name}: each needs to know what the one before it left{readers}.",
                counted(evidence.changes, "transaction takes", "transactions take")
            ),
            Self::Factory => format!(
                "{} through {account}, and each creation raises its nonce.",
                counted(
                    evidence.changes,
                    "transaction creates a contract",
                    "transactions create contracts"
                )
            ),
            Self::Recipient | Self::FeeRecipient | Self::TokenRecipient | Self::Total => format!(
                "{changing} {name}: it rises {} and falls {}{readers}.",
                counted(evidence.rises, "time", "times"),
                counted(evidence.falls, "time", "times")
            ),
            Self::Packed => format!(
                "{changing} the slot of {}, but not the same bytes of it: {} separate parts are \
                 written{readers}.",
                self.members(known),
                evidence.fields.len()
            ),
            Self::SharedParts => format!(
                "{changing} the slot of {}, in {} separate parts, one of them {}: in a slot of its \
                 own, that part would still make so many wait{readers}.",
                self.members(known),
                evidence.fields.len(),
                counted(busiest_part(conflict), "time", "times")
            ),
            Self::Flags => {
                format!("{changing} {name}, each another single bit of the 256 that it holds.")
            }
            Self::ReadMostly => format!("{changing} {name}{readers}."),
            Self::Creation => format!(
                "The block creates {account}, and {} it afterwards.",
                counted(
                    conflict.uses.readers.saturating_sub(1),
                    "transaction uses",
                    "transactions use"
                )
            ),
            Self::Reserve | Self::Replaced => {
                format!("{changing} {name}, and each reads what the one before it left{readers}.")
            }
        }
    }

    /// The variables in a slot: `a, b and c in Token`.
    fn members(self, known: Known<'_>) -> String {
        let names: Vec<&str> = known.members.iter().map(|one| one.0.as_str()).collect();
        match &names[..] {
            [] => known.name.to_owned(),
            [one] => format!("{one} in {}", known.account),
            [first @ .., last] => format!("{} and {last} in {}", first.join(", "), known.account),
        }
    }

    fn remedy(self, known: Known<'_>) -> String {
        let words = match self {
            Self::Counter => {
                "Additions commute, but each has to read the number that the one before it wrote. \
                 Give each user, or each of some shards, a counter of its own, and add them up \
                 where the total is read. Make ids from what the caller brings (the sender and \
                 a number of its own, a hash) instead of from the next free number. What is only \
                 counted for people to see can be left to events."
            }
            Self::Accumulator => {
                "Keep the sum for each user or pool apart and settle it when it is needed: note at \
                 each visit what has come in since the last one. Or collect contributions and add \
                 them once, in a batch. A total that nobody on the hot path reads need not be \
                 written there at all."
            }
            Self::Total => {
                "A total that goes up and down with every action makes all of them wait. Keep it \
                 for each user or pool apart and add up where it is read; settle lazily, at each \
                 visit, what has changed since the last one; or collect changes and apply them \
                 once, in a batch."
            }
            Self::SharedParts => {
                "Additions commute, but each has to read the sum that the one before it wrote. \
                 Leave to each user a record of its own, and add the records up later or lazily, \
                 as votes can be counted after the vote; or keep the sums in shards. Slots of \
                 their own for the parts help a little besides."
            }
            Self::Payer => {
                "Whoever takes from a balance has to know what is left. Let several accounts pay, \
                 each with a part of the money; take what one transaction after the other would \
                 take in one, as a batch; or settle debts later, all at once."
            }
            Self::Sender => {
                "Transactions of one sender have to run in the order of their nonces, whatever the \
                 scheduler. Send from several accounts, or put what belongs together into one \
                 transaction: a batch call, or a smart account’s bundle."
            }
            Self::Factory => {
                "Each creation takes the creator’s next nonce, with CREATE2 too. Use several \
                 factories, or let users create their contracts themselves."
            }
            Self::Recipient => {
                "Keep what each payer paid apart and let the recipient withdraw it later (the \
                 withdrawal pattern), or split the recipient into several accounts. Plain \
                 transfers of ether are no problem in Block-STM here: their credits are summed \
                 only when somebody reads the balance. The graph shows them all the same."
            }
            Self::TokenRecipient => {
                "A token’s balance is a slot like any other: whoever pays in has to read what is \
                 there. Split the recipient into several accounts, one for each shard of payers, \
                 or keep what each payer paid apart and let the recipient withdraw it later (the \
                 withdrawal pattern)."
            }
            Self::FeeRecipient => {
                "Fees alone would be summed only when somebody reads the balance; but transactions \
                 of this block read it or pay into it. Let tips be paid by fees, or to another \
                 account, and keep the fee recipient’s account out of contracts."
            }
            Self::Packed => {
                return format!(
                    "Whoever changes one of {} waits for whoever changed another: false sharing. \
                     Move variables that different people change into slots of their own, and \
                     pack only what is changed together. A slot more costs gas once, a conflict \
                     costs time in every block.",
                    if known.members.is_empty() {
                        "them"
                    } else {
                        "these variables"
                    }
                );
            }
            Self::Flags => {
                "Nobody is interested in another’s bit, but a slot is read and written as a whole: \
                 false sharing. Give each user a slot for the flag (a mapping to bool) where \
                 parallel execution matters more than the gas that a bitmap saves; or number the \
                 flags so that those that come in one block lie in different slots."
            }
            Self::ReadMostly => {
                "Readers do not wait for each other, but each write parts the block into what \
                 comes before and what comes after it. Put the writes next to one another, best at \
                 the block’s beginning, as a builder can do with an oracle’s update; write less \
                 often (only when the value has moved by enough); or let readers use the value \
                 that an earlier block left."
            }
            Self::Reserve => {
                "Each result depends on the one before, so this state is really shared. What \
                 helps is to share less: several pools, or a vault for each user instead of one \
                 for all; or to collect orders and settle them together at one price, in a batch."
            }
            Self::Creation => {
                "Whoever uses a contract has to wait until it is there. Create it in an earlier \
                 block than the transactions that use it."
            }
            Self::Replaced => {
                "Whether this must be shared is a question of design. Keep the state of different \
                 users, pools or markets in different slots; read it only where the result \
                 depends on it; and write it only when it changes."
            }
        };
        words.to_owned()
    }

    fn scenarios(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Counter => &[SHARDS, NFT],
            Self::Accumulator | Self::Total | Self::SharedParts => &[SHARDS, VAULTS],
            Self::Recipient | Self::TokenRecipient | Self::Reserve | Self::Replaced => &[VAULTS],
            Self::Sender
            | Self::Payer
            | Self::Factory
            | Self::FeeRecipient
            | Self::Packed
            | Self::Flags
            | Self::ReadMostly
            | Self::Creation => &[],
        }
    }
}

/// How many transactions change the part of a slot that most of them change.
fn busiest_part(conflict: &Conflict) -> u32 {
    let parts = conflict.evidence.fields.iter();
    parts.map(|part| part.writers).max().unwrap_or(0)
}

/// A number with its noun.
fn counted(number: u32, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanewise_workloads::preset;

    #[test]
    fn scenarios_that_are_named_are_there() {
        for (before, after) in [NFT, SHARDS, VAULTS] {
            assert!(preset(before).is_some() && preset(after).is_some());
        }
    }

    #[test]
    fn numbers_agree_with_their_nouns() {
        assert_eq!(counted(1, "slot", "slots"), "1 slot");
        assert_eq!(counted(0, "slot", "slots"), "0 slots");
    }
}
