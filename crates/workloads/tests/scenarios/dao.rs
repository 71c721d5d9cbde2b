//! Votes on proposals, with weights fixed beforehand.

use crate::harness::{After, DynSolValue, U256};

/// What each member's own vote weighs.
const WEIGHT: u64 = 10;

fn uint(value: &DynSolValue) -> U256 {
    value.as_uint().expect("a number").0
}

/// Receipts of a proposal: how many, and the votes for and against on them.
fn receipts(of: &After, id: u64) -> (usize, U256, U256) {
    let accounts = of.accounts().iter();
    let whom: Vec<_> = accounts
        .map(|account| vec![of.uint(id), of.word(*account)])
        .collect();
    let given = of.calls("dao", "receipts(uint256,address)", &whom);
    let choice = |one: u64| {
        let chosen = given
            .iter()
            .filter(move |fields| uint(&fields[0]) == U256::from(one));
        chosen.map(|fields| uint(&fields[2]))
    };
    let count = choice(1).count() + choice(2).count();
    (count, choice(2).sum(), choice(1).sum())
}

/// Each proposal's tally is the sum of the receipts, and counting again adds nothing.
#[test]
fn tallies_equal_receipts() {
    After::check("dao", |after| {
        let mut votes = 0;
        for id in 0..after.knob("proposals") as u64 {
            let (count, in_favour, against) = receipts(after, id);
            let fields = after.call("dao", "proposals(uint256)", &[after.uint(id)]);
            assert_eq!(uint(&fields[3]), in_favour, "proposal {id}");
            assert_eq!(uint(&fields[4]), against, "proposal {id}");

            let accounts = after.accounts().iter().take(500);
            let voters = accounts.map(|account| after.word(*account)).collect();
            let voters = DynSolValue::Array(voters);
            let counted = after.call("dao", "count(uint256,address[])", &[after.uint(id), voters]);
            assert_eq!(uint(&counted[0]), in_favour, "proposal {id}");
            assert_eq!(uint(&counted[1]), against, "proposal {id}");
            votes += count;
        }
        assert!(votes > 0 && votes <= after.succeeded());
    });
}

/// Delegations move power and make none, and a vote counts with the power of before the block.
#[test]
fn power_is_conserved() {
    After::check("dao", |after| {
        let all = U256::from(WEIGHT) * U256::from(after.accounts().len());
        assert_eq!(after.before().sum("dao", "powerOf(address)"), all);
        assert_eq!(after.sum("dao", "powerOf(address)"), all);
        for account in after.accounts().iter().step_by(20) {
            let power = [after.word(*account)];
            let power = after.before().number("dao", "powerOf(address)", &power);
            for id in 0..after.knob("proposals") as u64 {
                let of = [after.uint(id), after.word(*account)];
                let fields = after.call("dao", "receipts(uint256,address)", &of);
                let votes = uint(&fields[2]);
                assert!(votes.is_zero() || votes == power);
            }
        }
    });
}

#[test]
fn everybody_votes_once() {
    After::check("dao", |after| {
        assert_eq!(after.succeeded(), after.transactions());
    });
}
