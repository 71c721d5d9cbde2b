//! Sales of works of several collections.

use crate::harness::{Address, After, DynSolValue, U256};

/// A work: its collection, its number there, and who had it before the block.
struct Work {
    collection: Address,
    id: u64,
    owner_before: Address,
    owner: Address,
}

fn address(values: &[DynSolValue]) -> Address {
    values[0].as_address().expect("an address")
}

fn works(after: &After) -> Vec<Work> {
    let mut works = Vec::new();
    for copy in 0..after.knob("collections") as usize {
        let collection = after.copy("collection", copy);
        for id in 0..after.number(&collection, "minted()", &[]).to::<u64>() {
            let owner_of = [after.uint(id)];
            let before = after.before();
            works.push(Work {
                collection: after.address(&collection),
                id,
                owner_before: address(&before.call(&collection, "ownerOf(uint256)", &owner_of)),
                owner: address(&after.call(&collection, "ownerOf(uint256)", &owner_of)),
            });
        }
    }
    works
}

/// A sale leaves the fee with the marketplace and passes everything else on.
#[test]
fn the_marketplace_has_the_fees_and_no_other_ether() {
    After::check("market", |after| {
        let fees = after.number("market", "feesEarned()", &[]);
        assert_eq!(after.ether(after.address("market")), fees);

        // Nobody buys a work twice, because works that are offered again are not bought.
        let works = works(after);
        let sold = works.iter().filter(|work| work.owner != work.owner_before);
        let sold = sold.count();
        assert!(sold > 0);
        let rate = after.number("market", "fee()", &[]);
        let ether = U256::from(1_000_000_000_000_000_000_u64);
        assert_eq!(fees, U256::from(sold) * ether * rate / U256::from(10_000));
    });
}

#[test]
fn no_work_is_made_or_lost() {
    After::check("market", |after| {
        assert_eq!(works(after).len(), after.accounts().len());
        assert!(after.succeeded() * 100 >= after.transactions() * 95);
    });
}

#[test]
fn only_owners_offer_works() {
    After::check("market", |after| {
        for work in works(after) {
            let place = [after.word(work.collection), after.uint(work.id)];
            let listing = after.call("market", "listings(address,uint256)", &place);
            let seller = address(&listing);
            assert!(seller == Address::ZERO || seller == work.owner);
        }
    });
}
